"""The figures of one sentence: each with the name, the time and the comparison its words give it.

What a sentence leaves open (a name, a time) is taken from the few before it, never from further away: a figure
of another page has nothing to say about this one, and a reading that begins anywhere finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from common.figures import Figure
from common.figures import extract_figures as figures_of
from tools.reports.records import ReportFigure, Role, direction_of
from tools.reports.units import Unified, unified
from tools.reports.words import Grammar, basis_of, headers

REACH: Final = 8
"""Sentences back from which a name or a time may still be understood."""

_PARTS: Final = re.compile(r"[，,；;：:（()）]|(?<=\s)(?:and|while|with|but)(?=\s)", re.I)
_EDGE: Final = " \t\r\n\u3000，,、；;。:：.()（）“”\"'|*#-–—"
_UNIT_ALONE: Final = re.compile(r"(?:人民币|RMB)?\s?[十百千万亿]+元?")
"""A unit without a number (单位：人民币百万元)."""
_PARTS_OF_A_TEXT: Final = re.compile(
    r"(?:个?(?:章节?|节|条|款|页|部分|方面|项|要点|点|版|步|类|大类|批|轮|届|季度))"
)
"""What a bare number counts that is no figure of a report: 共3章, 分4个部分."""
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TITLE: Final = 40
"""Characters of a line without figures that may name those below it."""
_BEHIND: Final = 24
"""Characters behind a figure within which the words it is measured against may stand."""


@dataclass
class Context:
    """What the sentences read so far leave for the next.

    ``queue`` are the names of ``listed`` still to come (分别为…), ``role`` what their figures are. ``name_at`` and
    ``period_at`` are the sentences that said them; ``section`` is the time a heading gives what stands below it.
    """

    name: str = ""
    name_at: int = 0
    period: str | None = None
    period_at: int = 0
    section: str | None = None
    listed: list[str] = field(default_factory=list)
    listed_at: int = 0
    queue: list[str] = field(default_factory=list)
    role: tuple[Role, int] = ("level", 1)

    def begin(self, sentence: int) -> None:
        """A sentence begins: what was said too long ago is forgotten."""
        if sentence - self.name_at > REACH:
            self.name = ""
        if sentence - self.period_at > REACH:
            self.period = None
        if sentence - self.listed_at > 1:
            self.listed = []
        self.queue = []


@dataclass(frozen=True)
class _Said:
    """A sentence with the places in it that are times and comparisons."""

    text: str
    start: int
    index: int
    periods: list[tuple[int, int]]
    against: list[tuple[int, int]]


def read_sentence(
    text: str, start: int, index: int, grammar: Grammar, context: Context
) -> Iterator[ReportFigure]:
    """The figures of the sentence ``text``, which stands at ``start`` of the report as its ``index``-th."""
    context.begin(index)
    against = [match.span() for match in grammar.against.finditer(text)]
    periods = [
        match.span()
        for match in grammar.period.finditer(text)
        if match.group().strip() and not _within(match.span(), against)
    ]
    said = _Said(text, start, index, periods, against)
    taken = [*against, *periods]
    figures = [
        unified(figure, text)
        for figure in figures_of(text)
        if _counts(figure, text) and not _within((figure.start, figure.end), taken)
    ]
    if not figures and periods:
        context.period, context.period_at = _time(text[slice(*periods[-1])], grammar), index
    if not figures and (name := _name(_without(text, taken, " "), grammar)) and len(text) <= _TITLE:
        context.name, context.name_at = name, index
    at = 0
    for place, figure in enumerate(figures):
        following = figures[place + 1].start if place + 1 < len(figures) else len(text)
        one = _figure(said, figure, (at, following), grammar, context)
        at = figure.end
        if one is not None:
            yield one


def _figure(
    said: _Said, figure: Unified, between: tuple[int, int], grammar: Grammar, context: Context
) -> ReportFigure | None:
    """A figure by the words since the last one; ``between`` are the ends of the last and the start of the next."""
    text, index = said.text, said.index
    at, following = between
    lead = text[at : figure.start]
    if period := _period(said, figure, grammar):
        context.period, context.period_at = period, index
    places = [
        (low - at, high - at)
        for low, high in (*said.against, *said.periods)
        if low >= at and high <= figure.start
    ]
    bare = _without(lead, places, "" if grammar.han else " ")
    name, (role, sign) = _named(bare, index, grammar, context)
    measured = [text[low:high] for low, high in said.against if at <= low < figure.start] or [
        text[low:high]
        for low, high in said.against
        if figure.end <= low < min(following, figure.end + _BEHIND)
    ]
    if not name or (figure.unit is None and context.name_at != index):
        return None  # a bare number without a name of its own is the number of something else
    against = measured[0].strip(_EDGE) if role == "change" and measured else None
    value = -abs(figure.value) if role == "change" and sign < 0 else figure.value
    per_share = figure.per_share or (figure.unit == "CNY" and headers().per_share.search(name) is not None)
    return ReportFigure(
        name=name,
        role=role,
        value=value,
        unit=figure.unit,
        per="share" if per_share and role != "change" else None,
        period=context.period or context.section,
        against=against,
        basis=basis_of(against),
        direction=direction_of(role, value),
        text=text[figure.start : figure.end],
        span=(said.start + figure.start, said.start + figure.end),
        sentence=index,
    )


def _period(said: _Said, figure: Unified, grammar: Grammar) -> str | None:
    """The time said last before the figure in its sentence; in English, where it often follows, else the next."""
    before = [span for span in said.periods if span[1] <= figure.start]
    after = [] if grammar.han else [span for span in said.periods if span[0] >= figure.end]
    span = before[-1] if before else after[0] if after else None
    return _time(said.text[span[0] : span[1]], grammar) if span is not None else None


def _counts(figure: Figure, text: str) -> bool:
    """Whether it is a figure of a report: no date, article, identifier, mark of a list, or year."""
    if figure.kind == "date" or not figure.well_formed or _UNIT_ALONE.fullmatch(figure.text.strip()):
        return False
    if figure.kind != "plain":
        return True
    before = text[max(0, figure.start - _BEHIND) : figure.start]
    if _PARTS_OF_A_TEXT.match(text, figure.end) or headers().identifiers.search(before):
        return False
    return figure.unit in (None, "fraction") and not _YEAR.fullmatch(text[figure.start : figure.end].strip())


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


def _role(lead: str, grammar: Grammar) -> tuple[Role, int]:
    """What the figure behind ``lead`` is, and whether a change goes up (1) or down (-1)."""
    part = re.split(r"[，,；;]", lead)[-1]
    if grammar.starts.search(lead):
        return "earlier", 1
    falls, rises = grammar.falls.search(part), grammar.rises.search(part)
    if (falls or rises) and not grammar.arrives.search(part):
        return "change", -1 if falls and (not rises or falls.start() <= rises.start()) else 1
    return "level", 1


def _named(lead: str, index: int, grammar: Grammar, context: Context) -> tuple[str, tuple[Role, int]]:
    """The name the words before a figure give it, else the name that is being spoken of; and its role."""
    role = _role(lead, grammar)
    if listed := grammar.respectively.search(lead):
        names = [_name(part, grammar) for part in re.split(r"[、，,]|和|及|与", lead[: listed.start()])]
        if any(names):
            context.listed, context.listed_at = [name for name in names if name], index
        context.queue, context.role = list(context.listed), role
    if context.queue and (listed or not _name(lead, grammar)):
        context.name, context.name_at = context.queue.pop(0), index
        return context.name, context.role
    context.queue = []
    for part in reversed(_PARTS.split(lead)):
        name = _name(part, grammar)
        if name:
            context.name, context.name_at = name, index
            break
    return context.name, role


def _time(words: str, grammar: Grammar) -> str:
    """A time without the words that only lead it: 截至2026年6月末 is 2026年6月末."""
    return grammar.before_period.sub("", words.strip(_EDGE)).strip(_EDGE)


def period_in(words: str, grammar: Grammar) -> str | None:
    """The time some words state last, or ``None``."""
    found = [match.group() for match in grammar.period.finditer(words) if match.group().strip()]
    return _time(found[-1], grammar) or None if found else None


def _name(part: str, grammar: Grammar) -> str:
    """The noun that is left when verbs, movements and fillers are taken away."""
    left = grammar.rises.sub(" ", grammar.falls.sub(" ", part))
    left = grammar.fillers.sub(" ", left)
    words = left.split()
    if grammar.han:
        words = [grammar.back.sub("", grammar.front.sub("", word.strip(_EDGE))) for word in words]
        name = max(words, key=len, default="")
        return name[-grammar.longest :] if len(name) > 1 else ""
    return " ".join(words[-grammar.longest :]).strip(_EDGE)
