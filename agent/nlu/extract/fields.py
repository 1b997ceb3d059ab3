"""The slots of a task as the extractors see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args, get_origin

from pydantic import JsonValue

from agent.tasks.base import CountUnit, Slot, SlotWording, Task
from common.language import Language

_AGE_WORDS: Final = frozenset({"岁", "周岁", "年龄", "age", "aged", "years old"})


@dataclass(frozen=True)
class Field:
    """A slot: its declaration, its wording, the literals its field allows, and whether the task needs it."""

    name: str
    slot: Slot
    wording: SlotWording | None
    choices: tuple[str, ...]
    required: bool = True

    def label(self, language: Language) -> str:
        """The slot's name as it is said."""
        return self.wording.label[language] if self.wording is not None else self.name.replace("_", " ")

    @property
    def needed(self) -> bool:
        """Whether the task asks for it, alone or as one of two."""
        return self.required or self.slot.instead_of is not None

    @property
    def counts(self) -> CountUnit | None:
        """What a count counts: as declared, else an age where its cues are the words of one."""
        if self.slot.type != "count" or self.slot.counts is not None or self.wording is None:
            return self.slot.counts
        said = {word for words in self.wording.cues.values() for word in words}
        said |= {self.wording.label.zh, self.wording.label.en.lower()}
        return "age" if said & _AGE_WORDS else None


@dataclass(frozen=True)
class Utterance:
    """The words and what the dialogue knows of them.

    ``awaiting`` is the slot just asked for; ``known`` holds the matter's values, ``recent`` names those the user
    gave last; ``corrects`` says whether the words change something said before, so that the last value counts.
    ``also`` are further slots that were asked for in the same breath. ``document`` is a text among the words, or
    known, that somebody else wrote.
    """

    text: str
    language: Language
    awaiting: str | None
    known: Mapping[str, JsonValue]
    corrects: bool
    recent: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    document: str = ""

    @property
    def asked(self) -> frozenset[str]:
        """Every slot that was just asked for."""
        return self.also if self.awaiting is None else self.also | {self.awaiting}


def fields_of(task: Task) -> list[Field]:
    """The slots of ``task`` in their order."""
    return [
        Field(
            name, task.slot(name), task.wording.slots.get(name), _choices(info.annotation), info.is_required()
        )
        for name, info in task.Slots.model_fields.items()
    ]


def _choices(annotation: object) -> tuple[str, ...]:
    """The literals of a field's type, also within a union with ``None``."""
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    return tuple(choice for part in get_args(annotation) for choice in _choices(part))
