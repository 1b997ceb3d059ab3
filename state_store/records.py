"""What is kept of a dialogue: sessions, turns, matters for a human, audit events. All datetimes are aware.

Fields that hold JSON (``reply``, ``rewording``, ``packet``, ``data``) belong to the packages above and are
kept as they are given; nothing here looks into them, but for the parts of a packet that not everyone may see.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, SkipValidation

from common.language import Language
from common.people import Staff

JsonObject: TypeAlias = dict[str, JsonValue]
EscalationStatus = Literal["open", "claimed", "resolved", "returned"]
Priority = Literal["P0", "P1", "P2", "P3"]
SUMMARY_CHARACTERS = 120


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SessionRecord(_Record):
    """A dialogue: who opened it, when by the session clock, for which customer, in which language."""

    id: str = Field(min_length=1, max_length=128)
    created_at: AwareDatetime
    staff: Staff
    customer: str | None = None
    language: Language | None = None


class DraftRecord(_Record):
    """A raw wording as an engine (``template``, a model, ``scripted``, ``human``) gave it, and its verdict.

    Blocked wordings are for restricted viewers: ``text`` is then None for the others.
    """

    engine: str
    text: str | None
    decision: Literal["allow", "amend", "block", "escalate"]

    @property
    def blocked(self) -> bool:
        return self.decision in ("block", "escalate")


class TurnRecord(_Record):
    """One turn: what was said to the assistant (or by the human who took over), and the whole Reply.

    ``turn`` counts from 1 without gaps, ``at`` is the session clock, ``customer`` who stood at the counter.
    """

    session_id: str
    turn: int = Field(ge=1)
    kind: Literal["user", "human"] = "user"
    at: AwareDatetime
    user_text: str
    attachment: str | None = None
    """The name of the document that was handed over with the words."""
    customer: str | None = None
    staff: Staff | None = None
    """Who spoke, where it is not the session's own staff member."""
    reply: Annotated[JsonObject, SkipValidation]
    """Dumped from a Reply: validating each of its values once more would cost more than storing them."""
    drafts: tuple[DraftRecord, ...] = ()
    rewording: JsonObject | None = None


class Note(_Record):
    """What was said about a held matter while it waits for a human."""

    at: AwareDatetime
    text: str


class EscalationItem(_Record):
    """A matter for a human, with its handoff packet.

    ``customer_ref`` is masked. The summaries are for a list: at most 120 characters each.
    """

    id: str = Field(min_length=1, max_length=128)
    session_id: str
    turn: int = Field(ge=1)
    created_at: AwareDatetime
    reason: str
    priority: Priority
    status: EscalationStatus = "open"
    deadline: AwareDatetime | None = None
    language: Language
    staff_id: str
    branch: str
    customer_ref: str | None = None
    summary_zh: str = Field(max_length=SUMMARY_CHARACTERS)
    summary_en: str = Field(max_length=SUMMARY_CHARACTERS)
    packet: JsonObject = Field(default_factory=dict)
    claimed_by: str | None = None
    claimed_at: AwareDatetime | None = None
    answered_by: str | None = None
    answered_at: AwareDatetime | None = None
    answer: str | None = None
    notes: tuple[Note, ...] = ()


class Settlement(_Record):
    """A human's answer to an item: resolved, or returned to the dialogue.

    With ``claim`` an open item is claimed first; without it the item must have been claimed by this person.
    """

    escalation_id: str
    action: Literal["resolve", "return"] = "resolve"
    staff: Staff
    text: str
    at: AwareDatetime
    claim: bool = False


class HeldNote(_Record):
    """A note on its way to the item it belongs to."""

    escalation_id: str
    at: AwareDatetime
    text: str


class AuditEntry(_Record):
    """An event of a dialogue: ``kind`` names it, ``actor`` did it (a staff id, or ``assistant``)."""

    session_id: str
    at: AwareDatetime
    kind: str
    actor: str
    data: JsonObject = Field(default_factory=dict)


class AuditLink(_Record):
    """An audit event in its place in the chain; ``hash`` covers the event and ``previous``."""

    sequence: int
    previous: str
    hash: str
    entry: AuditEntry


class BrokenLink(_Record):
    """The first place where a chain does not hold. ``sequence`` is None where no single event is at fault."""

    session_id: str
    sequence: int | None
    why: str


class AuditReport(_Record):
    """What verification found; ``broken`` is the first broken link, or None."""

    sessions: int
    events: int
    broken: BrokenLink | None = None

    @property
    def intact(self) -> bool:
        return self.broken is None
