"""Numbers written in Chinese numerals or English words, read exactly.

Readings follow spoken banking Chinese: 三万五 is 35,000, 一亿二 is 120,000,000, 一千零五 is 1,005,
二〇二六 is 2026 digit by digit, 一点二亿 is 120,000,000, 叁拾万 is 300,000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

CHINESE_DIGITS: Final = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2, "俩": 2, "貳": 2, "參": 3, "陸": 6,
}  # fmt: skip
SMALL_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE_UNITS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_DIGITS = "".join(CHINESE_DIGITS)
_DECIMAL = re.compile(rf"(?P<whole>[^点]+)点(?P<places>[{_DIGITS}]+)(?P<scale>[万萬亿億]*)")


@dataclass(frozen=True)
class Spoken:
    """A number as spoken: its ``value`` and the ``unit`` of the last place that was said (三万五: 1,000)."""

    value: Decimal
    unit: Decimal


def parse_chinese_number(text: str) -> Decimal | None:
    """The value of ``text`` when the whole of it is one Chinese numeral, else ``None``."""
    spoken = read_chinese_number(text)
    return None if spoken is None else spoken.value


def read_chinese_number(text: str) -> Spoken | None:
    """Read one Chinese numeral, with the unit of its last spoken place; ``None`` for anything else.

    >>> read_chinese_number("三万五")
    Spoken(value=Decimal('35000'), unit=Decimal('1000'))
    """
    if text.startswith("负"):
        spoken = read_chinese_number(text[1:])
        return None if spoken is None else Spoken(-spoken.value, spoken.unit)
    if decimal := _DECIMAL.fullmatch(text):
        return _read_decimal(decimal)
    if len(text) > 1 and all(character in CHINESE_DIGITS for character in text):
        return Spoken(Decimal("".join(str(CHINESE_DIGITS[character]) for character in text)), Decimal(1))
    return _read_large(text, ("亿億", "万萬"))


def _read_decimal(match: re.Match[str]) -> Spoken | None:
    whole = _read_large(match["whole"], ("亿億", "万萬"))
    if whole is None:
        return None
    digits = "".join(str(CHINESE_DIGITS[character]) for character in match["places"])
    scale = Decimal(1)
    for character in match["scale"]:
        scale *= LARGE_UNITS[character]
    unit = Decimal(1).scaleb(-len(digits))
    return Spoken((whole.value + int(digits) * unit) * scale, unit * scale)


def _read_large(text: str, levels: tuple[str, ...]) -> Spoken | None:
    """Read ``text`` by splitting at its last 亿, then at 万, then below ten thousand."""
    if not levels:
        return _read_section(text)
    place = max(text.rfind(character) for character in levels[0])
    if place < 0:
        return _read_large(text, levels[1:])
    unit = LARGE_UNITS[text[place]]
    left = _read_large(text[:place], levels if levels[0][0] == "亿" else levels[1:])
    if left is None or left.value <= 0:
        return None
    rest = text[place + 1 :]
    value = left.value * unit
    if not rest:
        return Spoken(value, left.unit * unit)
    if rest in CHINESE_DIGITS and CHINESE_DIGITS[rest]:
        return Spoken(value + CHINESE_DIGITS[rest] * (unit // 10), Decimal(unit // 10))
    right = _read_large(rest, levels[1:])
    if right is None or right.value >= unit:
        return None
    return Spoken(value + right.value, right.unit)


def _read_section(text: str) -> Spoken | None:
    """Read a numeral below ten thousand, e.g. 四千四百九十, 十五, 一百五 (150)."""
    if not text:
        return None
    total = 0
    digit: int | None = None
    last_unit = 10**4
    after_zero = False
    for position, character in enumerate(text):
        if character in CHINESE_DIGITS:
            value = CHINESE_DIGITS[character]
            if digit is not None or (value == 0 and after_zero):
                return None
            if value == 0 and len(text) > 1:
                after_zero = True
                continue
            digit = value
        elif character in SMALL_UNITS:
            unit = SMALL_UNITS[character]
            if digit is None and not (unit == 10 and position == 0):
                return None
            if unit >= last_unit:
                return None
            total += (1 if digit is None else digit) * unit
            digit, last_unit, after_zero = None, unit, False
        else:
            return None
    if after_zero and digit is None:
        return None
    if digit is None:
        return Spoken(Decimal(total), Decimal(1))
    if last_unit in (100, 1000) and not after_zero:
        return Spoken(Decimal(total + digit * last_unit // 10), Decimal(last_unit // 10))
    return Spoken(Decimal(total + digit), Decimal(1))


_ENGLISH_SMALL: Final = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: value
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
_ENGLISH_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
ENGLISH_NUMBER_WORDS: Final = (*_ENGLISH_SMALL, "hundred", *_ENGLISH_SCALES)


def read_english_number(text: str) -> Spoken | None:
    """Read a number in English words ("three hundred and fifty thousand", "two point five million", "half a
    million", "three and a half"); ``None`` for anything else."""
    words = re.sub(r"[-\s]+", " ", text.lower()).strip().split(" ")
    half = Decimal("0.5")
    if words[:2] == ["half", "a"]:
        scale = _scale(words[2:])
        return None if scale is None else Spoken(half * scale, Decimal(scale) / 10)
    if words[-3:] == ["and", "a", "half"] and len(words) > 3:
        whole = read_english_number(" ".join(words[:-3]))
        return None if whole is None else Spoken(whole.value + half, Decimal("0.1"))
    if "point" in words:
        return _read_english_decimal(words)
    return _read_english_whole(words)


def _scale(words: list[str]) -> int | None:
    scale = 1
    for word in words:
        if word not in _ENGLISH_SCALES:
            return None
        scale *= _ENGLISH_SCALES[word]
    return scale


def _read_english_decimal(words: list[str]) -> Spoken | None:
    place = words.index("point")
    whole = _read_english_whole(words[:place])
    rest = words[place + 1 :]
    digits = []
    while rest and _ENGLISH_SMALL.get(rest[0], 10) < 10:
        digits.append(str(_ENGLISH_SMALL[rest.pop(0)]))
    scale = _scale(rest)
    if whole is None or not digits or scale is None:
        return None
    unit = Decimal(1).scaleb(-len(digits))
    return Spoken((whole.value + int("".join(digits)) * unit) * scale, unit * scale)


def _read_english_whole(words: list[str]) -> Spoken | None:
    total, group, spoken_group = 0, 0, False
    last_scale: int | None = None
    for word in words:
        if word == "and" and (spoken_group or last_scale):
            continue
        if word in ("a", "an") and not spoken_group and not total:
            group, spoken_group = 1, True
        elif word in _ENGLISH_SMALL:
            value = _ENGLISH_SMALL[word]
            room = 10 if group % 100 >= 20 and group % 10 == 0 else 100 if group % 100 == 0 else 0
            if spoken_group and (value >= room or value == 0):
                return None
            group, spoken_group = group + value, True
        elif word == "hundred" and spoken_group and 0 < group < 100:
            group *= 100
        elif word in _ENGLISH_SCALES and spoken_group:
            scale = _ENGLISH_SCALES[word]
            if last_scale is not None and scale >= last_scale:
                return None
            total, group, spoken_group, last_scale = total + group * scale, 0, False, scale
        else:
            return None
    if not spoken_group and last_scale is None:
        return None
    unit = Decimal(1) if spoken_group or last_scale is None else Decimal(last_scale)
    return Spoken(Decimal(total + group), unit)
