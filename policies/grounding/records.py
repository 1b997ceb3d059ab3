"""What grounding reports: whether everything stated has a source, and what has none."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Ungrounded(BaseModel):
    """A statement without a source: the words, where they stand in the draft (end exclusive), and why."""

    model_config = ConfigDict(frozen=True)

    text: str
    span: tuple[int, int]
    why: str


class Grounding(BaseModel):
    """``grounded`` is true when ``ungrounded`` is empty."""

    model_config = ConfigDict(frozen=True)

    grounded: bool
    ungrounded: tuple[Ungrounded, ...] = ()
