"""Days written in figures alone: 11/23, 26/11/23, and 11-23 where a day was asked for. Each is a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final


def _slashed(match: re.Match[str], today: date) -> tuple[date, bool]:
    """11/23, the month first unless that cannot be: the nearest day of that name."""
    month, day = int(match["a"]), int(match["b"])
    if month > 12:
        month, day = day, month
    days = [date(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    return min(days, key=lambda candidate: abs((candidate - today).days)), False


def _short(match: re.Match[str], today: date) -> tuple[date, bool]:
    """26/11/23, the year first as it is written here, else the month or the day first: a guess either way."""
    del today
    first, second, third = (int(match[name]) for name in ("a", "b", "c"))
    for year, month, day in ((first, second, third), (third, first, second), (third, second, first)):
        try:
            return date(2000 + year, month, day), False
        except ValueError:
            continue
    raise ValueError(match.group())


_PAIR: Final = re.compile(r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/%])")
_TRIPLE: Final = re.compile(
    r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,2})(?![\d/%-]|\.\d)"
)
_BARE_DAY: Final = re.compile(r"(?<![\d年])(?P<a>\d{1,2})月(?P<b>\d{1,2})(?![\d.个万亿%％年期天月日号])")
_DASHED: Final = re.compile(r"^\s*(?P<a>\d{1,2})(?:[-.]|月)(?P<b>\d{1,2})\s*$")

_Reads = tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], tuple[date, bool]]], ...]
PAIRS: Final[_Reads] = ((_BARE_DAY, _slashed), (_TRIPLE, _short), (_PAIR, _slashed))
ANSWERS: Final[_Reads] = ((_DASHED, _slashed),)
"""Only where a day was asked for."""
