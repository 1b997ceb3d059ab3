"""Words that point back: 这笔贷款, 它, the second one. Which matter of the dialogue they mean, or may mean.

A task's YAML lists the ``nouns`` its matters go by (loan, mortgage); no task is known by name here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.nlu.extract import ordinal_places
from agent.nlu.extract.cues import word_pattern
from agent.nlu.records import Matter
from agent.tasks.base import Task
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_name("references.yaml")
_ENGLISH: Final = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "previous": -2, "earlier": -2,
}  # fmt: skip


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    demonstratives: dict[Language, str]
    measures: dict[Language, str]
    pronouns: dict[Language, str]
    persons: dict[Language, str]
    previous: dict[Language, str]
    nth_noun: dict[Language, str]


@dataclass(frozen=True)
class _Patterns:
    demonstrative: re.Pattern[str]
    bare: re.Pattern[str]
    persons: re.Pattern[str]
    previous: re.Pattern[str]
    nth_noun: re.Pattern[str]


@dataclass(frozen=True)
class Pointer:
    """Words that point back.

    Attributes:
        start, end: where they stand.
        index: the place they count to, from 0; -1 is the last, -2 the one before it; ``None`` for 这笔 and "it".
        noun: whether they name the kind of thing (这笔贷款), so that only such matters are meant.
        frames: the matters that fit, oldest first, one a root (its latest variant).
    """

    start: int
    end: int
    index: int | None
    noun: bool
    frames: tuple[Matter, ...]


@cache
def _patterns() -> _Patterns:
    words = load_model(_FILE, _Words)
    try:
        return _Patterns(
            demonstrative=re.compile("|".join(words.demonstratives.values()), re.I),
            bare=re.compile("|".join((*words.measures.values(), *words.pronouns.values())), re.I),
            persons=re.compile("|".join(words.persons.values()), re.I),
            previous=re.compile("|".join(words.previous.values()), re.I),
            nth_noun=re.compile("|".join(words.nth_noun.values()), re.I),
        )
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def names_person(text: str) -> bool:
    """Whether the words speak of a customer as known already (他, she)."""
    return bool(_patterns().persons.search(text))


def ordinal_in(text: str) -> tuple[int, int, int] | None:
    """The place an ordinal of ``text`` counts to, and where it stands: ``(index, start, end)``.

    The index begins at 0; -1 is the last, -2 the one before it.
    """
    for index, start, end in ordinal_places(text):
        return (index - 1 if index > 0 else index), start, end
    match = _patterns().previous.search(text)
    return None if match is None else (-2, match.start(), match.end())


def find_pointer(text: str, matters: Sequence[Matter], tasks: Mapping[str, Task]) -> Pointer | None:
    """The words of ``text`` that point back at one of ``matters`` (oldest first); ``None`` when none do."""
    latest = latest_variants(matters)
    if not latest:
        return None
    nouns = {matter.frame: _nouns(tasks[matter.intent]) for matter in latest}
    patterns = _patterns()
    found = ordinal_in(text)
    if found is not None:
        index, start, end = found
        return Pointer(start, end, index, False, tuple(latest))
    for match in patterns.nth_noun.finditer(text):
        fitting = [matter for matter in latest if _starts_with(text, match.end(), nouns[matter.frame])]
        if fitting:
            index = _ENGLISH[match["en_nth"].lower()]
            return Pointer(match.start(), match.end(), index, True, tuple(fitting))
    for match in patterns.demonstrative.finditer(text):
        ends = {matter.frame: _starts_with(text, match.end(), nouns[matter.frame]) for matter in latest}
        fitting = [matter for matter in latest if ends[matter.frame]]
        if fitting:
            end = max(ends[matter.frame] for matter in fitting)
            return Pointer(match.start(), end, None, True, tuple(fitting))
    bare = patterns.bare.search(text)
    if bare is not None:
        return Pointer(bare.start(), bare.end(), None, False, tuple(latest))
    return None


def same_domain(first: str, second: str) -> bool:
    """Whether two intents are neighbours: the part of the name before the dot is the same."""
    return first.partition(".")[0] == second.partition(".")[0]


def latest_variants(matters: Sequence[Matter]) -> list[Matter]:
    """The newest variant of each matter, in the order the matters were opened."""
    newest: dict[int, Matter] = {}
    for matter in matters:
        newest[matter.root] = matter
    return list(newest.values())


def counted(matters: Sequence[Matter], index: int) -> Matter | None:
    """The matter an ordinal counts to: of those of the last turn where it told of several, else of all."""
    told = [matter for matter in matters if matter.just_told]
    among = told if len(told) > 1 else list(matters)
    if len(among) < 2:
        return None
    return among[index] if -len(among) <= index < len(among) else None


def spoken_of(text: str, matters: Sequence[Matter], tasks: Mapping[str, Task]) -> list[Matter]:
    """The matters whose noun or title stands in ``text`` (回到刚才的贷款), newest variants, oldest first."""
    found = []
    for matter in latest_variants(matters):
        task = tasks[matter.intent]
        titles = tuple(word for word in (task.wording.title.zh, task.wording.title.en) if word)
        pattern = word_pattern((*_words(task), *titles))
        if pattern is not None and pattern.search(text):
            found.append(matter)
    return found


def _words(task: Task) -> tuple[str, ...]:
    return tuple(word for group in task.wording.nouns.values() for word in group)


def _nouns(task: Task) -> re.Pattern[str] | None:
    return word_pattern(_words(task))


def _starts_with(text: str, position: int, nouns: re.Pattern[str] | None) -> int:
    """Where a noun that begins at ``position`` (after 的 or a blank) ends; 0 when none does."""
    if nouns is None:
        return 0
    while position < len(text) and text[position] in " 的":
        position += 1
    match = nouns.match(text, position)
    return match.end() if match is not None else 0
