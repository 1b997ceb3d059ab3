"""The dialogue state: what lasts between turns (``Memory``) and what one turn works with.

Every channel has a concrete type, so that checkpoints are read back strictly. Only what lasts is checkpointed.
``Memory`` is stored a second time with the turn itself, in the same transaction: a checkpoint that is older
than the turn log is rebuilt from it.
"""

from __future__ import annotations

# isort: off
import agent.environment  # noqa: F401  (before LangGraph)
# isort: on

from datetime import date, datetime
from typing import Annotated, Literal, TypedDict, TypeVar

from langgraph.channels import UntrackedValue
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent.nlu.records import Request, Understanding
from agent.offers import Offer, PostedValue
from agent.reply import EscalationView, SlotError, Source, ToolCall
from agent.tasks.base import Outline
from common.documents import Document
from common.language import Bilingual, Language
from common.people import Staff
from policies.decisions import Priority
from policies.verdict import Verdict
from state_store.records import AuditEntry, DraftRecord


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class SlotValue(_Record):
    """A slot's value in its JSON type, with the words and the turn it came from."""

    value: JsonValue
    raw: str
    turn: int
    source: Source
    confirmed: bool = True
    note: str | None = None
    dated: date | None = None
    """Since when what the note names holds, where the value stands on something published."""
    posted: PostedValue | None = None
    """The row of the bank's tables that the user took the value from."""


FrameStatus = Literal["open", "answered", "dropped"]


class Frame(_Record):
    """One task under way: its slots, and whether it has been answered.

    Frames lie on a stack. ``carried_from`` is the frame whose slots an ellipsis or a following request took
    over; ``root`` is the first of a matter's variants, itself where it has none. ``offers`` is what was posted for
    the slots that were asked for, ``declined`` names those for which it was refused.
    """

    id: int
    intent: str
    confidence: float
    slots: dict[str, SlotValue] = Field(default_factory=dict)
    status: FrameStatus = "open"
    opened: int
    touched: int
    carried_from: int | None = None
    root: int | None = None
    offers: dict[str, Offer] = Field(default_factory=dict)
    declined: tuple[str, ...] = ()

    def offered(self, slot: str) -> Offer | None:
        """What is offered for a slot, unless it was refused."""
        return None if slot in self.declined else self.offers.get(slot)

    @property
    def matter(self) -> int:
        """The id that all variants of one matter share."""
        return self.id if self.root is None else self.root

    @property
    def recent(self) -> frozenset[str]:
        """The slots the user gave last."""
        said = {name: slot.turn for name, slot in self.slots.items() if slot.source in ("user", "carried")}
        last = max(said.values(), default=0)
        return frozenset(name for name, turn in said.items() if turn == last)

    def values(self) -> dict[str, JsonValue]:
        """The flat slot values, as they appear in a Reply."""
        return {name: slot.value for name, slot in self.slots.items()}


class Awaiting(_Record):
    """The question that is open: a slot's value, or a yes to an approximate value already there."""

    frame: int
    slot: str
    confirm: bool = False


class Option(_Record):
    """One of the readings the user is asked to choose from: an intent, or a frame the words may point to."""

    intent: str
    frame: int | None = None
    label: Bilingual


class Choice(_Record):
    """The question "which of these?": it is open until an option is chosen or something else is asked."""

    request: Request
    options: tuple[Option, ...]


class SharedValue(_Record):
    """A value that outlives its task: known as long as the customer is at the counter, or for the session."""

    slot: SlotValue
    type: str
    scope: Literal["customer", "session"]


class Hold(_Record):
    """A matter that waits for a human; what is said about it goes to the item, not to the tools."""

    escalation: str
    intent: str
    reason: str
    priority: Literal["P0", "P1", "P2", "P3"]


class Said(_Record):
    """One line of the dialogue, personal data masked, for the handoff packet."""

    turn: int
    speaker: Literal["user", "assistant", "human"]
    text: str


class Memory(_Record):
    """What lasts between turns. Everything here belongs to the customer at the counter."""

    turn: int = 0
    language: Language = "zh"
    customer: str | None = None
    frames: tuple[Frame, ...] = ()
    next_frame: int = 1
    awaiting: Awaiting | None = None
    holds: tuple[Hold, ...] = ()
    escalations: int = 0
    breaches: dict[str, int] = Field(default_factory=dict)
    choice: Choice | None = None
    shared: dict[str, SharedValue] = Field(default_factory=dict)
    not_understood: int = 0
    lost_turns: tuple[int, ...] = ()
    corrected: dict[str, int] = Field(default_factory=dict)
    """How often a value was corrected, by root frame and slot."""
    said: tuple[Said, ...] = ()
    document: Document | None = None
    """The document at hand: the last one that was handed over for this customer."""

    def fresh(self) -> Memory:
        """What the next customer finds: nothing of the last one's."""
        kept = {name: value for name, value in self.shared.items() if value.scope == "session"}
        return Memory(
            turn=self.turn, language=self.language, next_frame=self.next_frame, escalations=self.escalations,
            shared=kept,
        )  # fmt: skip

    def frame(self, frame_id: int) -> Frame:
        """The frame of that id; KeyError when it has left the stack."""
        for frame in self.frames:
            if frame.id == frame_id:
                return frame
        raise KeyError(frame_id)


class Incoming(_Record):
    """What starts a turn: the user's words, or a human's answer to an escalation."""

    kind: Literal["user", "human"] = "user"
    text: str
    at: datetime
    staff: Staff
    customer: str | None = None
    escalation: str | None = None
    action: Literal["resolve", "return"] = "resolve"
    document: Document | None = None
    """What was handed over with the words; ``wordless`` when nothing was said with it."""
    wordless: bool = False


class Plan(_Record):
    """What the turn will do: frames whose tools run, the question to ask, matters for a human."""

    ready: tuple[int, ...] = ()
    handled: tuple[int, ...] = ()
    errors: tuple[SlotError, ...] = ()
    remarks: tuple[str, ...] = ()
    escalate: str | None = None
    escalate_intent: str | None = None
    escalate_priority: Priority | None = None
    held: str | None = None


class Alarm(_Record):
    """A grave trigger in the user's own words: a scam under way, a judicial freeze, …"""

    reason: str
    priority: Literal["P0", "P1", "P2", "P3"]


class FrameRun(_Record):
    """The tool calls of one frame, in order, and what may be said from them."""

    frame: int
    calls: tuple[ToolCall, ...] = ()
    outline: Outline = Outline()


class Draft(_Record):
    """A wording before review. ``released`` counts sentences already approved and shown; ``refused`` says
    that review already turned the first of them down.

    ``sentences`` are the wording itself; code appends disclosures and sources after review.
    """

    sentences: tuple[str, ...] = ()
    engine: str = "template"
    scripted: bool = False
    attempt: int = 0
    released: int = 0
    refused: bool = False
    findings: tuple[str, ...] = ()


class Opened(_Record):
    """An escalation this turn opens; stored with the turn, in one transaction."""

    view: EscalationView
    intent: str
    packet: dict[str, JsonValue]
    summary_zh: str
    summary_en: str


T = TypeVar("T")
ThisTurn = Annotated[T, UntrackedValue]
"""A channel of one turn: it is not checkpointed, since what it held is in the turn log."""


class DialogueState(TypedDict, total=False):
    """The channels of the graph: what lasts, and what one turn's nodes hand each other."""

    session: str
    memory: Memory
    incoming: ThisTurn[Incoming]
    understanding: ThisTurn[Understanding]
    alarm: ThisTurn[Alarm | None]
    injection: ThisTurn[bool]
    plan: ThisTurn[Plan]
    runs: ThisTurn[tuple[FrameRun, ...]]
    audited: ThisTurn[tuple[AuditEntry, ...]]
    question: ThisTurn[str | None]
    draft: ThisTurn[Draft]
    kept: ThisTurn[tuple[DraftRecord, ...]]
    verdict: ThisTurn[Verdict]
    redraft: ThisTurn[bool]
    sentences: ThisTurn[tuple[str, ...]]
    opened: ThisTurn[tuple[Opened, ...]]
    notices: ThisTurn[tuple[str, ...]]
    engine: ThisTurn[str]
    notes: ThisTurn[tuple[str, ...]]
    timings: ThisTurn[dict[str, float]]
