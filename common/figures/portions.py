"""Portions of a hundred, a thousand, ten thousand, and common fractions: 百分之三点五, 千分之二, 三分之一."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from common.figures.figure import Figure
from common.figures.marks import marked
from common.figures.number import read_digits, read_numerals
from common.figures.units import prefix_before

_PORTION: Final = re.compile(r"(?P<base>[百千万])分之")
_UNIT: Final = {"百": "%", "千": "‰", "万": "‱"}
_FRACTION: Final = re.compile(
    r"(?P<base>[二三四五六七八九十百]+|\d+)分之(?P<part>[一二三四五六七八九十]+|\d+)"
)


def read_portion(text: str, at: int, floor: int) -> Figure | None:
    """The portion or fraction that starts at ``at``, or ``None``."""
    if match := _PORTION.match(text, at):
        return _read_portion(text, at, floor, match)
    if match := _FRACTION.match(text, at):
        base, part = _small(match["base"]), _small(match["part"])
        if base and part:
            return Figure("", at, match.end(), "plain", part / base, "fraction", Decimal("0.005"))
    return None


def _read_portion(text: str, at: int, floor: int, match: re.Match[str]) -> Figure | None:
    unit = _UNIT[match["base"]]
    number = read_digits(text, match.end())
    spoken = [number] if number else read_numerals(text, match.end())
    if not spoken:
        whole = text.startswith("百", match.end())
        return Figure("", at, match.end() + 1, "percent", Decimal(100), unit) if whole else None
    read = spoken[0]
    prefix = prefix_before(text, at, floor)
    value = -read.value if prefix.negative else read.value
    return marked(text, Figure("", prefix.start, read.end, "percent", value, unit, read.unit / 2), floor)


def _small(written: str) -> Decimal | None:
    if written.isdigit() and written.isascii():
        return Decimal(written)
    return next((number.value for number in read_numerals(written, 0)), None)
