"""The Reply: one turn's result, the same object at every face (``contract/interfaces.md``)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent.nlu.records import RankedIntent
from common.language import Language
from knowledge.citation import Citation
from policies.verdict import Verdict
from tools.base import ToolRun

Source = Literal["user", "default", "carried", "record", "human"]


class SlotDetail(BaseModel):
    """Where a slot's value comes from: the words it was read from and the turn they were said in.

    ``basis`` names the row of the bank's tables, and its validity, that the user took the value from.
    """

    model_config = ConfigDict(frozen=True)

    raw: str
    turn: int
    source: Source
    confirmed: bool = True
    basis: str | None = None


ToolCall = ToolRun
"""One call of a tool, with everything needed to repeat it."""


class SlotError(BaseModel):
    """A value outside its limits; the slot stays as it was."""

    model_config = ConfigDict(frozen=True)

    slot: str
    code: str
    message: str


class EscalationView(BaseModel):
    """An item of the human queue as the dialogue sees it."""

    model_config = ConfigDict(frozen=True)

    id: str
    reason: str
    priority: Literal["P0", "P1", "P2", "P3"]
    status: Literal["open", "claimed", "resolved", "returned"]
    deadline: datetime | None = None


class Rewording(BaseModel):
    """A local model's wording of an answer that already stands, offered beside it after review."""

    model_config = ConfigDict(frozen=True)

    text: str
    engine: str
    verdict: Verdict


class Reply(BaseModel):
    """One turn's result. Fields may be added; none is renamed or dropped."""

    model_config = ConfigDict(frozen=True)

    session_id: str
    turn: int
    language: Language
    intent: str
    confidence: float
    intents: tuple[str, ...] = ()
    alternatives: tuple[RankedIntent, ...] = ()
    slots: dict[str, JsonValue] = Field(default_factory=dict)
    slot_details: dict[str, SlotDetail] = Field(default_factory=dict)
    awaiting: str | None = None
    awaiting_intent: str | None = None
    choices: tuple[str, ...] = ()
    """What the user is asked to choose from, where the words fit several matters or tasks."""
    tool_calls: tuple[ToolCall, ...] = ()
    citations: tuple[Citation, ...] = ()
    steps: tuple[str, ...] = ()
    answer: str = ""
    verdict: Verdict = Verdict(decision="allow")
    errors: tuple[SlotError, ...] = ()
    escalation: EscalationView | None = None
    engine: str = "template"
    reworded: Rewording | None = None
    notes: tuple[str, ...] = ()
    timings_ms: dict[str, float] = Field(default_factory=dict)
