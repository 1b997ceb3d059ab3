"""Stretches of time that lie ahead: 未来90天, 下个月, 年底前, within 60 days, by the end of March.

Some can be nothing else (未来三个月, the next 60 days). Others lie ahead only where what is asked about does
(三个月内, 本月, 12月): ``both_ways`` are read so where the slot says that it looks ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final

from agent.nlu.extract.calendar import (
    MONTH_NUMBERS,
    add_months,
    month_end,
    place,
    whole_unit,
    year_of,
)
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.spans import days_named
from agent.nlu.extract.spoken import ENGLISH, NUMBER, whole

_Span = tuple[date, date]
_Read = Callable[[re.Match[str], date], _Span]

_UNIT_ZH: Final = r"(?P<unit>天|日|周|个?星期|个?礼拜|个?季度|个?月|年)"
_UNIT_EN: Final = r"(?P<unit>day|week|fortnight|month|quarter|year)s?"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NAMES: Final = "|".join(sorted((name.capitalize() for name in MONTH_NUMBERS), key=len, reverse=True))
_YEAR: Final = r"(?P<year>\d{4}|[今明后])年"


def _next_n(match: re.Match[str], today: date) -> _Span:
    if match.groupdict().get("half"):
        return today, add_months(today, 6)
    written = match.groupdict().get("n") or "1"
    count = 3 if written in ("几", "few") else 2 if written == "couple of" else whole(written)
    unit = match["unit"].lower().removeprefix("个")
    if unit in ("天", "日", "day"):
        return today, today + timedelta(days=count)
    if unit in ("周", "星期", "礼拜", "week", "fortnight"):
        return today, today + timedelta(weeks=count * (2 if unit == "fortnight" else 1))
    months = 12 if unit in ("年", "year") else 3 if unit in ("季度", "quarter") else 1
    return today, add_months(today, count * months)


def _whole(match: re.Match[str], today: date) -> _Span:
    return whole_unit(match["unit"].lower(), place(match["which"].lower().removeprefix("the ")), today)


def _year(match: re.Match[str], today: date) -> _Span:
    year = year_of(match["year"], today)
    half = match.groupdict().get("half")
    first, last = {"上": (1, 6), "下": (7, 12)}.get(half or "", (1, 12))
    return date(year, first, 1), month_end(date(year, last, 1))


def _month(match: re.Match[str], today: date) -> _Span:
    parts = match.groupdict()
    number = MONTH_NUMBERS[parts["name"].lower()] if parts.get("name") else whole(parts["month"])
    first = date(year_of(parts["year"], today), number, 1)
    if not parts["year"] and month_end(first) < today:
        first = first.replace(year=first.year + 1)
    return first, month_end(first)


def _until_month(match: re.Match[str], today: date) -> _Span:
    """明年3月底前, by the end of March."""
    return today, _month(match, today)[1]


def _months(match: re.Match[str], today: date) -> _Span:
    """12月到3月, January to March: those that come next."""
    parts = match.groupdict()
    low, high = (MONTH_NUMBERS.get(parts[name].lower()) or whole(parts[name]) for name in ("m1", "m2"))
    first = date(year_of(parts["year"], today), low, 1)
    last = date(first.year + (high < low), high, 1)
    if parts.get("y2"):
        last = last.replace(year=year_of(parts["y2"], today))
    elif not parts["year"] and month_end(last) < today:
        first, last = first.replace(year=first.year + 1), last.replace(year=last.year + 1)
    return first, month_end(last)


def _rest_of_year(match: re.Match[str], today: date) -> _Span:
    del match
    return today, date(today.year, 12, 31)


_FORWARD: Final[tuple[tuple[str, _Read], ...]] = (
    (
        r"(?:未来|今后|接下来|往后|此后|将来)(?:的)?"
        rf"(?:(?P<half>半年)|(?P<n>{NUMBER}|几)?{_UNIT_ZH})(?:之?内|以内|里)?",
        _next_n,
    ),
    (
        r"\b(?:in |within |over |during |for )?(?:the )?(?:next|coming|following) "
        rf"(?P<n>{ENGLISH}|few|couple of) {_UNIT_EN}\b",
        _next_n,
    ),
    (r"(?P<which>下下|下)个?(?P<unit>周|星期|礼拜|月|季度)(?![一二三四五六日天底末\d])", _whole),
    (r"\b(?P<which>(?:the )?next) (?P<unit>week|month|quarter|year)\b", _whole),
    (r"(?P<year>[明后])年(?:(?P<half>[上下])半年)?(?!\d|[一二三四五六七八九十]+月|[底末])", _year),
)
"""Words that point ahead by themselves."""

_MONTH_ENDS: Final[tuple[tuple[str, _Read], ...]] = (
    (
        rf"(?:{_YEAR})?(?<![\d一二三四五六七八九十])(?P<month>{_MONTH})月(?:份)?[底末](?:之|以)?前",
        _until_month,
    ),
    (
        rf"\b(?:by|before|until|till) (?:the )?end of (?P<name>{_NAMES})(?:,? (?P<year>\d{{4}}))?\b",
        _until_month,
    ),
)
_BOTH_WAYS: Final[tuple[tuple[str, _Read], ...]] = (
    (
        rf"(?:最?近|这)(?:的)?(?:(?P<half>半年)|(?P<n>{NUMBER}|几){_UNIT_ZH})(?:之?内|以内|里)?",
        _next_n,
    ),
    (rf"(?:(?P<half>半年)|(?P<n>{NUMBER}){_UNIT_ZH})(?:之|以)?内", _next_n),
    (
        rf"\b(?:within|inside|in less than) (?:the )?(?P<n>{ENGLISH}) {_UNIT_EN}(?: from (?:now|today))?\b",
        _next_n,
    ),
    (r"(?P<which>[本这])个?(?P<unit>周|星期|礼拜|月|季度)(?:之?内|里)?(?![一二三四五六日天底末\d])", _whole),
    (r"\b(?P<which>this|the current) (?P<unit>week|month|quarter|year)\b", _whole),
    (r"(?:[今本]年)?(?<![半\d一二三四五六七八九十])年内", _rest_of_year),
    (r"(?P<year>今)年(?:(?P<half>[上下])半年)?(?!\d|[一二三四五六七八九十]+月|[底末内])", _year),
    (
        rf"(?:{_YEAR})?(?<![\d一二三四五六七八九十])(?P<m1>{_MONTH})(?:月(?:份)?)?(?:到|至|-|~|—)"
        rf"(?:(?P<y2>\d{{4}}|[今明后])年)?(?P<m2>{_MONTH})月(?:份)?(?![\d一二三四五六七八九十底末])",
        _months,
    ),
    (
        rf"\b(?:from |between )?(?P<m1>{_NAMES})(?: to | and |-| through )(?P<m2>{_NAMES})(?:,? (?P<year>\d{{4}}))?\b",
        _months,
    ),
    (
        rf"(?:{_YEAR})?(?<![\d一二三四五六七八九十])(?P<month>{_MONTH})月(?:份)?(?![\d一二三四五六七八九十底末])",
        _month,
    ),
    (rf"\b(?:in )?(?P<name>{_NAMES})(?:,? (?P<year>\d{{4}}))?\b(?! ?\d)", _month),
)
_CASED: Final = frozenset(pattern for pattern, _ in (*_MONTH_ENDS, *_BOTH_WAYS) if _NAMES in pattern)
"""Where the capital tells a month (May) from a verb."""

_UNTIL_ZH: Final = re.compile(r"\s?(?:之前|以前|前)")
_UNTIL_EN: Final = re.compile(r"\b(?:by|before|until|till|no later than)\s(?:the\s)?$", re.I)


@cache
def _compiled(table: tuple[tuple[str, _Read], ...]) -> tuple[tuple[re.Pattern[str], _Read], ...]:
    return tuple((re.compile(pattern, 0 if pattern in _CASED else re.I), read) for pattern, read in table)


def periods_ahead(text: str, today: date, *, both_ways: bool) -> Iterator[Mention]:
    """Every stretch of time ahead in ``text``. Value ``{"start", "end"}`` in ISO form, both days included."""
    if both_ways:
        yield from _matched(_MONTH_ENDS, text, today)
        yield from _until(text, today)
    yield from _matched(_FORWARD, text, today)
    if both_ways:
        yield from _matched(_BOTH_WAYS, text, today)


def _matched(table: tuple[tuple[str, _Read], ...], text: str, today: date) -> Iterator[Mention]:
    for pattern, read in _compiled(table):
        for match in pattern.finditer(text):
            try:
                start, end = read(match, today)
            except (ValueError, OverflowError):
                continue
            if start <= end:
                rough = match.groupdict().get("n") in ("几", "few", "couple of")
                yield _mention(text, match.start(), match.end(), start, end, rough=rough)


def _until(text: str, today: date) -> Iterator[Mention]:
    """年底前, 2027年3月1日之前, by the end of March: from today until that day."""
    for start, end, day in days_named(text, today, ahead=True):
        if day < today:
            continue
        if behind := _UNTIL_ZH.match(text, end):
            yield _mention(text, start, behind.end(), today, day)
        elif ahead := _UNTIL_EN.search(text[:start]):
            yield _mention(text, ahead.start(), end, today, day)


def _mention(text: str, start: int, end: int, first: date, last: date, *, rough: bool = False) -> Mention:
    return Mention(
        kind="period", start=start, end=end, raw=text[start:end].strip(),
        data={"start": first.isoformat(), "end": last.isoformat()}, approximate=rough,
    )  # fmt: skip
