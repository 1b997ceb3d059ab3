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
    if not rest:
        return Spoken(left.value * unit, left.unit * unit)
    right = _read_large(rest.lstrip("零〇"), levels[1:])
    if right is None or not 0 < right.value < unit:
        return None
    if rest in CHINESE_DIGITS:
        right = Spoken(right.value * (unit // 10), Decimal(unit // 10))
    return Spoken(left.value * unit + right.value, right.unit)


_SECTION: Final = re.compile(
    rf"(?:(?P<k>[{_DIGITS}])[千仟])?(?:(?P<kz>[零〇])?(?:(?P<h>[{_DIGITS}])[百佰]))?"
    rf"(?:(?P<tz>[零〇])?(?P<t>[{_DIGITS}])?(?P<ten>[十拾]))?(?:(?P<z>[零〇])?(?P<d>[{_DIGITS}]))?"
)


def _read_section(text: str) -> Spoken | None:
    """Read a numeral below ten thousand, e.g. 四千四百九十, 十五, 一百五 (150), 一千零五."""
    match = _SECTION.fullmatch(text)
    if not text or match is None or (match["ten"] and not match["t"] and (match["k"] or match["h"])):
        return None
    thousands, hundreds, ones = (_digit_of(match[place]) for place in ("k", "h", "d"))
    tens = _digit_of(match["t"]) if match["t"] or not match["ten"] else 1
    if 0 in (thousands, hundreds, tens) or (ones == 0 and len(text) > 1):
        return None
    last = 10 if match["ten"] else 100 if hundreds else 1000 if thousands else 1
    unit = last // 10 if ones and last >= 100 and not match["z"] else 1
    total = (thousands or 0) * 1000 + (hundreds or 0) * 100 + (tens or 0) * 10 + (ones or 0) * unit
    return Spoken(Decimal(total), Decimal(unit))


def _digit_of(character: str | None) -> int | None:
    return None if character is None else CHINESE_DIGITS[character]


_ENGLISH_SMALL: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_ENGLISH_SCALES: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ENGLISH_NUMBER_WORDS: Final = (*_ENGLISH_SMALL, "hundred", *_ENGLISH_SCALES)


def read_english_number(text: str) -> Spoken | None:
    """Read a number in English words ("three hundred and fifty thousand", "two point five million", "half a
    million", "three and a half"); ``None`` for anything else."""
    words = re.sub(r"[-\s]+", " ", text.lower()).strip().split(" ")
    half = Decimal("0.5")
    if words[:2] == ["half", "a"]:
        scale = _scale(words[2:])
        return None if scale is None else Spoken(half * scale, Decimal(scale) / 10)
    last = len(words) - (words[-1] in _ENGLISH_SCALES)
    if words[last - 3 : last] == ["and", "a", "half"] and last > 3:
        whole = read_english_number(" ".join(words[: last - 3]))
        scale = _scale(words[last:])
        if whole is None or scale is None:
            return None
        return Spoken((whole.value + half) * scale, Decimal(scale) / 10)
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
