"""Enumerated values by the words that say them: the task's own words first, then the shared vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, get_args

from agent.nlu.data import load_data
from agent.nlu.extract.cues import word_pattern
from agent.nlu.extract.grades import EnumHit, grade_scale, lettered_grades
from agent.tasks.base import Slot, SlotType, SlotWording
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).parents[1] / "vocabulary.yaml"


@cache
def vocabulary() -> Mapping[SlotType, Mapping[str, tuple[str, ...]]]:
    """``vocabulary.yaml``: slot type -> value -> all its words in both languages."""
    table: dict[SlotType, Mapping[str, tuple[str, ...]]] = {}
    for name, values in load_data(_FILE).items():
        kind = next((known for known in get_args(SlotType) if known == name), None)
        if kind is None or not isinstance(values, dict):
            raise ConfigurationError(f"{_FILE.name}: {name} is no slot type", remedy="mend the file")
        table[kind] = {value: (*words.get("zh", ()), *words.get("en", ())) for value, words in values.items()}
    return table


def enum_words(slot: Slot, wording: SlotWording | None, choices: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Every way to say each value: the declared value itself, the task's words, the vocabulary's."""
    words: dict[str, tuple[str, ...]] = {}
    own: Mapping[str, Mapping[Language, tuple[str, ...]]] = wording.values if wording is not None else {}
    shared = vocabulary().get(slot.type, {})
    for value in dict.fromkeys([*choices, *own, *shared]):
        named = tuple(word for group in own.get(value, {}).values() for word in group)
        words[value] = (
            *named,
            *shared.get(value, ()),
            *((value.replace("_", " "), value) if not value.isdigit() else ()),
        )
    return words


def enum_hits(text: str, slot: Slot, wording: SlotWording | None, choices: Sequence[str]) -> list[EnumHit]:
    """Every value of the slot said in ``text``, in order, longest words first where they overlap."""
    words = enum_words(slot, wording, choices)
    scale = grade_scale(tuple(words))
    hits = lettered_grades(text, scale) if scale is not None else []
    by_word = {word.lower(): value for value, group in words.items() for word in group}
    pattern = word_pattern(tuple(by_word))
    if pattern is not None:
        for match in pattern.finditer(text):
            value = by_word.get(" ".join(match.group().lower().split()))
            if value is not None and not any(match.start() < h.end and h.start < match.end() for h in hits):
                hits.append(EnumHit(value=value, start=match.start(), end=match.end(), raw=match.group()))
    return sorted(hits, key=lambda hit: hit.start)
