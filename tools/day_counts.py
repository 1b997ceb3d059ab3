"""Day counts: which share of a year lies between two days.

Names are QuantLib's (``Thirty360.BondBasis``), since those are what other systems export; the usual short forms
(ACT/365, 30/360, ACT/ACT) and their Chinese spellings are read too. Sources of the rules: ISDA 2006 definitions,
section 4.16, and ICMA rule 251 for ActualActual.ISMA.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BeforeValidator

DayCount = Literal[
    "ActualActual.ISMA",
    "ActualActual.ISDA",
    "Actual365Fixed",
    "Actual360",
    "Thirty360.BondBasis",
    "Thirty360.European",
]

_SPELLINGS: Mapping[DayCount, tuple[str, ...]] = MappingProxyType(
    {
        "ActualActual.ISMA": (
            "actualactualisma", "actualactual", "actualactualbond", "actualactualicma", "actactisma",
            "actacticma", "actact", "aa", "实际实际", "isma", "icma",
        ),
        "ActualActual.ISDA": ("actualactualisda", "actactisda", "isda"),
        "Actual365Fixed": (
            "actual365fixed", "actual365", "actual365fixedstandard", "act365", "act365f", "act365fixed", "a365",
            "a365f", "实际365",
        ),
        "Actual360": ("actual360", "act360", "a360", "实际360"),
        "Thirty360.BondBasis": (
            "thirty360bondbasis", "thirty360", "thirty360isma", "30360", "30360bond", "30360bondbasis",
            "bondbasis",
        ),
        "Thirty360.European": (
            "thirty360european", "thirty360eurobondbasis", "30e360", "30360european", "eurobondbasis",
        ),
    }
)  # fmt: skip
_NAMES = {spelling: name for name, spellings in _SPELLINGS.items() for spelling in spellings}
_SEPARATORS = re.compile(r"[\s/.·_()（）-]+")


def _named(value: object) -> object:
    """The full name of a spelling; anything else is left for the literal to refuse."""
    if not isinstance(value, str):
        return value
    return _NAMES.get(_SEPARATORS.sub("", value).lower(), value)


DayCountName = Annotated[DayCount, BeforeValidator(_named)]
"""A day count by any of its spellings."""


def year_fraction(
    day_count: DayCount, start: date, end: date, period: tuple[date, date], frequency: int
) -> float:
    """The share of a year from ``start`` to ``end``, neither outside the coupon ``period`` that holds them.

    ``frequency`` (coupons a year) and the period matter to ActualActual.ISMA alone.
    """
    match day_count:
        case "ActualActual.ISMA":
            first, last = period
            return (end - start).days / ((last - first).days * frequency)
        case "ActualActual.ISDA":
            return _isda(start, end)
        case "Actual365Fixed":
            return (end - start).days / 365
        case "Actual360":
            return (end - start).days / 360
        case "Thirty360.BondBasis":
            first_day = min(start.day, 30)
            return _thirty(start, first_day, end, 30 if end.day == 31 and first_day == 30 else end.day)
        case "Thirty360.European":
            return _thirty(start, min(start.day, 30), end, min(end.day, 30))


def _thirty(start: date, first_day: int, end: date, last_day: int) -> float:
    months = 12 * (end.year - start.year) + end.month - start.month
    return (30 * months + last_day - first_day) / 360


def _isda(start: date, end: date) -> float:
    """Days in leap years over 366, the others over 365."""
    if start.year == end.year:
        return (end - start).days / _year_days(start.year)
    head = (date(start.year + 1, 1, 1) - start).days / _year_days(start.year)
    tail = (end - date(end.year, 1, 1)).days / _year_days(end.year)
    return head + (end.year - start.year - 1) + tail


def _year_days(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days
