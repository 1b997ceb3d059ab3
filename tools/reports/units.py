"""One unit for each kind of figure: money in yuan (or its currency), shares in percent, points in basis points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.figures import Figure

_POINTS: Final = re.compile(r"(?:百分点|percentage points?|个点|ppts?|pps?)$", re.I)
_SHARES: Final = {"%": Decimal(1), "‰": Decimal("0.1"), "‱": Decimal("0.01"), "成": Decimal(10)}
_CURRENCIES: Final = {
    "CNY": r"人民币|RMB|CNY|Renminbi|yuan|¥|￥",
    "USD": r"美元|US\$|USD|U\.S\. dollars?|US dollars?",
    "HKD": r"港元|港币|HK\$|HKD|Hong Kong dollars?",
    "EUR": r"欧元|EUR|€|euros?",
    "JPY": r"日元|JPY|yen",
    "GBP": r"英镑|GBP|£",
}
_SCALES: Final = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6,
    "十万": 10**5, "万": 10**4, "千": 10**3,
    "trillion": 10**12, "tn": 10**12, "billion": 10**9, "bn": 10**9, "million": 10**6,
    "mn": 10**6, "mio": 10**6, "thousand": 10**3, "'000": 10**3, "’000": 10**3, "000": 10**3,
}  # fmt: skip
_ZH_MONEY: Final = re.compile(
    r"(?P<before>人民币|美元|港元|港币|欧元|日元|英镑)?(?P<scale>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千)?"
    r"(?P<after>元|美元|港元|港币|欧元|日元|英镑)(?P<share>[/／每]股)?"
)
_ZH_BARE: Final = re.compile(
    r"(?P<before>人民币|美元|港元|港币|欧元)?(?P<scale>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万)(?![户人家笔个张股])"
)
_EN_SCALE: Final = r"(?P<scale>trillions?|tn|billions?|bn|millions?|mn|mio|thousands?|['’]?000)"
_CURRENCY: Final = "|".join(f"(?P<{code}>{words})" for code, words in _CURRENCIES.items())
_EN_MONEY: Final = re.compile(rf"(?:{_CURRENCY})\s?(?:in )?{_EN_SCALE}?(?![A-Za-z])", re.I)
_EN_LATER: Final = re.compile(rf"{_EN_SCALE}(?: of)?\s(?:{_CURRENCY})(?![A-Za-z])", re.I)
_PERCENT: Final = re.compile(r"%|％|per ?cent|百分比", re.I)
_POINT_WORDS: Final = re.compile(r"百分点|percentage points?|(?<![A-Za-z])ppts?(?![A-Za-z])", re.I)
_BP_WORDS: Final = re.compile(r"(?<![A-Za-z])bps?(?![A-Za-z])|基点|basis points?", re.I)
_COUNT: Final = re.compile(
    r"(?:^|[（(：:/／,，\s])(?P<scale>亿|百万|万|千)?(?P<word>倍|户|人|家|笔|个|张|股|名|次|times?|x)(?=$|[）)，,\s])"
)
_GLUED: Final = re.compile(rf"(?<![A-Za-z])(?:{_CURRENCY})\s?$", re.I)
_NAMED_MONEY: Final = re.compile(rf"元|(?:{_CURRENCY})", re.I)
_SHARE_BEHIND: Final = re.compile(
    r"\s?(?:[/／]股|每股|(?:per|a) (?:ordinary )?share(?![A-Za-z])|/share)", re.I
)
_TIMES_BEHIND: Final = re.compile(r"[xX×](?![A-Za-z0-9])")
_POINTS_BEHIND: Final = re.compile(r"\s?(?:ppts?|pps?)(?![A-Za-z])", re.I)
_SHARES_BEHIND: Final = re.compile(r"\s?(?P<scale>million|billion|mn|bn)?\s?shares(?![A-Za-z])", re.I)


@dataclass(frozen=True)
class Unit:
    """A unit as a header or label states it: values are multiplied by ``factor`` to be in ``name``."""

    name: str
    factor: Decimal = Decimal(1)
    per_share: bool = False


@dataclass(frozen=True)
class Unified:
    """A figure in its one unit, and the words that say it: ``start`` and ``end`` are those of the text."""

    value: Decimal
    unit: str | None
    start: int
    end: int
    per_share: bool = False


def unified(figure: Figure, text: str) -> Unified:
    """A figure of ``text`` in its one unit; what stands right around it may belong to it (RMB0.85 per share)."""
    value, unit, start, end = figure.value, figure.unit, figure.start, figure.end
    behind = text[end : end + 24]
    if figure.kind == "percent":
        if unit == "%" and _POINTS.search(figure.text.strip()):
            value, unit = value * 100, "bp"
        else:
            value, unit = value * _SHARES.get(unit or "%", Decimal(1)), "%"
    elif figure.kind == "plain" and unit is None:
        if glued := _GLUED.search(text[max(0, start - 12) : start]):
            start -= len(glued.group())
            unit = next(code for code in _CURRENCIES if glued[code])
        elif match := _TIMES_BEHIND.match(behind):
            unit, end = "倍", end + match.end()
        elif match := _POINTS_BEHIND.match(behind):
            value, unit, end = value * 100, "bp", end + match.end()
        elif match := _SHARES_BEHIND.match(behind):
            scale = _SCALES.get((match["scale"] or "").lower(), 1)
            value, unit, end = value * scale, "股", end + match.end()
    elif figure.kind == "money":
        if glued := _GLUED.search(text[max(0, start - 12) : start]):
            start -= len(glued.group())
            unit = next(code for code in _CURRENCIES if glued[code])
        elif not _NAMED_MONEY.search(figure.text) and (match := _SHARES_BEHIND.match(behind)):
            unit, end = "股", end + match.end()
    per_share = False
    if unit in _CURRENCIES and (match := _SHARE_BEHIND.match(text[end : end + 24])):
        per_share, end = True, end + match.end()
    return Unified(value, unit, start, end, per_share)


def unit_in(words: str) -> Unit | None:
    """The unit a header, a label or a line such as 单位：人民币百万元 states, or ``None``.

    A sum of money needs a currency or 元 by name; percent signs, points, 倍 and measure words stand in brackets or
    alone.
    """
    for pattern, name, factor in ((_POINT_WORDS, "bp", 100), (_BP_WORDS, "bp", 1), (_PERCENT, "%", 1)):
        if pattern.search(words):
            return Unit(name, Decimal(factor))
    if match := _ZH_MONEY.search(words):
        named = match["before"] or match["after"]
        currency = _currency(named if named != "元" else "人民币")
        return Unit(currency, Decimal(_SCALES[match["scale"]] if match["scale"] else 1), bool(match["share"]))
    for pattern in (_EN_LATER, _EN_MONEY):
        if match := pattern.search(words):
            currency = next(code for code in _CURRENCIES if match[code])
            scale = (match["scale"] or "").lower().rstrip("s") or None
            per_share = _SHARE_BEHIND.search(words) is not None
            return Unit(currency, Decimal(_SCALES[scale] if scale else 1), per_share)
    if match := _COUNT.search(words):
        word = {"x": "倍", "time": "倍", "times": "倍"}.get(match["word"], match["word"])
        return Unit(word, Decimal(_SCALES[match["scale"]] if match["scale"] else 1))
    return None


def bare_scale_in(words: str) -> Unit | None:
    """A scale without 元 where only money is meant (单位：百万, 亿)."""
    match = _ZH_BARE.search(words)
    return Unit(_currency(match["before"] or "人民币"), Decimal(_SCALES[match["scale"]])) if match else None


def _currency(name: str) -> str:
    return next(code for code, words in _CURRENCIES.items() if re.fullmatch(words, name, re.I))
