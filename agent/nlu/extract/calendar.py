"""Dates and periods as they are spoken, from the session clock: 下周一, T+1, the 15th of next month, 近三个月."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from agent.nlu.extract.mention import Mention
from common.numerals import parse_chinese_number, read_english_number

_N: Final = r"\d+|[零一二两三四五六七八九十百]+"
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
_MONTH_OF: Final = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "当": 0,
    "下": 1,
    "下下": 2,
    "last": -1,
    "this": 0,
    "next": 1,
}
_YEAR_OF: Final = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def business_days_after(day: date, count: int) -> date:
    """``count`` working days (Monday to Friday; public holidays are not known here) after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def number(text: str) -> int:
    """A small whole number in digits, Chinese numerals or English words."""
    if text.isdigit():
        return int(text)
    value = parse_chinese_number(text)
    if value is None:
        spoken = read_english_number(text)
        return int(spoken.value) if spoken else 0
    return int(value)


def _weekday(match: re.Match[str], today: date) -> date:
    which = match["which"] or ""
    name = match["day"].lower()
    if name in _WEEKDAYS:
        day = _WEEKDAYS[name]
    else:
        day = next(place for place, full in enumerate(_ENGLISH_DAYS) if full.startswith(name[:3]))
    monday = today - timedelta(days=today.weekday())
    weeks = _MONTH_OF.get(which.strip().lower().removesuffix("个"))
    if weeks is not None:
        return monday + timedelta(days=day, weeks=weeks)
    return today + timedelta(days=(day - today.weekday()) % 7)


def _day_of_month(match: re.Match[str], today: date) -> date:
    which = (match.groupdict().get("which") or "").strip().lower().removesuffix("个")
    day = number(match["day"])
    if not which and day < today.day:
        return add_months(today.replace(day=1), 1).replace(day=day)
    return add_months(today.replace(day=1), _MONTH_OF.get(which, 0)).replace(day=day)


def _spoken_year(match: re.Match[str], today: date) -> date:
    return date(today.year + _YEAR_OF[match["which"]], number(match["month"]), number(match["day"]))


def _offset(match: re.Match[str], today: date) -> date:
    count = number(match["n"])
    unit = match["unit"]
    back = match["way"] in ("前", "ago")
    sign = -1 if back else 1
    if unit in ("天", "日") or unit.startswith("day"):
        return today + timedelta(days=sign * count)
    if unit.endswith(("周", "星期")) or unit.startswith("week"):
        return today + timedelta(weeks=sign * count)
    return add_months(today, sign * count * (12 if unit == "年" or unit.startswith("year") else 1))


def _end_of(match: re.Match[str], today: date) -> date:
    which = (match["which"] or "").strip().lower().removesuffix("个")
    if match["unit"] in ("年", "year"):
        return date(today.year + {"去": -1, "明": 1, "last": -1, "next": 1}.get(which, 0), 12, 31)
    if match["unit"] in ("季度", "季", "quarter"):
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        return month_end(add_months(first, 3 * _MONTH_OF.get(which, 0) + 2))
    return month_end(add_months(today.replace(day=1), _MONTH_OF.get(which, 0)))


_Read = Callable[[re.Match[str], date], date]
_DATES: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = (
    (re.compile(r"(?<![A-Za-z])T\s?\+\s?(?P<n>\d)(?!\d)", re.I), lambda m, d: business_days_after(d, int(m["n"]))),
    (re.compile("|".join(sorted(_NEAR, key=len, reverse=True)), re.I), lambda m, d: d + timedelta(_NEAR[m[0].lower()])),
    (re.compile(r"(?P<which>上上|下下|[上下这本])?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"), _weekday),
    (re.compile(rf"\b(?P<which>next |this |last )?(?P<day>{_DAY_NAMES})\b", re.I), _weekday),
    (re.compile(rf"(?P<which>[前去今明后])年(?P<month>{_N})月(?:份)?(?P<day>{_N})[号日]"), _spoken_year),
    (re.compile(rf"(?P<which>上上|下下|[上下这本当])个?月(?:的)?(?P<day>{_N})[号日]"), _day_of_month),
    (
        re.compile(r"\b(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)? of (?P<which>next|this|last) month\b", re.I),
        _day_of_month,
    ),
    (re.compile(rf"(?<![月\d])(?P<day>{_N})号"), _day_of_month),
    (re.compile(rf"(?P<n>{_N})(?P<unit>天|日|周|个?星期|个?月|年)(?:之|以)?(?P<way>[后前])(?!后)"), _offset),
    (re.compile(r"\bin (?P<n>\d+|[a-z]+) (?P<unit>day|week|month|year)s?(?P<way>)\b", re.I), _offset),
    (re.compile(r"\b(?P<n>\d+|[a-z]+) (?P<unit>day|week|month|year)s? (?P<way>ago|from now)\b", re.I), _offset),
    (re.compile(r"(?P<which>上上|下下|[上下这本当去今明])?个?(?P<unit>月|年|季度|季)[底末]"), _end_of),
    (re.compile(r"\b(?:the )?end of (?P<which>next |this |last |the )?(?P<unit>month|year|quarter)\b", re.I), _end_of),
)  # fmt: skip


def spoken_dates(text: str, today: date) -> Iterator[Mention]:
    """Every date that is said relative to ``today``; impossible days (the 31st of a short month) are left out."""
    for pattern, read in _DATES:
        for match in pattern.finditer(text):
            try:
                day = read(match, today)
            except ValueError:
                continue
            also = _as_lengths(match, today, day) if read is _offset else ()
            yield Mention("date", match.start(), match.end(), match.group(), date=day, also=also)


def _as_lengths(match: re.Match[str], today: date, day: date) -> tuple[Mention, ...]:
    """A day that lies ahead by a stretch of time (200天后, in two years) may mean that stretch itself."""
    if day < today:
        return ()
    place = (match.start(), match.end(), match.group())
    days = Mention("days", *place, number=Decimal((day - today).days), unit="ahead")
    unit = match["unit"]
    if not unit.endswith(("月", "年", "month", "year")):
        return (days,)
    months = number(match["n"]) * (12 if unit in ("年", "year") else 1)
    return (days, Mention("months", *place, number=Decimal(months)))


def _last_n(match: re.Match[str], today: date) -> tuple[date, date]:
    count = number(match["n"] or "1")
    unit = match["unit"].lower()
    if unit in ("天", "日") or unit.startswith("day"):
        return today - timedelta(days=count), today
    if unit.endswith(("周", "星期")) or unit.startswith("week"):
        return today - timedelta(weeks=count), today
    if match.groupdict().get("half"):
        return add_months(today, -6), today
    months = (
        12 if unit == "年" or unit.startswith("year") else 3 if unit in ("个季度", "季度", "quarter") else 1
    )
    return add_months(today, -count * months), today


def _whole(match: re.Match[str], today: date) -> tuple[date, date]:
    which = match["which"].lower().strip()
    back = {"上": -1, "last": -1, "去": -1, "前": -2, "previous": -1}.get(which, 0)
    unit = match["unit"].lower()
    if unit in ("周", "星期", "week"):
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=back)
        return monday, min(monday + timedelta(days=6), today) if back == 0 else monday + timedelta(days=6)
    if unit in ("月", "month"):
        first = add_months(today.replace(day=1), back)
        return first, today if back == 0 else month_end(first)
    if unit in ("季度", "季", "quarter"):
        first = add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * back)
        return first, today if back == 0 else month_end(add_months(first, 2))
    year = today.year + back
    return date(year, 1, 1), today if back == 0 else date(year, 12, 31)


def _half_year(match: re.Match[str], today: date) -> tuple[date, date]:
    del match
    return add_months(today, -6), today


def _month_only(match: re.Match[str], today: date) -> tuple[date, date]:
    month = number(match["month"])
    first = date(int(match["year"]) if match["year"] else today.year, month, 1)
    if not match["year"] and first > today:
        first = first.replace(year=today.year - 1)
    return first, min(month_end(first), max(today, first))


_HALF_YEAR: Final = (
    r"(?:最?近|过去|这)(?:的)?(?:半年|六个月)(?:内|以?来)?|\b(?:last|past) (?:half year|six months)\b"
)
_LAST_ZH: Final = (
    rf"(?:最?近|过去)(?:的)?(?P<n>{_N})?(?P<unit>天|日|周|个?星期|个?季度|个?月|年)(?:内|以?来)?"
)
_LAST_EN: Final = (
    r"\b(?:in |over |for )?(?:the )?(?:last|past) (?P<n>\d+|two|three|six|nine|ten|twelve|thirty) "
    r"(?P<unit>day|week|month|quarter|year)s?\b"
)
_MONTH: Final = (
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?"
    r"(?![\d一二三四五六七八九十])"
)
_PERIODS: Final = (
    (re.compile(_HALF_YEAR, re.I), _half_year),
    (re.compile(_LAST_ZH), _last_n),
    (re.compile(_LAST_EN, re.I), _last_n),
    (re.compile(r"(?P<which>[上本这])个?(?P<unit>周|星期|月|季度)(?![一二三四五六日天底末\d])"), _whole),
    (re.compile(r"(?P<which>[今去前])(?P<unit>年)(?!\d|[一二三四五六七八九十]+月|[底末])"), _whole),
    (re.compile(r"\b(?P<which>last|this|previous) (?P<unit>week|month|quarter|year)\b", re.I), _whole),
    (re.compile(_MONTH), _month_only),
)


def spoken_periods(text: str, today: date) -> Iterator[Mention]:
    """Every stretch of time up to ``today``: 近三个月, 上个月, last quarter. Value ``{"start", "end"}`` in ISO."""
    for pattern, read in _PERIODS:
        for match in pattern.finditer(text):
            try:
                start, end = read(match, today)
            except ValueError:
                continue
            yield Mention(
                kind="period",
                start=match.start(),
                end=match.end(),
                raw=match.group(),
                data={"start": start.isoformat(), "end": end.isoformat()},
            )
