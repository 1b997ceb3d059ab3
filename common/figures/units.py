"""The units a number can carry: currencies before it, and what follows it, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.figures.figure import Kind

CURRENCY_BEFORE: Final = {
    "CNY": r"人民币|RMB|CNY|¥",
    "HKD": r"HK\$|HKD|港币|港元",
    "USD": r"US\$|USD|\$|美元|美金",
    "EUR": r"€|EUR|欧元",
    "GBP": r"£|GBP|英镑",
    "JPY": r"JPY|日元",
}
_END: Final = r"(?![A-Za-z])"
_CURRENCY_AFTER: Final = {
    "USD": rf"美元|美金|USD{_END}(?!\s?\d)|(?:US )?(?:dollars?|bucks?){_END}",
    "HKD": rf"港元|港币|HKD{_END}",
    "EUR": rf"欧元|EUR{_END}|euros?{_END}",
    "GBP": rf"英镑|GBP{_END}",
    "JPY": rf"日元|JPY{_END}",
    "CNY": (
        rf"元整|元|圆|块钱|块(?!儿)|(?:人民币|RMB{_END}|CNY{_END})(?!\s?\d)"
        rf"|(?:yuan|renminbi){_END}"
    ),
}  # fmt: skip
_YEAR_OTHER_WORDS = r"[化息报龄终底初末度结费均付轻限内纪]|收益|利率(?=\s*[为是:]?\s*多少)"
_PERIOD_OTHER_WORDS = r"[限间初末货权望缴]"

_TABLE: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("percent", "%", rf"%|个?百分点|个点|(?:per ?cent(?:age points?)?|percentage points?|pct){_END}"),
    ("percent", "‰", r"‰"),
    ("percent", "‱", r"‱"),
    ("percent", "成", r"成(?=[首左的,。;、\s]|$)"),
    ("percent", "厘", r"厘"),
    ("bp", "bp", rf"个?基点|(?:个?bps?|basis[ -]points?){_END}"),
    *(("money", code, pattern) for code, pattern in _CURRENCY_AFTER.items()),
    ("count", "age", rf"周?岁|(?:years? old|-?year-olds?|years? of age){_END}"),
    (
        "term",
        "year",
        rf"周?年(?!{_YEAR_OTHER_WORDS})(?:期(?!{_PERIOD_OTHER_WORDS}))?|(?:-?years?|-?yrs?|y){_END}",
    ),
    ("term", "quarter", rf"个?季度|quarters?{_END}"),
    ("term", "month", rf"个半月|个?月(?!月?[供息利付初底末份均度])|個月|(?:-?months?|mths?|mos?){_END}"),
    (
        "term",
        "week",
        rf"个?星期(?![一二三四五六日天])|个?礼拜|周(?![一二三四五六日天期末岁年转])|-?weeks?{_END}",
    ),
    (
        "term",
        "day",
        rf"个?(?:自然|工作|交易)日|天|日(?![元均利息报])|-?(?:calendar |business )?days?{_END}",
    ),
    ("term", "hour", rf"个?小时|-?hours?{_END}"),
    ("term", "minute", rf"分钟|-?minutes?{_END}"),
    ("term", "period", rf"期(?!{_PERIOD_OTHER_WORDS})|-?(?:periods?|inst?al{{1,2}}ments?|payments?){_END}"),
    ("count", "倍", rf"倍|times{_END}"),
    ("count", "个", r"个(?!人)"),
    ("count", "人", r"人(?!民)"),
    *(("count", word, word) for word in "笔户张家次名位条款份只支股手套件项页种"),
)
_PATTERNS: Final = tuple(
    (kind, unit, re.compile(r"\s?(?:" + body + ")", re.I)) for kind, unit, body in _TABLE
)

_COIN_DIGIT: Final = r"[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
COIN: Final = re.compile(rf"(?:(?P<jiao>{_COIN_DIGIT})[角毛])?(?:零?(?P<fen>{_COIN_DIGIT})分)?")
"""角 and 分 behind a sum in yuan."""

MEASURES_OF_NUMERALS: Final = frozenset("笔户张次人名股份只套家倍个款条位项") | {"age"}
"""Measure words that make a count of a small Chinese numeral (三笔, 两张); 种, 件 and the like are speech."""


@dataclass(frozen=True)
class Unit:
    """What follows a number: its kind, the unit's name, where it ends."""

    kind: Kind
    name: str
    end: int


def unit_at(text: str, position: int) -> Unit | None:
    """The unit that starts at ``position`` (one space may precede it)."""
    for kind, name, pattern in _PATTERNS:
        if match := pattern.match(text, position):
            return Unit(kind, name, match.end())
    return None


_BEFORE = re.compile(
    r"(?P<sign>(?<![\dA-Za-z%‰年月日天期万亿元块条岁)）-])-\s?|负|(?:(?<=\s)|^)(?:minus|negative)\s)?(?:(?:"
    + "|".join(f"(?P<{code}>{pattern})" for code, pattern in CURRENCY_BEFORE.items())
    + r")\s?(?P<inner>-)?)?$",
    re.I,
)


@dataclass(frozen=True)
class Prefix:
    """What stands before a number and belongs to it: where that starts, a sign, a currency."""

    start: int
    negative: bool
    currency: str | None


def prefix_before(text: str, position: int, floor: int) -> Prefix:
    """The sign and currency that end at ``position``, looking back no further than ``floor``."""
    low = max(floor, position - 14)
    window = text[max(0, low - 1) : position]
    match = _BEFORE.search(window)
    if match is None or not match.group():
        return Prefix(position, negative=False, currency=None)
    start = position - len(match.group())
    if start < floor:
        return Prefix(position, negative=False, currency=None)
    currency = next((code for code in CURRENCY_BEFORE if match[code]), None)
    negative = bool(match["sign"] or match["inner"])
    return Prefix(start, negative=negative, currency=currency)


SCALES: Final[dict[str, Decimal]] = {
    "k": Decimal(1000), "grand": Decimal(1000), "thousand": Decimal(1000), "w": Decimal(10**4), "m": Decimal(10**6),
    "mn": Decimal(10**6), "mio": Decimal(10**6), "mil": Decimal(10**6), "million": Decimal(10**6), "bn": Decimal(10**9),
    "billion": Decimal(10**9), "hundred": Decimal(100), "tn": Decimal(10**12), "trn": Decimal(10**12),
    "trillion": Decimal(10**12),
    "十": Decimal(10), "百": Decimal(100), "佰": Decimal(100), "千": Decimal(1000), "仟": Decimal(1000),
    "万": Decimal(10**4), "萬": Decimal(10**4), "亿": Decimal(10**8), "億": Decimal(10**8),
}  # fmt: skip

SCALE: Final = re.compile(
    r"(?P<vague>[多来余几])?\s?(?:个(?=[亿億]|[wW](?![A-Za-z])))?(?:(?P<zh>[十百千佰仟]?[万萬亿億]{1,2}|[百千佰仟])"
    r"|(?P<en>k|w|mn|mio|mil|m|bn|grand|trn|tn|(?:hundred |thousand )?(?:thousand|[mb]illion|trillion)|hundred)"
    r"(?![A-Za-z]))",
    re.I,
)


def scale_of(match: re.Match[str]) -> Decimal:
    """The factor a ``SCALE`` match stands for."""
    scale = Decimal(1)
    parts = match["zh"] if match["zh"] else match["en"].lower().split()
    for part in parts:
        scale *= SCALES[part]
    return scale
