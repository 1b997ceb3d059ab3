"""What the assistant's own last words asked, proposed and offered: the ground the user's answer stands on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Final, Literal

from pydantic import JsonValue

from agent.nlu.context import Classifies
from agent.nlu.extract import extract_slots
from agent.nlu.extract.cues import word_pattern
from agent.nlu.extract.enums import enum_hits
from agent.nlu.extract.fields import fields_of
from agent.nlu.records import SlotCandidate
from agent.schema.answering import is_question
from agent.tasks.base import Task
from common.language import Language

Move = Literal["ask", "confirm", "tell", "more", "offer", "other"]
_OR: Final = re.compile(r"\b(?:or)\b|还是|或者?|[/?？]", re.I)
_CLOSED: Final = frozenset({"enum", "flag"})


@dataclass(frozen=True)
class Prompt:
    """One utterance of the assistant.

    Attributes:
        move: what it does on the whole.
        asked: the slots it asks for.
        proposed: the values it states; they hold once the user does not object.
        offered: the intent it offers to go on with.
    """

    move: Move = "other"
    asked: tuple[str, ...] = ()
    proposed: Mapping[str, SlotCandidate] = field(default_factory=dict)
    offered: str | None = None

    @property
    def wants_a_yes(self) -> bool:
        """Whether no to it means that the user wants nothing (more)."""
        return self.move in ("more", "offer")


@dataclass(frozen=True)
class PromptReader:
    """Reads prompts from their text alone. ``moves`` classifies them (labels: ``agent.schema.wording``)."""

    moves: Classifies

    def read(
        self, text: str, task: Task | None, known: Collection[str], *, now: datetime, language: Language
    ) -> Prompt:
        """Read ``text``, said while ``task`` was under way with the slots ``known`` filled."""
        label, _, offered = self.moves.classify(text).intent.partition(" ")
        move: Move = next((name for name in _MOVES if name == label), "other")
        if move in ("offer", "more") and not is_question(text):
            move, offered = "other", ""
        if task is None:
            return Prompt(move=move, offered=offered or None)
        missing = [name for name in task.required if name not in known]
        alternatives = _alternatives(text, task)
        if missing and move in ("offer", "confirm", "tell") and is_question(text):
            about = alternatives | {name for name in missing if _named(text, name, task)}
            if about & set(missing) or offered == task.intent:
                move, offered = "ask", ""
        proposed: dict[str, SlotCandidate] = {}
        if move in ("confirm", "tell"):
            found = extract_slots(text, task, now=now, language=language)
            proposed = {name: value for name, value in found.values.items() if name not in alternatives}
            if move == "tell":
                proposed = {n: v for n, v in proposed.items() if task.slot(n).type in _CLOSED}
        asked: tuple[str, ...] = ()
        if move == "ask":
            named = [
                name for name in task.Slots.model_fields if name in alternatives or _named(text, name, task)
            ]
            # Who is asked one thing often tells the rest as well.
            asked = tuple(dict.fromkeys((*(n for n in named if n in missing), *missing))) or tuple(named)
        return Prompt(move=move, asked=asked, proposed=proposed, offered=offered or None)


_MOVES: Final[tuple[Move, ...]] = ("ask", "confirm", "tell", "more", "offer", "other")


def _alternatives(text: str, task: Task) -> frozenset[str]:
    """The slots of which the text puts two values to choose from (checking or savings)."""
    found = set()
    for item in fields_of(task):
        if item.slot.type != "enum":
            continue
        hits = enum_hits(text, item.slot, item.wording, item.choices)
        for first, second in pairwise(hits):
            if first.value != second.value and _OR.search(text[first.end : second.start]):
                found.add(item.name)
    return frozenset(found)


def _named(text: str, name: str, task: Task) -> bool:
    wording = task.wording.slots.get(name)
    if wording is None:
        return False
    words = [word for group in wording.questions.values() for word in group]
    pattern = word_pattern((*words, wording.label.en, wording.label.zh))
    return pattern is not None and bool(pattern.search(text))


_OF_ACT: Final[Mapping[str, Move]] = {
    "REQUEST": "ask", "CONFIRM": "confirm", "OFFER": "tell", "INFORM": "tell", "INFORM_COUNT": "tell",
    "NOTIFY_SUCCESS": "tell", "NOTIFY_FAILURE": "tell", "REQ_MORE": "more", "OFFER_INTENT": "offer",
}  # fmt: skip


@dataclass(frozen=True)
class AssistantAct:
    """What the assistant knows it did: an act of the Schema-Guided Dialogue format, with its slot and values."""

    act: str
    slot: str = ""
    values: tuple[str, ...] = ()


def prompt_of(acts: Collection[AssistantAct]) -> Prompt:
    """The prompt of an assistant that says what it did, instead of having its words read."""
    moves = [_OF_ACT.get(act.act, "other") for act in acts]
    order: tuple[Move, ...] = ("confirm", "offer", "more", "ask", "tell")
    move: Move = next((name for name in order if name in moves), "other")
    proposed: dict[str, SlotCandidate] = {}
    for act in acts:
        if act.act in ("CONFIRM", "OFFER") and act.slot and act.values:
            value: JsonValue = act.values[0]
            proposed[act.slot] = SlotCandidate(value=value, raw=act.values[0])
    return Prompt(
        move=move,
        asked=tuple(act.slot for act in acts if act.act == "REQUEST" and act.slot),
        proposed=proposed,
        offered=next((act.values[0] for act in acts if act.act == "OFFER_INTENT" and act.values), None),
    )
