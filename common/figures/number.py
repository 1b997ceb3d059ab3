"""The bare number at a place in a text: its digits or numerals, and the multiplier written with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.figures.units import SCALE, scale_of
from common.numerals import (
    CHINESE_DIGITS,
    ENGLISH_NUMBER_WORDS,
    LARGE_UNITS,
    SMALL_UNITS,
    read_chinese_number,
    read_english_number,
)


@dataclass(frozen=True)
class Number:
    """A number as written: ``unit`` is that of its last written digit, ``scale`` its multiplier (万, k).

    ``spoken`` tells numerals and number words from digits: they count only where they clearly are numbers.
    """

    value: Decimal
    unit: Decimal
    end: int
    scale: Decimal = Decimal(1)
    well_formed: bool = True
    vague: bool = False
    spoken: bool = False


_EXPONENT: Final = re.compile(r"\d+(?:\.\d+)?[eE][+-]?\d+")
_ARABIC: Final = re.compile(r"(?P<whole>\d+(?:,\d+){0,6})?(?:\.(?P<places>\d+))?")
_POINT: Final = re.compile(r"点(?P<places>\d+)(?!分|\d)")
_TERM_OR_RATE: Final = re.compile(r"\s?(?:%|‰|年|个?月|期|天|日|bp|years?|months?|-year)", re.I)
_FURTHER: Final = re.compile(r"[零又]?(?P<n>\d+(?:\.\d+)?)\s?(?P<scale>[万萬千仟百佰])")
_REMAINDER: Final = re.compile(r"零?(?P<n>\d{1,7}(?:\.\d+)?)(?=\s?[元块])")
_COLLOQUIAL: Final = re.compile(
    r"(?P<n>[1-9])(?![\d.,:/-]|\s?(?:[年月期天日个%‰号点万亿千百成折倍岁]|bp|k|w))", re.I
)

_MIXED: Final = re.compile(
    r"(?:(?P<e>\d{1,4})[亿億]零?)?(?:(?P<k>\d)千)?(?:零?(?P<h>\d)百)?(?:零?(?P<t>(?<=零)\d|\d\d))?[万萬]"
)
"""Digits among the numerals below 万: 1百20万, 1千2百万, 1亿2千万."""

_VAGUE: Final = re.compile(r"[多来余几](?=\s?[个年月天元块期笔人户岁周])")

_HAN_DIGIT = "".join(CHINESE_DIGITS)
_HAN_ALL = _HAN_DIGIT + "".join(SMALL_UNITS) + "".join(LARGE_UNITS)
_LONGEST: Final = 32
"""Numerals longer than this are no number; the bound keeps reading linear in the text."""
_HAN_RUN: Final = re.compile(
    rf"[{_HAN_DIGIT}十拾][{_HAN_ALL}]{{0,{_LONGEST}}}"
    rf"(?:点[{_HAN_DIGIT}]{{1,12}}[万萬亿億]{{0,2}})?"
)
_ROUND_SUM: Final = re.compile(r"(?:百万|千万|百亿|千亿)(?=元|美元)")
_HAN_VAGUE: Final = re.compile(
    rf"(?P<core>[{_HAN_DIGIT}十拾][{_HAN_ALL}]{{0,16}})(?P<vague>[多来余几])(?P<scale>[万萬亿億]{{0,2}})"
)
_HAN_PAIR: Final = re.compile(
    r"(?P<pair>[一二两三四五六七八][二两三四五六七八九])(?P<scale>[十百千]?[万亿]?)"
)
_HAN_GE: Final = re.compile(rf"(?P<core>[{_HAN_DIGIT}十拾百]{{1,6}})个(?P<scale>亿|[wW](?![A-Za-z]))")

_WORD = "|".join(sorted((*ENGLISH_NUMBER_WORDS,), key=len, reverse=True))
_WORDS: Final = re.compile(
    r"(?:half a (?=thousand|million|billion)|an? (?=hundred|thousand|million|billion))?"
    rf"(?:{_WORD})(?![A-Za-z])"
    rf"(?:[\s-](?:and |point )?(?:{_WORD})(?![A-Za-z])){{0,14}}"
    r"(?: and a half(?: (?:thousand|million|billion))?(?![A-Za-z]))?",
    re.I,
)


def read_digits(text: str, position: int) -> Number | None:
    """The number in digits at ``position``, with 万, 亿, k, w, M and the like, or ``None``."""
    if match := _EXPONENT.match(text, position):
        return Number(Decimal(match.group()), Decimal(1), match.end(), well_formed=False)
    if (match := _MIXED.match(text, position)) and (mixed := _mixed(match)):
        return mixed
    match = _ARABIC.match(text, position)
    if match is None or not match.group():
        return None
    end, well_formed = _group_end(text, match)
    written = text[position:end].replace(",", "")
    if "." not in written and (point := _POINT.match(text, end)):
        written, end = f"{written}.{point['places']}", point.end()
    unit = Decimal(1).scaleb(-len(written.partition(".")[2]))
    number = Number(Decimal(written), unit, end, well_formed=well_formed)
    return _with_scale(text, number)


def _mixed(match: re.Match[str]) -> Number | None:
    """The sum a ``_MIXED`` match says; ``None`` where plain digits and their scale say it already."""
    if sum(match[place] is not None for place in "khte") < 2 or not (match["k"] or match["h"]):
        return None
    above, thousands, hundreds, rest = (Decimal(match[place] or 0) for place in "ekht")
    section = thousands * 1000 + hundreds * 100 + rest
    unit = Decimal(1 if match["t"] else 100 if match["h"] else 1000)
    scale = Decimal(10**4)
    return Number(above * 10**8 + section * scale, unit * scale, match.end(), scale)


def _group_end(text: str, match: re.Match[str]) -> tuple[int, bool]:
    """Where the number ends, and whether its digit groups are well formed.

    A comma is a group mark where three digits follow (10,000); elsewhere it separates two numbers
    (3.5,360), unless what follows looks like a botched group (10,000,00), which is one malformed number.
    """
    whole = match["whole"]
    if whole is None or "," not in whole:
        return match.end(), True
    head, *groups = whole.split(",")
    end = match.start() + len(head)
    good = 1 <= len(head) <= 3
    grouped = False
    for index, group in enumerate(groups):
        last = index == len(groups) - 1
        if len(group) == 3 and (good or group.startswith("0")):
            grouped, end = True, end + 4
            continue
        tail_end = match.end() if last else end + 1 + len(group)
        if last and len(group) < 3 and match["places"] and not group.startswith("0") and not grouped:
            return end, True
        foreign = _TERM_OR_RATE.match(text, tail_end) or (len(group) == 1 and match["places"])
        if (grouped and not foreign) or (len(group) == 2 and group.startswith("0")):
            return match.end(), False
        return end, good if grouped else True
    return match.end(), good


def _with_scale(text: str, number: Number) -> Number:
    match = SCALE.match(text, number.end)
    if match is None or (match["en"] and match["en"].isalpha() and _is_prefixed_word(text, match)):
        vague = _VAGUE.match(text, number.end)
        return _replace(number, end=number.end + 1, vague=True) if vague else number
    scale = scale_of(match)
    value, unit, end = number.value * scale, number.unit * scale, match.end()
    low = scale
    while further := _FURTHER.match(text, end):
        part = Decimal(SCALE_OF_HAN[further["scale"]])
        if part >= low:
            break
        value += Decimal(further["n"]) * part
        unit = Decimal(1).scaleb(-len(further["n"].partition(".")[2])) * part
        end, low = further.end(), part
    if (rest := _REMAINDER.match(text, end)) and Decimal(rest["n"]) < low and match["zh"]:
        value += Decimal(rest["n"])
        unit, end, low = Decimal(1).scaleb(-len(rest["n"].partition(".")[2])), rest.end(), Decimal(1)
    elif match["zh"] and low > 1 and number.unit == 1 and (tail := _COLLOQUIAL.match(text, end)):
        value += Decimal(tail["n"]) * low / 10
        unit, end = low / 10, tail.end()
    return _replace(number, value=value, unit=unit, end=end, scale=scale, vague=bool(match["vague"]))


SCALE_OF_HAN: Final = {**SMALL_UNITS, **LARGE_UNITS}


def _is_prefixed_word(text: str, match: re.Match[str]) -> bool:
    """Whether a space before k, w or m makes it a word of its own (100 m away)."""
    return " " in match.group() and len(match["en"]) == 1


def _replace(
    number: Number,
    *,
    end: int,
    value: Decimal | None = None,
    unit: Decimal | None = None,
    scale: Decimal | None = None,
    vague: bool = False,
) -> Number:
    return Number(
        number.value if value is None else value,
        number.unit if unit is None else unit,
        end,
        number.scale if scale is None else scale,
        number.well_formed,
        vague or number.vague,
        number.spoken,
    )


def read_numerals(text: str, position: int) -> list[Number]:
    """The Chinese numerals that may start at ``position``, the longest first."""
    if match := _ROUND_SUM.match(text, position):
        spoken = read_chinese_number("一" + match.group()[0] + match.group()[1])
        return [_number(spoken.value, spoken.unit, match.end())] if spoken else []
    if match := _HAN_GE.match(text, position):
        spoken = read_chinese_number(match["core"] + match["scale"].lower().replace("w", "万"))
        return [_number(spoken.value, spoken.unit, match.end())] if spoken else []
    if match := _HAN_VAGUE.match(text, position):
        spoken = read_chinese_number(match["core"] + match["scale"])
        if spoken:
            return [_number(spoken.value, spoken.unit, match.end(), vague=True)]
    if (match := _HAN_PAIR.match(text, position)) and (pair := _pair(match)):
        return [pair]
    run = _HAN_RUN.match(text, position)
    if run is None or len(run.group()) > _LONGEST:
        return []
    found = []
    for end in range(run.end(), position, -1):
        spoken = read_chinese_number(text[position:end])
        if spoken is not None:
            found.append(_number(spoken.value, spoken.unit, end))
    return found


def _pair(match: re.Match[str]) -> Number | None:
    """七八万, 三五年: two neighbouring digits are an estimate between them, not a numeral."""
    low, high = (CHINESE_DIGITS[character] for character in match["pair"])
    if not 1 <= high - low <= 2 or (high - low == 2 and low != 3):
        return None
    scale = 1
    for character in match["scale"]:
        scale *= SCALE_OF_HAN[character]
    middle = Decimal(low + high) / 2 * scale
    return _number(middle, Decimal(scale), match.end(), vague=True)


def _number(value: Decimal, unit: Decimal, end: int, *, vague: bool = False) -> Number:
    scale = next((Decimal(size) for size in (10**8, 10**4) if value >= size), Decimal(1))
    return Number(value, unit, end, scale, True, vague, spoken=True)


def read_words(text: str, position: int) -> Number | None:
    """The number in English words at ``position``, or ``None``."""
    match = _WORDS.match(text, position)
    if match is None:
        return None
    written = match.group()
    while written:
        spoken = read_english_number(written)
        if spoken is not None:
            scale = Decimal(1000) if re.search("hundred|thousand|illion", written, re.I) else Decimal(1)
            end = position + len(written)
            return Number(spoken.value, spoken.unit, end, scale, spoken=True)
        written = re.sub(r"[\s-]*[A-Za-z]+$", "", written)
    return None
