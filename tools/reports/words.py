"""How reports word things, from ``words.yaml``: expressions of one language, ready to search."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError
from common.language import Language
from tools.reports.records import Basis

_FILE: Final = Path(__file__).with_suffix(".yaml")


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    periods: dict[Language, tuple[str, ...]]
    against: dict[Language, str]
    rises: dict[Language, str]
    falls: dict[Language, str]
    arrives: dict[Language, str]
    starts: dict[Language, str]
    respectively: dict[Language, str]
    bases: dict[Basis, str]
    changes: dict[Language, str]
    amounts_of_change: str
    ratios: str
    per_share: str
    unit_line: str
    identifiers: str
    numbering: str
    fillers: dict[Language, str]
    edges: dict[Language, dict[Literal["front", "back"], str]]
    before_period: dict[Language, str]
    longest: dict[Language, int]
    aliases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Grammar:
    """The words of one language."""

    period: re.Pattern[str]
    against: re.Pattern[str]
    rises: re.Pattern[str]
    falls: re.Pattern[str]
    arrives: re.Pattern[str]
    starts: re.Pattern[str]
    respectively: re.Pattern[str]
    fillers: re.Pattern[str]
    front: re.Pattern[str]
    back: re.Pattern[str]
    before_period: re.Pattern[str]
    longest: int
    han: bool


@dataclass(frozen=True)
class Headers:
    """How tables word their headers, in either language."""

    changes: re.Pattern[str]
    amounts_of_change: re.Pattern[str]
    ratios: re.Pattern[str]
    per_share: re.Pattern[str]
    unit_line: re.Pattern[str]
    identifiers: re.Pattern[str]
    numbering: re.Pattern[str]


@cache
def _words() -> _Words:
    try:
        return _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def _compiled(pattern: str, language: Language = "zh") -> re.Pattern[str]:
    whole = rf"(?<![A-Za-z-])(?:{pattern})(?![A-Za-z-])" if language == "en" else pattern
    try:
        return re.compile(whole, re.I)
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


@cache
def grammar(language: Language) -> Grammar:
    """The expressions of one language."""
    words = _words()
    return Grammar(
        period=_compiled("|".join(words.periods[language]), language),
        against=_compiled(words.against[language], language),
        rises=_compiled(words.rises[language], language),
        falls=_compiled(words.falls[language], language),
        arrives=_compiled(words.arrives[language]),
        starts=_compiled(words.starts[language]),
        respectively=_compiled(words.respectively.get(language, r"(?!)")),
        fillers=_compiled(words.fillers[language], language),
        front=_compiled(rf"^(?:{words.edges[language]['front']})+"),
        back=_compiled(rf"(?:{words.edges[language]['back']})+$"),
        before_period=_compiled(rf"^(?:{words.before_period[language]})"),
        longest=words.longest[language],
        han=language == "zh",
    )


@cache
def headers() -> Headers:
    """The expressions of tables."""
    words = _words()
    return Headers(
        changes=_compiled("|".join(words.changes.values())),
        amounts_of_change=_compiled(words.amounts_of_change),
        ratios=_compiled(words.ratios),
        per_share=_compiled(words.per_share),
        unit_line=_compiled(words.unit_line),
        identifiers=_compiled(words.identifiers),
        numbering=_compiled(words.numbering),
    )


@cache
def _bases() -> tuple[tuple[Basis, re.Pattern[str]], ...]:
    return tuple((name, _compiled(pattern)) for name, pattern in _words().bases.items())


def basis_of(against: str | None) -> Basis | None:
    """Whether a change is 同比, 环比 or against the end of last year, by the words it is measured against."""
    if against is None:
        return None
    return next((name for name, pattern in _bases() if pattern.search(against)), None)


def same_figure(name: str, wanted: str) -> bool:
    """Whether a figure's name is the one asked for: the same words, or two names of one figure."""
    here, there = _folded(name), _folded(wanted)
    if not here or not there:
        return False
    if here in there or there in here:
        return True
    return any(there in group and any(alias in here for alias in group) for group in _aliases())


@cache
def _aliases() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_folded(alias) for alias in group) for group in _words().aliases)


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
