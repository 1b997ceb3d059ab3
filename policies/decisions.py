"""The table of what happens on a breach (``decisions.yaml``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from policies.verdict import Decision, Severity

Category = Literal[
    "guarantee", "no_risk", "forecast", "pushing", "deposit_conflation", "suitability", "inducement", "pii",
    "evasion", "missing_disclosure", "tipping_off", "legal_tax", "stock_tip", "ungrounded",
]  # fmt: skip
Priority = Literal["P0", "P1", "P2", "P3"]


class Consequence(BaseModel):
    """What a breach of one category leads to; ``reason`` and ``priority`` when a human decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    severity: Severity
    first: Decision
    again: Decision
    reason: str | None = None
    priority: Priority | None = None


@cache
def consequences() -> dict[Category, Consequence]:
    """The table, by category."""
    data = yaml.load((Path(__file__).parent / "decisions.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return TypeAdapter(dict[Category, Consequence]).validate_python(data)
