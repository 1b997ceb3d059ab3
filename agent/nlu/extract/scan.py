"""Finds every mention of a value in an utterance: figures first as the more particular expressions leave them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from agent.nlu.extract.accounts import account_mentions
from agent.nlu.extract.ahead import with_days_ahead
from agent.nlu.extract.births import births
from agent.nlu.extract.dates import spoken_dates
from agent.nlu.extract.lunar import lunar_days
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.periods import spoken_periods
from agent.nlu.extract.rates import rate_mentions
from agent.nlu.extract.resolvers import PublishedLpr
from agent.nlu.extract.spoken import ENGLISH, HAN, decimal_of
from agent.nlu.extract.sums import spoken_sums
from agent.nlu.extract.terms import compound_terms
from agent.tasks.base import CountUnit, SlotType
from common.figures import Figure, extract_figures

_SCALED_BOUNDARY: Final = re.compile(rf"(?<=[万亿])(?=[{HAN}\d]+(?:年|个月|期|点))")
_FALLS_BEFORE: Final = re.compile(
    r"(?:降息?|下调|下行|下降|下移|降低|减|下浮|跌|调低|走低|-|−"
    r"|(?:down|cut(?:s|ting)?|lower(?:s|ed|ing)?|fall(?:s|ing)?|drop(?:s|ped|ping)?|decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|reduction|minus))"
    r"\s?(?:了|by|of)?\s?(?:an? )?$",
    re.I,
)
_FALLS_AFTER: Final = re.compile(
    r"\s?(?:的)?(?:降幅|下降|下行|下调|跌幅|降息)|\s(?:rate\s)?(?:lower|cuts?|drops?|falls?|decrease|decline|reduction|down)(?![A-Za-z])",
    re.I,
)
_RISES_BEFORE: Final = re.compile(
    r"(?:加息|升|上调|上行|上升|提高|加|上浮|涨|调高|\bup|rais(?:e|ed|es)|ris(?:e|es|ing)|hike[ds]?|\+)\s?(?:了|by)?\s?$",
    re.I,
)
_RANGE: Final = re.compile(r"\s?(?:-|~|～|—|–|至|到|to)\s?", re.I)
_SAID_RANGE: Final = re.compile(r"\s?(?:到|至|~|～)\s?|\sto\s", re.I)
_EACH_MONTH: Final = re.compile(
    r"[1一]个?月(?=(?:要|得|应该?|大概|该|需要?)?(?:还|供|付|存|投|交|扣|多少|几))"
)
"""一个月还多少 asks how much each month, it gives no term."""
_BOUND: Final = re.compile(r"以上|以下|以内|不止|多一?点|起步|\s?or (?:more|less)|\s?plus(?![A-Za-z])", re.I)
_RELATIVE: Final = re.compile(r"(?:上浮|下浮)(?:了)?\s?$")
"""利率下浮10% takes a tenth off a rate, it sets none."""
_EITHER_WAY: Final = re.compile(r"(?:±|\+/-?|正负)\s?$")
_SAME: Final = re.compile(r"\s?(?:[=＝(（,，]|即|也就是|就是|i\.e\.|or)\s?", re.I)
_FROM: Final = re.compile(r"(?:从|由|把|将|自|from|change)\s?$", re.I)
_NTH_DAY: Final = re.compile(r"第\s?(?P<n>\d{1,5})\s?天|\bday (?P<n2>\d{1,5})(?!\d)", re.I)

_ANSWER: Final = re.compile(rf"[\s,，。.]*(?P<n>[{HAN}]+|{ENGLISH})(?:吧|的|啊)?[\s,，。.!！]*", re.I)


@dataclass(frozen=True)
class Wanted:
    """What a task can take, as far as it decides how words are read: its slots' types, what its counts count,
    the type just asked for, and whether its stretches of time lie ahead."""

    types: Collection[SlotType]
    counts: Collection[CountUnit] = ()
    asked: SlotType | None = None
    ahead: bool = False
    lpr: PublishedLpr | None = None
    """The loan prime rate in force, from which LPR-30bp is read."""


def find_mentions(text: str, now: date, wanted: Wanted) -> list[Mention]:
    """Return the mentions in order, not overlapping; ``text`` has half-width figures."""
    taken: list[Mention] = []
    for source in _sources(text, now, wanted):
        for mention in source:
            if not any(mention.start < other.end and other.start < mention.end for other in taken):
                taken.append(mention)
    mentions = _with_ranges(text, sorted(taken, key=lambda mention: mention.start))
    return with_days_ahead(text, mentions, now) if "day" in wanted.counts else mentions


def _sources(text: str, now: date, wanted: Wanted) -> Iterator[Iterable[Mention]]:
    dated = "date" in wanted.types
    yield account_mentions(text)
    yield rate_mentions(text, wanted.lpr, asked=wanted.asked == "rate")
    if "age" in wanted.counts:
        yield births(text, now)
    if "day" in wanted.counts:
        yield _nth_days(text)
    if dated:
        yield lunar_days(text)
    if "period" in wanted.types:
        yield spoken_periods(text, now, ahead=wanted.ahead)
    yield spoken_dates(text, now, pairs=dated, asked=wanted.asked == "date")
    if wanted.asked is not None:
        yield _bare_answer(text)
    yield compound_terms(text)
    yield spoken_sums(text)
    yield _figures(text, now)


def _bare_answer(text: str) -> Iterator[Mention]:
    """A small number said in words and alone (十二, twelve): a number only where one was asked for."""
    match = _ANSWER.fullmatch(text)
    if match is not None:
        yield Mention("plain", match.start("n"), match.end("n"), match["n"], decimal_of(match["n"]))


def _nth_days(text: str) -> Iterator[Mention]:
    """第400天, on day 400: so many days have passed."""
    for match in _NTH_DAY.finditer(text):
        count = Decimal(match["n"] or match["n2"])
        yield Mention("days", match.start(), match.end(), match.group(), count, unit="offset")


def _with_ranges(text: str, mentions: list[Mention]) -> list[Mention]:
    """Make one mention of the two ends of a range (80到90万), unless something changes from the one to the other;
    leave out a value said once more in another unit (30年（360期）)."""
    joined: list[Mention] = []
    for mention in mentions:
        low = joined[-1] if joined else None
        if (
            low is not None
            and low.kind == mention.kind
            and (
                low.kind in ("money", "months", "days", "percent", "bp")
                or (low.kind == "plain" and low.unit is None is mention.unit)
            )
            and low.number < mention.number
            and (_RANGE if low.kind != "plain" else _SAID_RANGE).fullmatch(text, low.end, mention.start)
            and not _FROM.search(text[: low.start])
        ):
            joined[-1] = replace(
                low, end=mention.end, raw=text[low.start : mention.end], upper=mention.number, approximate=True,
                also=(),
            )  # fmt: skip
            joined[-1] = replace(
                joined[-1], also=tuple(_ranged(joined[-1], mention, form) for form in mention.also)
            )
        elif (
            low is not None
            and (low.kind, low.number) == (mention.kind, mention.number)
            and low.kind in ("months", "money")
            and _SAME.fullmatch(text, low.end, mention.start)
        ):
            continue
        else:
            joined.append(mention)
    return joined


def _ranged(whole: Mention, high: Mention, form: Mention) -> Mention:
    """Another reading of a range's upper end (6m as months), for the whole range."""
    low = whole.number * form.number / high.number if high.number else whole.number
    return replace(whole, kind=form.kind, unit=form.unit, number=low, upper=form.number)


def _figures(text: str, now: date) -> Iterator[Mention]:
    """The figures of the text; a sum and a term spoken in one breath (一百二十万二十年) are parted first."""
    start = 0
    for boundary in [*(match.start() for match in _SCALED_BOUNDARY.finditer(text)), len(text)]:
        if boundary > start:
            for figure in extract_figures(text[start:boundary]):
                if not _EACH_MONTH.match(text, start + figure.start):
                    yield _of_figure(figure, text, start, now)
        start = boundary


_MONTHS_IN: Final = {"year": 12, "quarter": 3, "month": 1, "period": 1}
_FRACTION_OF: Final = {"%": Decimal(100), "‰": Decimal(1000), "‱": Decimal(10_000), "成": Decimal(10)}


def _of_figure(figure: Figure, text: str, offset: int, now: date) -> Mention:
    mention = Mention(
        kind="plain", start=figure.start + offset, end=figure.end + offset, raw=figure.text, number=figure.value,
        unit=figure.unit, approximate=figure.approximate, well_formed=figure.well_formed,
    )  # fmt: skip
    match figure.kind:
        case "money":
            mention = _sum_mention(replace(mention, kind="money"), text)
        case "count":
            mention = replace(mention, kind="count")
        case "percent":
            part = _FRACTION_OF.get(figure.unit or "%", Decimal(100))
            before = text[max(0, mention.start - 6) : mention.start]
            mention = replace(
                mention,
                kind="percent",
                unit="relative" if _RELATIVE.search(before) else mention.unit,
                number=figure.value / part,
                direction=_direction(text, mention),
            )
        case "bp":
            if _EITHER_WAY.search(text[: mention.start]):
                return replace(mention, kind="bp", number=abs(figure.value), approximate=True)
            falls = figure.value > 0 and _direction(text, mention) < 0
            mention = replace(mention, kind="bp", number=-figure.value if falls else figure.value)
        case "term" if figure.unit in _MONTHS_IN:
            mention = replace(mention, kind="months", number=figure.value * _MONTHS_IN[figure.unit])
        case "term":
            mention = replace(mention, kind="days", number=figure.value * (7 if figure.unit == "week" else 1))
        case "date":
            mention = _date_mention(mention, figure, now)
        case _:
            pass
    return mention


def _sum_mention(mention: Mention, text: str) -> Mention:
    """A bound (80万以上) wants a yes; 几十万 is no sum at all."""
    if text[mention.start] in "十百千" and mention.start and text[mention.start - 1] == "几":
        return replace(mention, start=mention.start - 1, raw=f"几{mention.raw}", well_formed=False)
    return replace(mention, approximate=mention.approximate or bool(_BOUND.match(text, mention.end)))


def _direction(text: str, mention: Mention) -> int:
    before = text[max(0, mention.start - 20) : mention.start]
    if _FALLS_BEFORE.search(before) or _FALLS_AFTER.match(text, mention.end):
        return -1
    return 1 if _RISES_BEFORE.search(before) else 0


def _date_mention(mention: Mention, figure: Figure, now: date) -> Mention:
    """A full date, the nearest day of that name when the year is not said, else a date that lacks its day."""
    if figure.date is not None and figure.well_formed:
        return replace(mention, kind="date", date=figure.date)
    if figure.unit == "month_day" and figure.well_formed:
        month, day = divmod(int(figure.value), 100)
        days = []
        for year in (now.year - 1, now.year, now.year + 1):
            try:
                days.append(date(year, month, day))
            except ValueError:
                continue
        if days:
            nearest = min(days, key=lambda candidate: abs((candidate - now).days))
            return replace(mention, kind="date", date=nearest, approximate=True)
    return replace(mention, kind="partial_date")
