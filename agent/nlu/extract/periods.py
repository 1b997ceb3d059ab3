"""Stretches of time as they are spoken, up to the session's day: 近三个月, 上个月, 2026年三季度, last quarter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

from agent.nlu.extract.calendar import (
    MONTH_NUMBERS,
    add_months,
    month_end,
    month_start,
    monday,
    place,
    quarter_start,
    year_of,
)
from agent.nlu.extract.dates import spoken_dates
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.spoken import ENGLISH, whole
from common.figures import extract_figures

_N: Final = r"(?:\d+|[零一二两三四五六七八九十百]+)"
_MONTH: Final = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NAME: Final = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_LONE: Final = "|".join(
    [name.capitalize() for name in sorted(MONTH_NUMBERS, key=len, reverse=True)]
    + ["january", "february", "april", "june", "july", "august", "september", "october", "november", "december"]
)
"""Month names that are one wherever they stand; may and march in small letters are verbs."""
_YEAR: Final = r"(?:\d{4}|(?<!\d)\d\d(?=年)|[今去前明]|本|上(?=年度))"
_A_FEW: Final = 3
"""近几个月, the last few months: three, with a yes to be had."""

_Span = tuple[date, date]


def _last_n(match: re.Match[str], today: date) -> _Span:
    parts = match.groupdict()
    if parts.get("half"):
        return add_months(today, -6), today
    written = parts.get("n") or "1"
    count = _A_FEW if written in ("几", "few", "couple of") else whole(written)
    unit = match["unit"].lower().removeprefix("个")
    if unit in ("天", "日", "day"):
        return today - timedelta(days=count), today
    if unit in ("周", "星期", "礼拜", "week"):
        return today - timedelta(weeks=count), today
    return add_months(today, -count * (12 if unit in ("年", "year") else 3 if unit in ("季度", "quarter") else 1)), today


def _whole(match: re.Match[str], today: date) -> _Span:
    which, unit = place(match["which"]), match["unit"].lower()
    if unit in ("周", "星期", "礼拜", "week"):
        first = monday(today, which)
        return first, first + timedelta(days=6)
    if unit in ("月", "month"):
        first = month_start(today, which)
        return first, month_end(first)
    if unit in ("季度", "季", "quarter"):
        first = quarter_start(today, which)
        return first, month_end(add_months(first, 2))
    return date(today.year + which, 1, 1), date(today.year + which, 12, 31)


def _year(match: re.Match[str], today: date) -> _Span:
    year = year_of(match["year"], today)
    return date(year, 1, 1), date(year, 12, 31)


def _to_date(match: re.Match[str], today: date) -> _Span:
    unit = (match.groupdict().get("unit") or "年").lower()
    first = {"月": month_start(today), "month": month_start(today), "m": month_start(today)}
    quarters = {"季": quarter_start(today), "季度": quarter_start(today), "quarter": quarter_start(today), "q": quarter_start(today)}
    return {**first, **quarters}.get(unit, date(today.year, 1, 1)), today


def _quarter(match: re.Match[str], today: date) -> _Span:
    return _months_of(match, today, (whole(match["part"]) - 1) * 3 + 1, 3)


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


_DAYS: Final = {"今天": 0, "今日": 0, "当天": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}


def _one_day(match: re.Match[str], today: date) -> _Span:
    day = today - timedelta(days=_DAYS[match.group().lower()])
    return day, day


_TO: Final = r"\s?(?:到|至|-|~|—|～)\s?"
_TO_EN: Final = r"\s?(?:to|and|until|till|through|-|–)\s?"
_PERIODS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Span]], ...]] = (
    (
        re.compile(
            rf"(?:从|自)?(?:(?P<y1>{_YEAR})年)?(?P<m1>{_MONTH})(?:月(?:份)?(?:(?P<d1>{_N})[号日])?)?{_TO}"
            rf"(?:(?P<y2>{_YEAR})年)?(?P<m2>{_MONTH})月(?:份)?(?:(?P<d2>{_N})[号日])?(?![\d一二三四五六七八九十])"
        ),
        _from_to,
    ),
    (
        re.compile(
            rf"\b(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<m1>{_NAME})(?:,? (?P<y1>\d{{4}}))?{_TO_EN}"
            rf"(?:(?P<d2>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<m2>{_NAME})(?:,? (?P<y2>\d{{4}}))?\b",
            re.I,
        ),
        _from_to,
    ),
    (re.compile(r"今年(?:年初)?(?:以来|至今|到现在)|年初(?:至今|以来|到现在)|本年(?:度)?至今|\byear[- ]to[- ]date\b|\bYTD\b|\bso far this year\b", re.I), _to_date),
    (re.compile(r"(?:本|这个?)(?P<unit>月|季度)(?:以来|至今|到现在)|\b(?P<unit2>month|quarter)[- ]to[- ]date\b", re.I), _to_date),
    (
        re.compile(
            rf"(?:(?P<year>{_YEAR})年)?(?:(?<![\d一二三四五六七八九十])(?P<month>{_MONTH}))月(?:份)?(?:以来|至今|到现在|起)"
            rf"|\b[Ss]ince (?P<name>{_LONE})(?: (?P<year2>\d{{4}}))?\b"
        ),
        _since,
    ),
    (re.compile(r"(?:最?近|过去|这)(?:的)?(?P<half>半年)(?:内|以?来)?|\b(?:last|past) (?P<half2>half[- ]year)\b", re.I), lambda _, today: (add_months(today, -6), today)),
    (re.compile(rf"(?:最?近|过去)(?:的)?(?P<n>{_N}|几)?(?P<unit>天|日|周|个?星期|个?礼拜|个?季度|个?月|年)(?:内|以?来|之?间)?"), _last_n),
    (re.compile(r"这(?P<n>[两二三四五六七八九十\d]+|几)(?P<unit>天|周|个星期|个月|年)"), _last_n),
    (re.compile(rf"(?P<n>{_N})(?P<unit>天|周|个星期|个月|年)(?:以|之)?内"), _last_n),
    (
        re.compile(
            rf"\b(?:in |over |for |during )?(?:the )?(?:last|past|previous) (?P<n>{ENGLISH}|few|couple of) "
            r"(?P<unit>day|week|month|quarter|year)s?\b",
            re.I,
        ),
        _last_n,
    ),
    (
        re.compile(
            rf"(?:(?P<year>{_YEAR})年)?(?:的)?第?(?P<part>[一二三四1-4])季度?(?![末底付])"
            r"|(?<![A-Za-z])(?P<year2>\d{4})?\s?Q(?P<part2>[1-4])(?:,? ?(?P<year3>\d{4}))?(?!\d)",
            re.I,
        ),
        lambda match, today: _quarter(match, today) if match["part"] else _latin_quarter(match, today),
    ),
    (
        re.compile(
            r"\b(?P<part>first|second|third|fourth|1st|2nd|3rd|4th) quarter(?: of (?P<year>\d{4}))?\b", re.I
        ),
        lambda match, today: _months_of(match, today, _ORDINALS[match["part"].lower()] * 3 - 2, 3),
    ),
    (re.compile(rf"(?:(?P<year>{_YEAR})年)?(?:的)?(?P<part>[上下])半年"), _half),
    (re.compile(r"\b(?P<part>first|second) half(?: of (?P<year>\d{4}))?\b", re.I), _half),
    (re.compile(r"(?P<which>上上|[上本这])个?(?P<unit>周|星期|礼拜|月|季度)(?![一二三四五六日天底末\d])"), _whole),
    (re.compile(rf"(?P<year>{_YEAR})年(?:份)?(?P<month>{_MONTH})月(?:份)?(?![\d一二三四五六七八九十底末])"), _month),
    (re.compile(rf"(?P<year>\d{{4}}|[今去前明]|本|上(?=年度))年(?:度|全年|整年|一年)?(?!\d|[一二三四五六七八九十]+月|[底末])"), _year),
    (re.compile(r"\b(?P<which>last|this|previous|the current|the past) (?P<unit>week|month|quarter|year)\b", re.I), _whole),
    (re.compile(rf"(?P<month>(?<![\d一二三四五六七八九十])1[0-2]|(?<!\d)0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?![\d一二三四五六七八九十底末])"), _month),
    (re.compile(rf"\b(?P<name>{_LONE})(?:,? (?P<year>\d{{4}}))?\b(?! ?\d|(?<=May) (?:I|we|you|he|she|they|the|be)\b)"), _month),
    (re.compile("|".join(_DAYS), re.I), _one_day),
)  # fmt: skip
_ORDINALS: Final = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}


def _latin_quarter(match: re.Match[str], today: date) -> _Span:
    said = match["year2"] or match["year3"]
    first = date(year_of(said, today), int(match["part2"]) * 3 - 2, 1)
    if not said and first > today:
        first = first.replace(year=first.year - 1)
    return first, month_end(add_months(first, 2))


_DAY_TO: Final = re.compile(r"\s?(?:当天)?(?:到|至|-|~|—|～|–|to|until|till|through|and)\s?(?:the\s)?", re.I)
_ON: Final = re.compile(r"(?:\s?(?:以来|至今|到现在|起|之?后到现在|onwards?)|,?\s(?:to date|until now))", re.I)
_SINCE: Final = re.compile(r"(?:\bsince|自从?|从)\s?(?:the\s)?$", re.I)
_FROM: Final = re.compile(r"(?:\b(?:from|between)|从|自)\s?(?:the\s)?$", re.I)
_LINKS: Final = re.compile(r"到|至|[-~—～–]|以来|起|\bto\b|until|till|through|\band\b|since|onward", re.I)


def _between_days(text: str, today: date) -> Iterator[Mention]:
    """From one day to another, or from a day on: 上个月15号到这个月15号, since 1 June."""
    if not _LINKS.search(text):
        return
    days = _days(text, today)
    for at, (start, end, day) in enumerate(days):
        before, following = text[:start], days[at + 1] if at + 1 < len(days) else None
        low = _FROM.search(before)
        begin = low.start() if low else start
        if following is not None and day <= following[2] and _DAY_TO.fullmatch(text, end, following[0]):
            last = following[2] if day > today else min(following[2], today)
            yield _period(text, begin, following[1], day, last)
        elif on := _ON.match(text, end):
            yield _period(text, begin, on.end(), day, today)
        elif (since := _SINCE.search(before)) and since.group()[0] in "sS":
            yield _period(text, since.start(), end, day, today)


def _days(text: str, today: date) -> list[tuple[int, int, date]]:
    """The days named in ``text``; one without its year is the last of that name."""
    found = [
        (mention.start, mention.end, mention.date)
        for mention in spoken_dates(text, today)
        if mention.date is not None
    ]
    for figure in extract_figures(text):
        if figure.kind != "date" or not figure.well_formed or any(a < figure.end and figure.start < b for a, b, _ in found):
            continue
        if figure.date is not None:
            found.append((figure.start, figure.end, figure.date))
        elif figure.unit == "month_day":
            month, day = divmod(int(figure.value), 100)
            with suppress(ValueError):
                this = date(today.year, month, day)
                found.append((figure.start, figure.end, this if this <= today else this.replace(year=this.year - 1)))
    return sorted(found)


def _period(text: str, start: int, end: int, first: date, last: date) -> Mention:
    return Mention(
        kind="period", start=start, end=end, raw=text[start:end].strip(),
        data={"start": first.isoformat(), "end": last.isoformat()},
    )  # fmt: skip


def spoken_periods(text: str, today: date) -> Iterator[Mention]:
    """Every stretch of time in ``text``, ending today at the latest. Value ``{"start", "end"}`` in ISO form."""
    yield from _between_days(text, today)
    for pattern, read in _PERIODS:
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
