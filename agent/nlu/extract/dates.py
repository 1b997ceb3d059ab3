"""Single days as they are spoken, from the session clock: 下周一, T+1, the 15th of next month, 上季度末."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from agent.nlu.extract.calendar import (
    MONTH_NUMBERS,
    add_months,
    business_days_after,
    monday,
    month_end,
    month_start,
    place,
    quarter_start,
    year_of,
)
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.short_dates import ANSWERS, PAIRS
from agent.nlu.extract.spoken import ENGLISH, NUMBER, decimal_of, whole

_N: Final = r"(?:\d+|[零一二两三四五六七八九十百]+)"
_MONTH: Final = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_WEEKDAYS: Final = {**dict(zip("一二三四五六日", range(7), strict=True)), "天": 6}
_ENGLISH_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES: Final = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_NEAR: Final = {
    "大前天": -3, "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "当天": 0, "当日": 0, "明天": 1, "明日": 1,
    "次日": 1, "后天": 2, "大后天": 3, "day before yesterday": -2, "yesterday": -1, "today": 0, "day after tomorrow": 2,
    "tomorrow": 1, "same day": 0,
}  # fmt: skip
_FEASTS: Final = {
    "元旦": (1, 1), "劳动节": (5, 1), "五一": (5, 1), "国庆": (10, 1), "国庆节": (10, 1), "圣诞": (12, 25),
    "圣诞节": (12, 25), "new year's day": (1, 1), "christmas": (12, 25),
}  # fmt: skip

_Said = date | tuple[date, bool] | None
"""A day; with False where the year (or which of two readings) was guessed; ``None`` for a day left open."""


def _near(match: re.Match[str], today: date) -> _Said:
    return today + timedelta(_NEAR[match[0].lower()])


def _weekday(match: re.Match[str], today: date) -> _Said:
    name = match["day"].lower()
    if name in _WEEKDAYS:
        day = _WEEKDAYS[name]
    else:
        day = next(at for at, full in enumerate(_ENGLISH_DAYS) if full.startswith(name[:3]))
    if match["which"]:
        return monday(today, place(match["which"])) + timedelta(days=day)
    return today + timedelta(days=(day - today.weekday()) % 7)


def _day_of_month(match: re.Match[str], today: date) -> _Said:
    which, day = match.groupdict().get("which"), whole(match["day"])
    if not which and day < today.day:
        return month_start(today, 1).replace(day=day)
    return month_start(today, place(which)).replace(day=day)


def _spoken_year(match: re.Match[str], today: date) -> _Said:
    parts = match.groupdict()
    month = MONTH_NUMBERS[parts["name"].lower()] if parts.get("name") else whole(match["month"])
    return date(year_of(match["which"], today), month, whole(match["day"]))


def _offset(match: re.Match[str], today: date) -> _Said:
    sign = -1 if match["way"] in ("前", "ago") else 1
    days, months = _length(match)
    return add_months(today, sign * int(months)) + timedelta(days=sign * int(days))


def _length(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """The days and the months of an offset."""
    parts = match.groupdict()
    if parts.get("half_year"):
        return Decimal(0), Decimal(6)
    count = decimal_of(match["n"]) + (Decimal("0.5") if parts.get("half") else 0)
    unit = match["unit"].removeprefix("个")
    if unit in ("天", "日", "day"):
        return count, Decimal(0)
    if unit in ("周", "星期", "礼拜", "week"):
        return count * 7, Decimal(0)
    return Decimal(0), count * (12 if unit in ("年", "year") else 3 if unit in ("季度", "quarter") else 1)


def _end_of(match: re.Match[str], today: date) -> _Said:
    unit = match["unit"].lower()
    if unit in ("年", "year"):
        return date(year_of(match["which"], today), 12, 31)
    if unit in ("季度", "季", "quarter"):
        return month_end(add_months(quarter_start(today, place(match["which"])), 2))
    return month_end(month_start(today, place(match["which"])))


def _end_of_quarter(match: re.Match[str], today: date) -> _Said:
    quarter = whole(match["q"] or match["q2"])
    first = date(year_of(match["year"] or match["year2"], today), quarter * 3 - 2, 1)
    return month_end(add_months(first, 2))


def _end_of_named(match: re.Match[str], today: date) -> _Said:
    year = year_of(match["year"], today)
    month = match.groupdict().get("month")
    return month_end(date(year, whole(month) if month else 12, 1))


def _feast(match: re.Match[str], today: date) -> _Said:
    month, day = _FEASTS[match["feast"].lower()]
    if match["which"]:
        return date(year_of(match["which"], today), month, day)
    this = date(today.year, month, day)
    return (this if this >= today else this.replace(year=today.year + 1)), False


def _short_year(match: re.Match[str], today: date) -> _Said:
    return date(year_of(match["year"], today), whole(match["month"]), whole(match["day"]))


def _open(match: re.Match[str], today: date) -> _Said:
    del match, today
    return None


_OFFSET_ZH: Final = (
    rf"(?:(?P<n>{NUMBER})(?P<unit>天|日|周|个?星期|个?礼拜|个(?=半月)|个?月|个?季度|年)(?P<half>半)?月?|(?P<half_year>半年))"
    r"(?:之|以)?(?P<way>[后前])(?!后|[期台端])"
)
_DATES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Said]], ...]] = (
    (
        re.compile(r"(?<![A-Za-z])T\s?\+\s?(?P<n>\d)(?!\d)", re.I),
        lambda match, today: business_days_after(today, int(match["n"])),
    ),
    (re.compile("|".join(sorted(_NEAR, key=len, reverse=True)), re.I), _near),
    (re.compile(r"(?P<which>上上|下下|[上下这本])?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"), _weekday),
    (re.compile(rf"\b(?P<which>next |this |last )?(?P<day>{_DAY_NAMES})\b", re.I), _weekday),
    (re.compile(rf"(?P<which>[前去今明后])年(?P<month>{_N})月(?:份)?(?P<day>{_N})[号日]"), _spoken_year),
    (
        re.compile(
            rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<name>{_MONTH}),? (?P<which>next|this|last) year", re.I
        ),
        _spoken_year,
    ),
    (
        re.compile(
            rf"(?P<name>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?:of )?(?P<which>next|this|last) year", re.I
        ),
        _spoken_year,
    ),
    (re.compile(rf"(?<![\d.])(?P<year>\d\d)年(?P<month>{_N})月(?P<day>{_N})[号日]"), _short_year),
    (
        re.compile(r"(?<![\d.])(?P<year>\d{4}|\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})(?![\d.%％万亿个期号日年])"),
        _short_year,
    ),
    (re.compile(rf"(?P<which>上上|下下|[上下这本当])个?月(?:的)?(?P<day>{_N})[号日]"), _day_of_month),
    (
        re.compile(r"\b(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)? of (?P<which>next|this|last) month\b", re.I),
        _day_of_month,
    ),
    (re.compile(rf"(?<![月\d零一二两三四五六七八九十百第])(?P<day>{_N})号(?!线)"), _day_of_month),
    (re.compile(_OFFSET_ZH), _offset),
    (re.compile(rf"\bin (?P<n>{ENGLISH}) (?P<unit>day|week|month|quarter|year)s?(?P<way>)\b", re.I), _offset),
    (
        re.compile(rf"\b(?P<n>{ENGLISH}) (?P<unit>day|week|month|quarter|year)s? (?P<way>ago|from now)\b", re.I),
        _offset,
    ),
    (
        re.compile(
            r"(?:(?P<year>\d{4}|\d\d|[今去明前后])年)?第?(?P<q>[一二三四1-4])季度?[末底]"
            r"|(?:end of )Q(?P<q2>[1-4])(?:,? ?(?P<year2>\d{4}))?",
            re.I,
        ),
        _end_of_quarter,
    ),
    (re.compile(rf"(?P<year>\d{{4}})年(?:(?P<month>{_N})月|年)?(?:份)?[底末]"), _end_of_named),
    (re.compile(r"(?P<year>[今去明前后])年年?[底末]"), _end_of_named),
    (re.compile(r"(?P<which>上上|下下|[上下这本当])?个?(?P<unit>月|年|季度|季)[底末]"), _end_of),
    (re.compile(r"\b(?:the )?end of (?P<which>next |this |last |the )?(?P<unit>month|year|quarter)\b", re.I), _end_of),
    (re.compile(r"\b(?P<which>)(?P<unit>month|year|quarter)[- ]end\b", re.I), _end_of),
    (
        re.compile(
            r"(?:(?P<which>[今去明后]|\d{4})年(?:的)?|(?<![\d〇零一二三四五六七八九十百千万点]))(?P<feast>"
            + "|".join(sorted(_FEASTS, key=len, reverse=True))
            + r")(?![A-Za-z\d零一二三四五六七八九十])",
            re.I,
        ),
        _feast,
    ),
    (
        re.compile(r"(?P<which>上上|下下|[上下这本当])?个?(?P<unit>月)(?:份)?(?:的)?最后一天"),
        _end_of,
    ),
    (re.compile(r"\b(?:the )?last day of (?P<which>next |this |last |the )?(?P<unit>month)\b", re.I), _end_of),
    (
        re.compile(r"\b(?P<which>next|this|last) month,? (?:on )?(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)", re.I),
        _day_of_month,
    ),
    (
        re.compile(
            rf"(?P<n>{NUMBER})个?(?:交易|工作)日(?:之|以)?后|\bin (?P<n2>{ENGLISH}) (?:business|working|trading) days\b"
            rf"|\b(?P<n3>{ENGLISH}) (?:business|working|trading) days (?:later|from now)\b",
            re.I,
        ),
        lambda match, today: business_days_after(today, whole(match["n"] or match["n2"] or match["n3"])),
    ),
    (re.compile(r"(?:上上|下下|[上下这本当])?个?(?:月|年|季)(?:初|中旬|上旬|下旬|中)(?!至今|以来)"), _open),
    (
        re.compile(
            r"[上下本这]个?(?:周|星期|礼拜|月|季度)(?![一二三四五六日天\d末底初])"
            r"|\b(?:next|this) (?:week|month|quarter)\b",
            re.I,
        ),
        _open,
    ),
)  # fmt: skip
_QUICK: Final = re.compile(
    r"[天日周星礼年月季号后前]|T\s?\+|mon|tue|wed|thu|fri|sat|sun|day|tomorrow|week|month|year|quarter|Q[1-4]|元旦|国庆|五一|圣诞|christmas|劳动",
    re.I,
)
"""Without any of these no day is spoken of, so none of the expressions needs trying."""


def spoken_dates(text: str, today: date, *, pairs: bool = False, asked: bool = False) -> Iterator[Mention]:
    """Every date that is said relative to ``today``; impossible days (the 31st of a short month) are left out.

    ``pairs`` reads 11/23 and 26/11/23 as days; ``asked``, a day being awaited, 11-23 too.
    """
    if _QUICK.search(text):
        for pattern, read in _DATES:
            yield from _read(pattern, read, text, today)
    for pattern, short in (*(PAIRS if pairs else ()), *(ANSWERS if asked else ())):
        yield from _read(pattern, short, text, today)


def _read(
    pattern: re.Pattern[str], read: Callable[[re.Match[str], date], _Said], text: str, today: date
) -> Iterator[Mention]:
    for match in pattern.finditer(text):
        try:
            said = read(match, today)
        except (ValueError, OverflowError):
            continue
        mention = Mention(
            kind="partial_date", start=match.start(), end=match.end(), raw=match.group().strip()
        )
        if said is None:
            yield mention
            continue
        day, sure = said if isinstance(said, tuple) else (said, True)
        yield replace(mention, kind="date", date=day, approximate=not sure, also=_as_length(match, mention))


def _as_length(match: re.Match[str], mention: Mention) -> tuple[Mention, ...]:
    """The length inside 200天后 and 5年后: what it is where no date is wanted."""
    if (
        not (match.groupdict().get("n") or match.groupdict().get("half_year"))
        or "unit" not in match.groupdict()
    ):
        return ()
    if match["way"] in ("前", "ago"):
        return ()
    days, months = _length(match)
    if days:
        return (replace(mention, kind="days", number=days, unit="offset"),)
    return (replace(mention, kind="months", number=months, unit="offset"),)
