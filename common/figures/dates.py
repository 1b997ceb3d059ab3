"""Calendar dates as they are written at the counter, in both languages, full or in part."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.numerals import parse_chinese_number

_MONTHS: Final = {
    **{name.lower(): number for number, name in enumerate(calendar.month_name) if name},
    **{name.lower(): number for number, name in enumerate(calendar.month_abbr) if name},
    "sept": 9,
}
MONTH_NAME: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NTH = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_END = r"(?![A-Za-z\d])"
_HAN = "零〇一二三四五六七八九十"
_YEAR = rf"(?P<y>(?:19|20)\d\d|[一二][{_HAN}]{{3}})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"

_PATTERNS: Final[tuple[re.Pattern[str], ...]] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_YEAR}\s?年\s?{_MONTH}\s?月\s?{_DAY}\s?[日号]",
        r"(?P<y>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d])",
        r"(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d.,%]|\s?[万亿元块])",
        rf"{_NTH}[\s-](?:of )?(?P<name>{MONTH_NAME})\.?,?[\s-](?P<y>(?:19|20)\d\d){_END}",
        rf"(?P<name>{MONTH_NAME})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y>(?:19|20)\d\d){_END}",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d])",
        rf"{_YEAR}\s?年\s?{_MONTH}\s?月(?:份|底|末|初)?(?!\d)",
        r"(?P<y>(?:19|20)\d\d)[-/](?P<m>0[1-9]|1[0-2])(?![\d-])",
        rf"(?P<name>{MONTH_NAME})\.?,?\s(?P<y>(?:19|20)\d\d)(?![A-Za-z])",
        rf"{_MONTH}\s?月\s?{_DAY}\s?[日号]",
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of )?(?P<name>{MONTH_NAME})(?![A-Za-z])(?!\s\d)",
        rf"(?P<name>{MONTH_NAME})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![A-Za-z])(?![,.]?\d)",
        r"(?P<y>(?:19|20)\d\d|二〇[一二三四]\w)\s?年(?:度|底|末|初)?",
        rf"{_MONTH}月份?(?![供息利付均度])",
    )
)

_LEAP_YEAR: Final = 2024


@dataclass(frozen=True)
class WrittenDate:
    """A date as read: ``value`` is yyyymmdd or what was said of it, ``day`` only for a full date."""

    value: Decimal
    unit: str
    day: datetime.date | None
    well_formed: bool
    end: int


def read_date(text: str, position: int, *, bare_month: bool = True) -> WrittenDate | None:
    """The date that starts at ``position``, or ``None``.

    ``bare_month`` False keeps 6月 from being June, as in 30年6月 (a term).
    """
    if position and text[position - 1].isdigit():
        return None
    for pattern in _PATTERNS:
        if match := pattern.match(text, position):
            found = _read(match)
            if found and (bare_month or found.unit != "calendar_month"):
                return found
    return None


def _number(written: str | None) -> int | None:
    if written is None:
        return None
    if written.isdigit() and written.isascii():
        return int(written)
    value = parse_chinese_number(written)
    return None if value is None else int(value)


def _read(match: re.Match[str]) -> WrittenDate | None:
    parts = match.groupdict()
    if parts.get("a"):
        return _read_slashed(match)
    year, day = _number(parts.get("y")), _number(parts.get("d"))
    month = _MONTHS[parts["name"].lower()] if parts.get("name") else _number(parts.get("m"))
    if year and month and day:
        return _full(year, month, day, match.end())
    if month and day:
        real = 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]
        return WrittenDate(Decimal(month * 100 + day), "month_day", None, real, match.end())
    if year:
        value, unit = (year * 100 + month, "year_month") if month else (year, "calendar_year")
        return WrittenDate(Decimal(value), unit, None, True, match.end())
    return WrittenDate(Decimal(month), "calendar_month", None, True, match.end()) if month else None


def _full(year: int, month: int, day: int, end: int) -> WrittenDate:
    value = Decimal(year * 10000 + month * 100 + day)
    try:
        return WrittenDate(value, "date", datetime.date(year, month, day), True, end)
    except ValueError:
        return WrittenDate(value, "date", None, False, end)


def _read_slashed(match: re.Match[str]) -> WrittenDate:
    """11/23/2026 or 23/11/2026; which is which is only known when one of the two exceeds 12."""
    first, second, year = int(match["a"]), int(match["b"]), int(match["y"])
    if first > 12 >= second:
        return _full(year, second, first, match.end())
    if second > 12 >= first or first == second:
        return _full(year, first, second, match.end())
    value = Decimal(year * 10000 + first * 100 + second)
    return WrittenDate(value, "date", None, first <= 12, match.end())
