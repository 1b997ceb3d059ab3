"""What was understood of an utterance: its requests, their slot values, the dialogue acts. Serialisable."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from common.language import Language

Act = Literal[
    "correction", "ellipsis", "cancel", "cancel_all", "confirm", "deny", "accept", "unsure", "resume", "thanks",
    "greet",
]  # fmt: skip
"""What an utterance does to the dialogue, apart from asking something.

``resume`` goes back to the matter before a digression; ``ellipsis`` asks the last question with a value changed;
``accept`` takes what the bank has posted for it. ``unsure`` says that the value asked for is not known.
"""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class SlotCandidate(_Record):
    """A value read for a slot, in the slot's JSON type, with the words it came from.

    ``start``/``end`` are offsets in the utterance; -1 where the value follows from a word of another slot.
    ``approximate`` values want a yes before they count. ``note`` names what was assumed (a dated LPR),
    ``dated`` since when that holds, where it was published.
    """

    value: JsonValue
    raw: str
    start: int = -1
    end: int = -1
    approximate: bool = False
    note: str | None = None
    dated: date | None = None


class ExtractionError(_Record):
    """A value that was said for a slot and cannot be taken: outside the limits, ambiguous or impossible."""

    slot: str
    code: str
    message: str
    raw: str


class Extraction(_Record):
    """The slot values of one request, and the values that could not be taken."""

    values: dict[str, SlotCandidate] = Field(default_factory=dict)
    errors: tuple[ExtractionError, ...] = ()


class RankedIntent(_Record):
    """An intent with its calibrated probability."""

    intent: str
    confidence: float


class Classification(_Record):
    """The classifier's answer: the intent, its calibrated probability, and the runners-up."""

    intent: str
    confidence: float
    alternatives: tuple[RankedIntent, ...] = ()


class Matter(_Record):
    """Something the dialogue is or was about, as understanding sees it: a frame of the stack.

    ``recent`` are the slots the user gave last; ``root`` is the frame its variants were copied from, itself at
    first; ``just_told`` says whether the last turn dealt with it.
    """

    frame: int
    intent: str
    known: dict[str, JsonValue] = Field(default_factory=dict)
    recent: frozenset[str] = frozenset()
    root: int
    just_told: bool = False


class Request(_Record):
    """One request of an utterance.

    ``follow_up``: the words change or fill a matter the dialogue has, no new one. ``about`` is the frame of
    that matter, or the one a new request points back to (这笔贷款); without it the tracker's own order decides.
    ``candidates`` are the frames it may point to where the words fit several: which one has to be asked.
    """

    intent: str
    confidence: float
    alternatives: tuple[RankedIntent, ...] = ()
    text: str
    start: int = 0
    end: int = 0
    slots: dict[str, SlotCandidate] = Field(default_factory=dict)
    errors: tuple[ExtractionError, ...] = ()
    follow_up: bool = False
    about: int | None = None
    candidates: tuple[int, ...] = ()
    unclear: tuple[str, ...] = ()
    """Intents that the words fit about equally well and none of them surely: which is meant has to be asked."""


class Understanding(_Record):
    """The whole utterance: language, requests in the order they were said, and the acts."""

    text: str
    language: Language
    requests: tuple[Request, ...] = ()
    acts: tuple[Act, ...] = ()
    taken: str | None = None
    """The key of the posted value that the words choose among those offered."""
