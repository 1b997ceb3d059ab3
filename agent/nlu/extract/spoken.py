"""A number inside a spoken expression: digits, Chinese numerals or English words, and the words that make it rough."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from common.numerals import CHINESE_DIGITS, parse_chinese_number, read_english_number

HAN: Final = "零〇一二两俩三四五六七八九十百千"
NUMBER: Final = rf"(?:\d+(?:\.\d+)?|[{HAN}]+(?:点[{HAN}]+)?)"
_UNITS: Final = "one|two|three|four|five|six|seven|eight|nine"
ENGLISH: Final = (
    rf"(?:\d+(?:\.\d+)?|an?|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:{_UNITS}))?"
    rf"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|{_UNITS}|(?:a |one )?hundred)"
)
_PLAIN: Final = re.compile(r"\d+(?:\.\d+)?")
_ABOUT: Final = re.compile(
    r"(?:约|大概|大约|差不多|将?近|上|about|around|roughly|approximately|nearly)\s?$", re.I
)


def decimal_of(text: str) -> Decimal:
    """The value of a spoken number; 0 for words that are none."""
    cleaned = text.replace(",", "").strip().lower()
    if _PLAIN.fullmatch(cleaned):
        return Decimal(cleaned)
    if cleaned in ("a", "an"):
        return Decimal(1)
    value = parse_chinese_number(cleaned)
    if value is None:
        spoken = read_english_number(cleaned) if cleaned else None
        return spoken.value if spoken else Decimal(0)
    return value


def whole(text: str) -> int:
    """The same as a whole number."""
    return int(decimal_of(text))


def digits(text: str) -> str:
    """The figures of a numeral said digit by digit: 三三四四 is 3344."""
    return "".join(str(CHINESE_DIGITS.get(character, character)) for character in text)


def about(text: str, start: int) -> bool:
    """Whether the words before ``start`` make what follows a rough figure."""
    return bool(_ABOUT.search(text[max(0, start - 16) : start]))
