"""Figures out of a pasted report: each with its name, the time it is of, its value in one unit, and its place.

Money is given in yuan (or its own currency), shares in percent, percentage points and basis points alike in
basis points; a change that goes down is negative. Names and times are the report's own words
(``extract_figures.yaml`` says how reports word them); nothing is computed from one figure to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import ConfigurationError
from common.figures import Figure
from common.figures import extract_figures as figures_of
from common.language import Bilingual, Language, detect_language
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.clause_checklist import LONGEST
from tools.sentence_spans import Sentence, sentences_of

Role = Literal["level", "change", "earlier"]

_FILE: Final = Path(__file__).with_suffix(".yaml")
_POINTS: Final = re.compile(r"(?:百分点|percentage points?|个点)$", re.I)
_SHARES: Final = {"%": Decimal(1), "‰": Decimal("0.1"), "‱": Decimal("0.01"), "成": Decimal(10)}
_PARTS: Final = re.compile(r"[，,；;：:（()）]|(?<=\s)(?:and|while|with|but)(?=\s)", re.I)
_EDGE: Final = " \t\r\n\u3000，,、；;。:：.()（）“”\"'"
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


class FigureArguments(ToolArguments):
    """``passage``: the report's words as pasted; ``metrics``: only figures of these names (or aliases)."""

    passage: str = Field(min_length=1, max_length=LONGEST)
    metrics: tuple[str, ...] = Field((), max_length=40)


class ReportFigure(BaseModel):
    """One figure of the passage.

    ``value`` is in ``unit``: ``CNY`` or another currency, ``%``, ``bp`` (percentage points too), a measure
    word, or none. ``role``: the figure itself, a change of it (``against`` what, where said), or an earlier
    level it is compared with. ``text`` are the words at ``span`` of the passage, ``sentence`` counts from 1.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    role: Role
    value: Decimal
    unit: str | None
    period: str | None = None
    against: str | None = None
    text: str
    span: tuple[int, int]
    sentence: int


class ReportFigures(ToolResult):
    """The figures in their order; ``missing`` are the names asked for of which the passage has none."""

    figures: tuple[ReportFigure, ...]
    missing: tuple[str, ...] = ()
    found: int = Field(description="figures of the whole passage, whatever was asked for")


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    periods: dict[Language, tuple[str, ...]]
    against: dict[Language, str]
    rises: dict[Language, str]
    falls: dict[Language, str]
    arrives: dict[Language, str]
    starts: dict[Language, str]
    respectively: dict[Language, str]
    fillers: dict[Language, str]
    edges: dict[Language, dict[Literal["front", "back"], str]]
    before_period: dict[Language, str]
    longest: dict[Language, int]
    aliases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Grammar:
    """The words of one language, ready to search."""

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


@dataclass
class _Reading:
    """What the figures read so far leave for the next: the last name, the time, names said in a row.

    ``queue`` are those of ``listed`` still to come (分别为…), ``role`` what their figures are.
    """

    name: str = ""
    period: str | None = None
    listed: list[str] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)
    role: tuple[Role, int] = ("level", 1)


@cache
def _words() -> _Words:
    try:
        return _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


@cache
def _grammar(language: Language) -> _Grammar:
    words = _words()

    def compiled(pattern: str) -> re.Pattern[str]:
        whole = rf"(?<![A-Za-z-])(?:{pattern})(?![A-Za-z-])" if language == "en" else pattern
        return re.compile(whole, re.I)

    try:
        return _Grammar(
            period=compiled("|".join(words.periods[language])),
            against=compiled(words.against[language]),
            rises=compiled(words.rises[language]),
            falls=compiled(words.falls[language]),
            arrives=re.compile(words.arrives[language], re.I),
            starts=re.compile(words.starts[language], re.I),
            respectively=re.compile(words.respectively.get(language, r"(?!)"), re.I),
            fillers=compiled(words.fillers[language]),
            front=re.compile(rf"^(?:{words.edges[language]['front']})+"),
            back=re.compile(rf"(?:{words.edges[language]['back']})+$"),
            before_period=re.compile(rf"^(?:{words.before_period[language]})", re.I),
            longest=words.longest[language],
            han=language == "zh",
        )
    except (re.error, KeyError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def extract_figures(arguments: FigureArguments, context: ToolContext) -> ReportFigures:
    """The figures of the passage, in the passage's own language; an empty list when it holds none."""
    del context
    passage = arguments.passage
    grammar = _grammar(detect_language(passage))
    reading = _Reading()
    found: list[ReportFigure] = []
    for sentence in sentences_of(passage):
        found += _read(passage, sentence, grammar, reading)
    wanted = tuple(dict.fromkeys(name.strip() for name in arguments.metrics if name.strip()))
    kept = tuple(one for one in found if not wanted or any(_same(one.name, name) for name in wanted))
    return ReportFigures(
        convention="money in yuan, shares in percent, percentage points in basis points",
        version="extract_figures/1",
        figures=kept,
        missing=tuple(name for name in wanted if not any(_same(one.name, name) for one in found)),
        found=len(found),
    )


def _read(passage: str, sentence: Sentence, grammar: _Grammar, reading: _Reading) -> Iterator[ReportFigure]:
    start, text = sentence.start, passage[sentence.start : sentence.end]
    against = [match.span() for match in grammar.against.finditer(text)]
    periods = [
        match.span()
        for match in grammar.period.finditer(text)
        if match.group().strip() and not _within(match.span(), against)
    ]
    taken = [*against, *periods]
    figures = [
        figure
        for figure in figures_of(text)
        if _counts(figure) and not _within((figure.start, figure.end), taken)
    ]
    at = 0
    for place, figure in enumerate(figures):
        following = figures[place + 1].start if place + 1 < len(figures) else len(text)
        lead = text[at : figure.start]
        reading.period = _period(text, figure, periods, grammar) or reading.period
        said = [(low - at, high - at) for low, high in taken if low >= at and high <= figure.start]
        bare = _without(lead, said, "" if grammar.han else " ")
        name, (role, sign) = _named(bare, grammar, reading)
        measured = [text[low:high] for low, high in against if at <= low < figure.start] or [
            text[low:high] for low, high in against if figure.end <= low < min(following, figure.end + 24)
        ]
        value, unit = _unified(figure)
        at = figure.end
        if not name:
            continue
        yield ReportFigure(
            name=name,
            role=role,
            value=-abs(value) if role == "change" and sign < 0 else value,
            unit=unit,
            period=reading.period,
            against=measured[0].strip(_EDGE) if role == "change" and measured else None,
            text=figure.text,
            span=(start + figure.start, start + figure.end),
            sentence=sentence.index,
        )


def _period(text: str, figure: Figure, periods: Sequence[tuple[int, int]], grammar: _Grammar) -> str | None:
    """The time said last before the figure in its sentence; in English, where it often follows, else the next."""
    before = [span for span in periods if span[1] <= figure.start]
    after = [] if grammar.han else [span for span in periods if span[0] >= figure.end]
    span = before[-1] if before else after[0] if after else None
    return _time(text[span[0] : span[1]], grammar) if span is not None else None


def _counts(figure: Figure) -> bool:
    """Whether it is a figure of a report: no date, article, identifier, or year."""
    if figure.kind == "date" or not figure.well_formed:
        return False
    if figure.kind != "plain":
        return True
    return figure.unit in (None, "fraction") and not _YEAR.fullmatch(figure.text.strip())


def _within(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(low <= span[0] and span[1] <= high for low, high in others)


def _without(text: str, spans: Sequence[tuple[int, int]], gap: str) -> str:
    """The text without the spans; ``gap`` stands in the place of each."""
    kept, at = [], 0
    for low, high in sorted(spans):
        if low >= at:
            kept += [text[at:low], gap]
            at = high
    return "".join((*kept, text[at:]))


def _role(lead: str, grammar: _Grammar) -> tuple[Role, int]:
    """What the figure behind ``lead`` is, and whether a change goes up (1) or down (-1)."""
    part = re.split(r"[，,；;]", lead)[-1]
    if grammar.starts.search(lead):
        return "earlier", 1
    falls, rises = grammar.falls.search(part), grammar.rises.search(part)
    if (falls or rises) and not grammar.arrives.search(part):
        return "change", -1 if falls and (not rises or falls.start() <= rises.start()) else 1
    return "level", 1


def _named(lead: str, grammar: _Grammar, reading: _Reading) -> tuple[str, tuple[Role, int]]:
    """The name the words before a figure give it, else the name that is being spoken of; and its role."""
    role = _role(lead, grammar)
    if listed := grammar.respectively.search(lead):
        names = [_name(part, grammar) for part in re.split(r"[、，,]|和|及|与", lead[: listed.start()])]
        reading.listed = [name for name in names if name] or reading.listed
        reading.queue, reading.role = list(reading.listed), role
    if reading.queue and (listed or not _name(lead, grammar)):
        reading.name = reading.queue.pop(0)
        return reading.name, reading.role
    reading.queue = []
    for part in reversed(_PARTS.split(lead)):
        name = _name(part, grammar)
        if name:
            reading.name = name
            break
    return reading.name, role


def _time(words: str, grammar: _Grammar) -> str:
    """A time without the words that only lead it: 截至2026年6月末 is 2026年6月末."""
    return grammar.before_period.sub("", words.strip(_EDGE)).strip(_EDGE)


def _name(part: str, grammar: _Grammar) -> str:
    """The noun that is left when verbs, movements and fillers are taken away."""
    left = grammar.rises.sub(" ", grammar.falls.sub(" ", part))
    left = grammar.fillers.sub(" ", left)
    words = left.split()
    if grammar.han:
        words = [grammar.back.sub("", grammar.front.sub("", word.strip(_EDGE))) for word in words]
        name = max(words, key=len, default="")
        return name[-grammar.longest :] if len(name) > 1 else ""
    return " ".join(words[-grammar.longest :]).strip(_EDGE)


def _unified(figure: Figure) -> tuple[Decimal, str | None]:
    if figure.kind == "percent":
        if _POINTS.search(figure.text.strip()) and figure.unit == "%":
            return figure.value * 100, "bp"
        return figure.value * _SHARES.get(figure.unit or "%", Decimal(1)), "%"
    return figure.value, figure.unit


def _same(name: str, wanted: str) -> bool:
    """Whether a figure's name is the one asked for: the same words, or two names of one figure."""
    here, there = _folded(name), _folded(wanted)
    if here in there or there in here:
        return True
    for group in _words().aliases:
        folded = [_folded(alias) for alias in group]
        if there in folded and any(alias in here for alias in folded):
            return True
    return False


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


TOOL = Tool(
    name="extract_figures",
    description=Bilingual(
        zh="从一段报告文字中提取数据：名称、期间、数值、统一后的单位和原文位置。",
        en="Takes the figures out of a report's words: name, period, value, one unit, and where they stand.",
    ),
    arguments=FigureArguments,
    result=ReportFigures,
    run=extract_figures,
)
