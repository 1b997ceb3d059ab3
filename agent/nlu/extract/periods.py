"""Stretches of time as they are spoken, up to the session's day: 近三个月, 上个月, 2026年三季度, last quarter."""

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
    month_start,
    place,
    quarter_start,
    whole_unit,
    year_of,
)
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.periods_ahead import periods_ahead
from agent.nlu.extract.spans import between_days
from agent.nlu.extract.spoken import ENGLISH, whole

_N: Final = r"(?:\d+|[零一二两三四五六七八九十百]+)"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NAME: Final = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_LONE: Final = "|".join(
    [name.capitalize() for name in sorted(MONTH_NUMBERS, key=len, reverse=True)]
    + [
        "january",
        "february",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
"""Month names that are one wherever they stand; may and march in small letters are verbs."""
_YEAR: Final = r"(?:\d{4}|(?<!\d)\d\d(?=年)|[今去前明]|本|上(?=年度))"
_A_FEW: Final = 3
"""近几个月, the last few months: three, with a yes to be had."""

_Span = tuple[date, date]


def _last_n(match: re.Match[str], today: date) -> _Span:
    written = match.groupdict().get("n") or "1"
    count = _A_FEW if written in ("几", "few", "couple of") else whole(written)
    unit = match["unit"].lower().removeprefix("个")
    if unit in ("天", "日", "day"):
        return today - timedelta(days=count), today
    if unit in ("周", "星期", "礼拜", "week"):
        return today - timedelta(weeks=count), today
    return add_months(
        today, -count * (12 if unit in ("年", "year") else 3 if unit in ("季度", "季", "quarter") else 1)
    ), today


def _whole(match: re.Match[str], today: date) -> _Span:
    return whole_unit(match["unit"].lower(), place(match["which"]), today)


def _year(match: re.Match[str], today: date) -> _Span:
    year = year_of(match["year"], today)
    return date(year, 1, 1), date(year, 12, 31)


def _to_date(match: re.Match[str], today: date) -> _Span:
    parts = match.groupdict()
    unit = (parts.get("unit") or parts.get("unit2") or "年").lower()
    if unit in ("月", "month"):
        return month_start(today), today
    return (quarter_start(today) if unit in ("季度", "quarter") else date(today.year, 1, 1)), today


_NTH: Final = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def _quarter(match: re.Match[str], today: date) -> _Span:
    nth = match.groupdict().get("nth")
    part = _NTH[nth.lower()] if nth else whole(match["part"])
    return _months_of(match, today, part * 3 - 2, 3)


def _half(match: re.Match[str], today: date) -> _Span:
    second = match["part"].lower() in ("下", "second", "h2", "2")
    return _months_of(match, today, 7 if second else 1, 6)


def _months_of(match: re.Match[str], today: date, first_month: int, count: int) -> _Span:
    """``count`` months of the year that is said, else of the last year in which they have begun."""
    parts = match.groupdict()
    said = next((parts[name] for name in ("year", "year2") if parts.get(name)), None)
    first = date(year_of(said, today), first_month, 1)
    if said is None and first > today:
        first = first.replace(year=first.year - 1)
    return first, month_end(add_months(first, count - 1))


def _month(match: re.Match[str], today: date) -> _Span:
    return _months_of(match, today, _month_number(match), 1)


def _since(match: re.Match[str], today: date) -> _Span:
    return _months_of(match, today, _month_number(match), 1)[0], today


def _month_number(match: re.Match[str]) -> int:
    name = match.groupdict().get("name")
    return MONTH_NUMBERS[name.lower()] if name else whole(match["month"])


def _from_to(match: re.Match[str], today: date) -> _Span:
    """3月1号到5月31号, 2026年1月到3月, from 1 March to 31 May: a year that is not said is the last one that fits."""
    parts = match.groupdict()

    def month(name: str) -> int:
        written = parts[name]
        return MONTH_NUMBERS.get(written.lower()) or whole(written)

    low, high = month("m1"), month("m2")
    last = year_of(parts["y2"] or parts["y1"], today)
    first = year_of(parts["y1"], today) if parts["y1"] else last - (low > high)
    if not parts["y1"] and not parts["y2"] and date(first, low, 1) > today:
        first, last = first - 1, last - 1
    start = date(first, low, whole(parts["d1"]) if parts["d1"] else 1)
    end = date(last, high, whole(parts["d2"])) if parts["d2"] else month_end(date(last, high, 1))
    return start, end


def _days_of_one_month(match: re.Match[str], today: date) -> _Span:
    """1 to 15 September, September 1-15: of the last such month unless the year is said."""
    parts = match.groupdict()
    month = MONTH_NUMBERS[(parts.get("name") or parts["name2"]).lower()]
    year = parts.get("year") or parts.get("year2")
    days = [int(parts[one] or parts[other]) for one, other in (("d1", "e1"), ("d2", "e2"))]
    first, last = (date(year_of(year, today), month, day) for day in days)
    if year is None and first > today:
        return first.replace(year=first.year - 1), last.replace(year=last.year - 1)
    return first, last


_DAYS: Final = {"今天": 0, "今日": 0, "当天": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}


def _one_day(match: re.Match[str], today: date) -> _Span:
    day = today - timedelta(days=_DAYS[match.group().lower()])
    return day, day


_TO: Final = r"\s?(?:到|至|-|~|—|～)\s?"
_TO_EN: Final = r"\s?(?:to|and|until|till|through|-|–)\s?"
_NO_NUMERAL: Final = r"[\d一二三四五六七八九十]"
_MONTHS_ZH: Final = (
    rf"(?:从|自)?(?:(?P<y1>{_YEAR})年)?(?P<m1>{_MONTH})(?:月(?:份)?(?:(?P<d1>{_N})[号日])?)?{_TO}"
    rf"(?:(?P<y2>{_YEAR})年)?(?P<m2>{_MONTH})月(?:份)?(?:(?P<d2>{_N})[号日])?(?!{_NO_NUMERAL})"
)
_MONTHS_EN: Final = (
    rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<m1>{_NAME})(?:,? (?P<y1>\d{{4}}))?{_TO_EN}"
    rf"(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<m2>{_NAME})(?:,? (?P<y2>\d{{4}}))?\b"
)
_ORDINAL: Final = r"(?:st|nd|rd|th)?"
_DAYS_EN: Final = (
    rf"\b(?:from |between )?(?:the )?(?P<d1>\d{{1,2}}){_ORDINAL}{_TO_EN}(?:the )?(?P<d2>\d{{1,2}}){_ORDINAL}"
    rf"(?: of)? (?P<name>{_NAME})\b(?:,? (?P<year>\d{{4}}))?"
    rf"|\b(?:from |between )?(?P<name2>{_NAME}) (?P<e1>\d{{1,2}}){_ORDINAL}{_TO_EN}(?P<e2>\d{{1,2}}){_ORDINAL}"
    r"(?:,? (?P<year2>\d{4}))?(?![\d.,]|\s?(?:st|nd|rd|th))\b"
)
_YEAR_TO_DATE: Final = (
    r"今年(?:年初)?(?:以来|至今|到现在)|年初(?:至今|以来|到现在)|本年(?:度)?至今"
    r"|\byear[- ]to[- ]date\b|\bYTD\b|\bso far this year\b"
)
_PART_TO_DATE: Final = (
    r"(?:本|这个?)(?P<unit>月|季度)(?:以来|至今|到现在)|\b(?P<unit2>month|quarter)[- ]to[- ]date\b"
)
_SINCE: Final = (
    rf"(?:(?P<year>{_YEAR})年)?(?<!{_NO_NUMERAL})(?P<month>{_MONTH})月(?:份)?(?:以来|至今|到现在|起)"
    rf"|\b[Ss]ince (?P<name>{_LONE})(?: (?P<year2>\d{{4}}))?\b"
)
_HALF_YEAR: Final = r"(?:最?近|过去|这)(?:的)?半年(?:内|以?来)?|\b(?:last|past) half[- ]year\b"
_LAST_ZH: Final = (
    rf"(?:最?近|过去)(?:的)?(?P<n>{_N}|几)?(?P<unit>天|日|周|个?星期|个?礼拜|个?季度?|个?月|年)"
    r"(?:内|以?来|之?间)?"
)
_LAST_EN: Final = (
    rf"\b(?:in |over |for |during )?(?:the )?(?:last|past|previous) (?P<n>{ENGLISH}|few|couple of) "
    r"(?P<unit>day|week|month|quarter|year)s?\b"
)
_QUARTER_ZH: Final = rf"(?:(?P<year>{_YEAR})年)?(?:的)?第?(?P<part>[一二三四1-4])季度(?![末底付])"
_QUARTER_EN: Final = r"\b(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of (?P<year>\d{4}))?\b"
_QUARTER_Q: Final = r"(?<![A-Za-z])(?P<year>\d{4})?\s?Q(?P<part>[1-4])(?:,? ?(?P<year2>\d{4}))?(?!\d)"
_WHOLE_ZH: Final = r"(?P<which>上上|[上本这])个?(?P<unit>周|星期|礼拜|月|季度)(?![一二三四五六日天底末\d])"
_WHOLE_EN: Final = r"\b(?P<which>last|this|previous|the current|the past) (?P<unit>week|month|quarter|year)\b"
_MONTH_OF_YEAR: Final = (
    rf"(?P<year>{_YEAR})年(?:份)?(?P<month>{_MONTH})月(?:份)?(?![\d一二三四五六七八九十底末])"
)
_WHOLE_YEAR: Final = (
    r"(?P<year>\d{4}|[今去前明]|本|上(?=年度))年(?:度|全年|整年|一年)?"
    r"(?!\d|[一二三四五六七八九十]+月|[底末])"
)
_MONTH_ZH: Final = rf"(?<!{_NO_NUMERAL})(?P<month>{_MONTH})月(?:份)?(?![\d一二三四五六七八九十底末])"
_MONTH_EN: Final = (
    rf"\b(?P<name>{_LONE})(?:,? (?P<year>\d{{4}}))?\b"
    r"(?! ?\d|(?<=May) (?:I|we|you|he|she|they|the|be)\b)"
)

_Read = Callable[[re.Match[str], date], _Span]
_TABLE: Final[tuple[tuple[str, _Read], ...]] = (
    (_MONTHS_ZH, _from_to),
    (_DAYS_EN, _days_of_one_month),
    (_MONTHS_EN, _from_to),
    (_YEAR_TO_DATE, _to_date),
    (_PART_TO_DATE, _to_date),
    (_SINCE, _since),
    (_HALF_YEAR, lambda _, today: (add_months(today, -6), today)),
    (_LAST_ZH, _last_n),
    (r"这(?P<n>[两二三四五六七八九十\d]+|几)(?P<unit>天|周|个星期|个月|年)", _last_n),
    (rf"(?P<n>{_N})(?P<unit>天|周|个星期|个月|年)(?:以|之)?内", _last_n),
    (_LAST_EN, _last_n),
    (_QUARTER_ZH, _quarter),
    (_QUARTER_Q, _quarter),
    (_QUARTER_EN, _quarter),
    (rf"(?:(?P<year>{_YEAR})年)?(?:的)?(?P<part>[上下])半年", _half),
    (r"\b(?P<part>first|second) half(?: of (?P<year>\d{4}))?\b", _half),
    (_WHOLE_ZH, _whole),
    (_MONTH_OF_YEAR, _month),
    (r"(?<![\d-])(?P<year>\d{4})[-/](?P<month>0[1-9]|1[0-2])(?![-/\d])", _month),
    (_WHOLE_YEAR, _year),
    (_WHOLE_EN, _whole),
    (_MONTH_ZH, _month),
    (_MONTH_EN, _month),
    ("|".join(_DAYS), _one_day),
)
_CASED: Final = frozenset({_SINCE, _MONTH_EN})
"""Where the capital tells a month (May) from a verb."""


@cache
def _periods() -> tuple[tuple[re.Pattern[str], _Read], ...]:
    """The expressions, compiled when the first task wants a period."""
    return tuple((re.compile(pattern, 0 if pattern in _CASED else re.I), read) for pattern, read in _TABLE)


def spoken_periods(text: str, today: date, *, ahead: bool = False) -> Iterator[Mention]:
    """Every stretch of time in ``text``, ending today at the latest. Value ``{"start", "end"}`` in ISO form.

    What can only lie ahead (未来90天) is read so all the same; with ``ahead``, what may (本月, 三个月内) is as well.
    """
    yield from between_days(text, today, ahead=ahead)
    yield from periods_ahead(text, today, both_ways=ahead)
    for pattern, read in _periods():
        for match in pattern.finditer(text):
            try:
                start, end = read(match, today)
            except (ValueError, OverflowError):
                continue
            if start > end:
                continue
            end = end if start > today else min(end, today)
            yield Mention(
                kind="period", start=match.start(), end=match.end(), raw=match.group().strip(),
                data={"start": start.isoformat(), "end": end.isoformat()},
                approximate=match.groupdict().get("n") in ("几", "few", "couple of"),
            )  # fmt: skip
