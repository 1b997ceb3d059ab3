"""What the policy engine decides, and why: the shapes of ``contract/interfaces.md``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from common.language import Bilingual

Decision = Literal["allow", "amend", "block", "escalate"]
Severity = Literal["S1", "S2", "S3", "S4"]

DECISION_ORDER: tuple[Decision, ...] = ("allow", "amend", "block", "escalate")
"""From the mildest to the gravest; a turn's verdict is its worst."""


class Finding(BaseModel):
    """One breach: which rule, what was said where, which provisions it rests on, what is done about it.

    ``span`` counts characters of the text as given (before normalisation), end exclusive. ``message`` says
    the breach in plain words.
    """

    model_config = ConfigDict(frozen=True)

    rule: str
    category: str
    severity: Severity
    text: str | None
    span: tuple[int, int] | None
    basis: tuple[str, ...] = ()
    action: str
    message: Bilingual | None = None


class Verdict(BaseModel):
    """The decision on one text. ``reason`` and ``priority`` are set when a human has to decide."""

    model_config = ConfigDict(frozen=True)

    decision: Decision
    findings: tuple[Finding, ...] = ()
    disclosures: tuple[str, ...] = ()
    revised: str | None = None
    reason: str | None = None
    priority: Literal["P0", "P1", "P2", "P3"] | None = None
