"""What is left of an utterance when values, cue words, dialogue acts and filler words are taken away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.acts import act_hits
from agent.nlu.data import load_model
from agent.nlu.extract.cues import word_pattern
from agent.nlu.records import Extraction
from agent.tasks.base import Task

_FILE: Final = Path(__file__).with_name("fillers.yaml")
_CONTENT: Final = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")


class _Fillers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: tuple[str, ...]
    en: tuple[str, ...]


@cache
def _fillers() -> re.Pattern[str]:
    words = load_model(_FILE, _Fillers)
    pattern = word_pattern((*words.zh, *words.en))
    assert pattern is not None
    return pattern


def residue(
    text: str,
    *,
    task: Task | None = None,
    extraction: Extraction | None = None,
    skip: Sequence[tuple[int, int]] = (),
) -> str:
    """The words that say something beyond values and acts; empty when nothing does.

    With a ``task``, the cue words of its slots and the nouns of its matters count as nothing too, and so do
    the stretches of ``skip``.
    """
    taken = [(hit.start, hit.end) for hit in act_hits(text)] + list(skip)
    if extraction is not None:
        taken += [(value.start, value.end) for value in extraction.values.values() if value.start >= 0]
        for error in extraction.errors:
            place = text.find(error.raw)
            if place >= 0:
                taken.append((place, place + len(error.raw)))
    if task is not None:
        words = [
            word for slot in task.wording.slots.values() for group in slot.cues.values() for word in group
        ]
        words += [noun for group in task.wording.nouns.values() for noun in group]
        words += [label for slot in task.wording.slots.values() for label in (slot.label.zh, slot.label.en)]
        pattern = word_pattern(tuple(words))
        if pattern is not None:
            taken += [match.span() for match in pattern.finditer(text)]
    blanked = list(text)
    for start, end in taken:
        blanked[start:end] = "\0" * (end - start)
    left = _fillers().sub(" ", "".join(blanked).replace("\0", " "))
    return " ".join(_CONTENT.findall(left))
