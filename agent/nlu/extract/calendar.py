"""The calendar both dates and periods count on: months, quarters, weeks, and the words that place them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

PLACE: Final = {
    "上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "": 0, "下": 1, "下下": 2,
    "last": -1, "previous": -1, "past": -1, "this": 0, "the": 0, "current": 0, "next": 1,
}  # fmt: skip
YEAR_PLACE: Final = {"大前": -3, "前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "当": 0, "明": 1, "后": 2, "": 0,
                     "last": -1, "this": 0, "next": 1}  # fmt: skip
MONTH_NUMBERS: Final = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_start(day: date, months: int = 0) -> date:
    """The first of the month ``months`` after that of ``day``."""
    return add_months(day.replace(day=1), months)


def quarter_start(day: date, quarters: int = 0) -> date:
    """The first day of the quarter ``quarters`` after that of ``day``."""
    return add_months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * quarters)


def monday(day: date, weeks: int = 0) -> date:
    """The Monday of the week ``weeks`` after that of ``day``."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


def business_days_after(day: date, count: int) -> date:
    """``count`` working days (Monday to Friday; public holidays are not known here) after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            count -= 1
    return day


def place(word: str | None) -> int:
    """How far a placing word (上个, next) goes from now; 0 without one."""
    return PLACE.get((word or "").strip().lower().removesuffix("个"), 0)


def year_of(word: str | None, today: date) -> int:
    """The year a word names: 2026, 26, 去, next; this one without a word."""
    written = (word or "").strip().lower().removesuffix("年")
    if written.isdigit():
        year = int(written)
        return year if year >= 100 else 2000 + year
    return today.year + YEAR_PLACE.get(written, 0)


def whole_unit(unit: str, which: int, today: date) -> tuple[date, date]:
    """The first and last day of the week, month, quarter or year that lies ``which`` of them from today's."""
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
