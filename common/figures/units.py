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
_CURRENCY_AFTER: Final = {
    "USD": r"美元|美金|USD(?![A-Za-z])(?!\s?\d)|(?:US )?dollars?(?![A-Za-z])",
    "HKD": r"港元|港币|HKD(?![A-Za-z])",
    "EUR": r"欧元|EUR(?![A-Za-z])|euros?(?![A-Za-z])",
    "GBP": r"英镑|GBP(?![A-Za-z])",
    "JPY": r"日元|JPY(?![A-Za-z])",
    "CNY": r"元整|元|圆|块钱|块(?!儿)|(?:人民币|RMB(?![A-Za-z])|CNY(?![A-Za-z]))(?!\s?\d)|yuan(?![A-Za-z])|renminbi(?![A-Za-z])",
}
_YEAR_OTHER_WORDS = r"[化息报龄终底初末度结费均付轻限内纪]|收益|利率(?=\s*[为是:]?\s*多少)"
_PERIOD_OTHER_WORDS = r"[限间初末货权望缴]"

_TABLE: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("percent", "%", r"%|个?百分点|个点|per ?cent(?:age points?)?(?![A-Za-z])|percentage points?(?![A-Za-z])|pct(?![A-Za-z])"),
    ("percent", "‰", r"‰"),
    ("percent", "‱", r"‱"),
    ("percent", "成", r"成(?=[首左的,。;、\s]|$)"),
    ("percent", "厘", r"厘"),
    ("bp", "bp", r"个?基点|个?bps?(?![A-Za-z])|basis[ -]points?(?![A-Za-z])|BPs?(?![A-Za-z])"),
    *(("money", code, pattern) for code, pattern in _CURRENCY_AFTER.items()),
    ("count", "age", r"周?岁|years? old(?![A-Za-z])|-?year-olds?(?![A-Za-z])|years? of age(?![A-Za-z])"),
    ("term", "year", rf"周?年(?!{_YEAR_OTHER_WORDS})(?:期(?!{_PERIOD_OTHER_WORDS}))?|-?years?(?![A-Za-z])|-?yrs?(?![A-Za-z])|y(?![A-Za-z])"),
    ("term", "quarter", r"个?季度|quarters?(?![A-Za-z])"),
    ("term", "month", r"个半月|个?月(?!月?[供息利付初底末份均度])|個月|-?months?(?![A-Za-z])|mths?(?![A-Za-z])|mos?(?![A-Za-z])"),
    ("term", "week", r"个?星期(?![一二三四五六日天])|个?礼拜|周(?![一二三四五六日天期末岁年])|-?weeks?(?![A-Za-z])"),
    ("term", "day", r"个?(?:自然|工作|交易)日|天|日(?![元均利息报])|-?(?:calendar |business )?days?(?![A-Za-z])"),
    ("term", "hour", r"个?小时|-?hours?(?![A-Za-z])"),
    ("term", "minute", r"分钟|-?minutes?(?![A-Za-z])"),
    ("term", "period", rf"期(?!{_PERIOD_OTHER_WORDS})|-?(?:periods?|inst[a]llments?|instalments?|payments?)(?![A-Za-z])"),
    ("count", "倍", r"倍|times(?![A-Za-z])"),
    ("count", "个", r"个(?!人)"),
    ("count", "人", "人(?!民)"),
    *(("count", word, word) for word in "笔户张家次名位条款份只支股手套件项页种"),
)  # fmt: skip
_PATTERNS: Final = tuple((kind, unit, re.compile(r"\s?(?:" + body + ")", re.I)) for kind, unit, body in _TABLE)

COIN: Final = re.compile(r"(?:(?P<jiao>[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])[角毛])?(?:零?(?P<fen>[\d零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])分)?")
"""角 and 分 behind a sum in yuan."""

MEASURES_OF_NUMERALS: Final = frozenset("笔户张次人名股份只套家岁") | {"age", "倍", "个", "款", "条", "位", "项"}
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
    "k": Decimal(1000), "thousand": Decimal(1000), "w": Decimal(10**4), "m": Decimal(10**6),
    "mn": Decimal(10**6), "mio": Decimal(10**6), "million": Decimal(10**6), "bn": Decimal(10**9),
    "billion": Decimal(10**9), "hundred": Decimal(100),
    "十": Decimal(10), "百": Decimal(100), "佰": Decimal(100), "千": Decimal(1000), "仟": Decimal(1000),
    "万": Decimal(10**4), "萬": Decimal(10**4), "亿": Decimal(10**8), "億": Decimal(10**8),
}  # fmt: skip

SCALE: Final = re.compile(
    r"(?P<vague>[多来余几])?\s?(?:个(?=[亿億]))?(?:(?P<zh>[十百千佰仟]?[万萬亿億]{1,2}|[百千佰仟])"
    r"|(?P<en>k|w|mn|mio|m|bn|(?:hundred |thousand )?(?:thousand|million|billion)|hundred)(?![A-Za-z]))",
    re.I,
)


def scale_of(match: re.Match[str]) -> Decimal:
    """The factor a ``SCALE`` match stands for."""
    scale = Decimal(1)
    parts = match["zh"] if match["zh"] else match["en"].lower().split()
    for part in parts:
        scale *= SCALES[part]
    return scale
