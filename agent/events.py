"""What happens while a turn runs, in order, as typed events.

A stream is ``state``, then ``tool`` for each call (before it ``progress`` while a long document is read),
``sentence`` for each approved sentence, ``verdict``,
then ``reworded`` when a local model's wording of a standing answer has passed review, and ``done``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent.reply import Reply, Rewording, ToolCall
from policies.verdict import Verdict


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True)


class StateEvent(_Event):
    """What was understood: the intents of the utterance and the active task's slots."""

    type: Literal["state"] = "state"
    intent: str
    intents: tuple[str, ...]
    slots: dict[str, JsonValue]


class ProgressEvent(_Event):
    """A long document is being read: part ``done`` of ``total`` is."""

    type: Literal["progress"] = "progress"
    done: int
    total: int


class ToolEvent(_Event):
    """A tool has answered."""

    type: Literal["tool"] = "tool"
    call: ToolCall


class SentenceEvent(_Event):
    """An approved sentence; ``index`` counts from 0. What was sent is never taken back."""

    type: Literal["sentence"] = "sentence"
    index: int
    text: str


class VerdictEvent(_Event):
    """The policy node's decision on the whole answer."""

    type: Literal["verdict"] = "verdict"
    verdict: Verdict


class StandingEvent(_Event):
    """The reply stands and is stored; a local model may still be wording it anew."""

    type: Literal["standing"] = "standing"
    reply: Reply
    rewording: bool = Field(description="whether a rewording is on its way")


class RewordedEvent(_Event):
    """A local model's wording of the answer that stands, after review."""

    type: Literal["reworded"] = "reworded"
    rewording: Rewording


class DoneEvent(_Event):
    """The turn is over."""

    type: Literal["done"] = "done"
    reply: Reply


Event = Annotated[
    StateEvent
    | ProgressEvent
    | ToolEvent
    | SentenceEvent
    | VerdictEvent
    | StandingEvent
    | RewordedEvent
    | DoneEvent,
    Field(discriminator="type"),
]
