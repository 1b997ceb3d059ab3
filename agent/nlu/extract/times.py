"""Times of day, in both languages: 18:30, 6 pm, half past six, 下午三点半. The value is ``HH:MM``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from common.numerals import parse_chinese_number

_EN_HOURS: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_HOUR = "|".join(_EN_HOURS)
_DAY_PART: Final = r"in the (?:morning|afternoon|evening)"
_ENGLISH: Final = re.compile(
    rf"\b(?:(?P<part>half past|quarter past|quarter to)\s+(?P<parth>\d{{1,2}}|{_HOUR})"
    rf"|(?P<h>\d{{1,2}})[:.](?P<m>[0-5]\d)"
    rf"|(?P<wh>\d{{1,2}}|{_HOUR})(?=\s?(?:o'?clock|[ap]\.?\s?m\b|{_DAY_PART})))"
    r"(?:\s?o'?clock)?"
    rf"(?:\s?(?P<half>[ap])\.?\s?m\b\.?|\s+(?:(?P<in>{_DAY_PART})|(?P<night>at night)))?"
    r"|\b(?P<fixed>noon|midday|midnight)\b",
    re.I,
)
_N: Final = r"(?:\d{1,2}|[零〇一二两三四五六七八九十]{1,3})"
_CHINESE: Final = re.compile(
    rf"(?P<day>凌晨|早上|上午|中午|下午|傍晚|晚上|今晚)?\s?(?P<h>{_N})(?:点钟?|时)(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<m>{_N})分?)?"
)
_AFTER_NOON: Final = frozenset(
    {"下午", "傍晚", "晚上", "今晚", "in the afternoon", "in the evening", "at night"}
)


@dataclass(frozen=True)
class TimeHit:
    """A time of day where it stands; ``value`` is ``HH:MM``."""

    value: str
    start: int
    end: int
    raw: str


def find_times(text: str) -> list[TimeHit]:
    """Every time of day in ``text``, in order."""
    return sorted([*_english(text), *_chinese(text)], key=lambda hit: hit.start)


def _english(text: str) -> Iterator[TimeHit]:
    for match in _ENGLISH.finditer(text):
        if match["fixed"]:
            hour, minute = (0 if match["fixed"].lower() == "midnight" else 12), 0
        else:
            hour = _hour(match["parth"] or match["h"] or match["wh"])
            minute = int(match["m"]) if match["m"] else 0
            part = (match["part"] or "").lower()
            if part == "half past":
                minute = 30
            elif part:
                minute, hour = (15, hour) if part == "quarter past" else (45, (hour - 1) % 24)
            hour = _of_day(hour, (match["half"] or "").lower(), match["in"] or match["night"] or "")
        if hour <= 23:
            yield TimeHit(f"{hour:02d}:{minute:02d}", match.start(), match.end(), match.group().strip())


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else _EN_HOURS[word.lower()]


def _of_day(hour: int, half: str, part: str) -> int:
    if hour > 12:
        return hour
    if half == "p" or part.lower() in _AFTER_NOON:
        return hour if hour == 12 else hour + 12
    return 0 if hour == 12 and (half == "a" or part.lower().endswith("morning")) else hour


def _chinese(text: str) -> Iterator[TimeHit]:
    for match in _CHINESE.finditer(text):
        hour = _chinese_number(match["h"])
        minute = 30 if match["half"] else _chinese_number(match["m"]) if match["m"] else 0
        if match["quarter"]:
            minute = 15 if match["quarter"] == "一" else 45
        if (match["day"] in _AFTER_NOON and hour < 12) or (match["day"] == "中午" and hour < 3):
            hour += 12
        if hour <= 23 and minute <= 59:
            yield TimeHit(f"{hour:02d}:{minute:02d}", match.start(), match.end(), match.group().strip())


def _chinese_number(text: str) -> int:
    return int(text) if text.isdigit() else int(parse_chinese_number(text) or 0)
