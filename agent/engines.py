"""What the local model is doing, for status lines and ``doctor``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent.drafting.protocol import Drafter
from common.settings import Settings


class DrafterState(BaseModel):
    """``status`` tells whether answers can be worded by a model; ``detail`` is one line for people."""

    model_config = ConfigDict(frozen=True)

    name: str
    status: Literal["none", "absent", "downloading", "loading", "ready", "failed"]
    detail: str = ""
    progress: float | None = None


def state_of(engine: str, settings: Settings, drafter: Drafter | None) -> DrafterState:
    """The state of ``engine``; a drafter that was never opened counts as absent or not wanted."""
    if engine == "template":
        return DrafterState(name="template", status="none")
    if drafter is None:
        from agent.drafting.select import why_not

        return DrafterState(name=engine, status="absent", detail=why_not(settings) or "")
    if drafter.failure is not None:
        return DrafterState(name=drafter.name, status="failed", detail=drafter.failure)
    if drafter.ready():
        return DrafterState(name=drafter.name, status="ready")
    return DrafterState(name=drafter.name, status="loading")
