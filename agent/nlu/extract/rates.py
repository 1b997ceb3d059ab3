"""Rates that are more than a figure and its sign: spreads over LPR, 厘 and 分, so much a month or a day, 成."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.resolvers import PublishedLpr
from agent.nlu.extract.spoken import NUMBER, decimal_of
from common.formatting import percent

DAYS_OF_A_YEAR: Final = 360
"""A daily rate is quoted on 360 days; on 365 it is another figure, so the reading wants a yes."""

_TENOR: Final = r"(?P<tenor>(?:[15五一]|over[- ]five|five|one)[- ]?(?:年|year|y)(?:期)?(?:以上)?\s?(?:的)?)?"
_UNIT: Final = r"(?P<unit>个?基点|个?BPs?|个?点|basis points?|%|个百分点)?"
_SPREAD: Final = re.compile(
    rf"{_TENOR}LPR(?:\s?(?P<tenor2>[15]\s?[Yy]|[15五一]年期?(?:以上)?))?(?:利率)?(?:的?基础上)?\s?"
    r"(?P<way>\+|-|−|－|＋|加|减|上浮|下浮|上调|下调|plus|minus|less|add)\s?(?:点)?\s?"
    rf"(?P<n>{NUMBER})\s?{_UNIT}",
    re.I,
)
_SPREAD_FIRST: Final = re.compile(
    rf"(?P<n>{NUMBER})\s?{_UNIT}\s(?P<way>below|under|over|above|off)\s(?:the\s)?"
    r"(?P<tenor>(?:[15]|one|five)[- ]?(?:year|y)\s)?LPR",
    re.I,
)
_COMPARED: Final = re.compile(
    rf"(?:比|较){_TENOR}LPR\s?(?P<way>低|高|少|多|上浮|下浮)\s?(?P<n>{NUMBER})\s?{_UNIT}|"
    rf"(?P<way2>低于|高于){_TENOR.replace('tenor', 'tenor2')}LPR\s?(?P<n2>{NUMBER})\s?{_UNIT.replace('unit', 'unit2')}",
    re.I,
)
_UNSAID: Final = re.compile(
    r"LPR(?:利率)?(?:的?基础上)?\s?(?:加点|减点|加减点|plus|minus|\+|-)(?!\s?\d)", re.I
)
_DISCOUNT: Final = re.compile(
    rf"LPR(?:利率)?的?\s?(?:打|按)?\s?(?:{NUMBER}折|{NUMBER}\s?(?:倍|%)(?![A-Za-z]))"
    r"|\d+(?:\.\d+)?\s?(?:%|times)\s(?:of\s)?(?:the\s)?LPR",
    re.I,
)
"""A discount on the LPR sets no spread; the rate of a loan is the LPR and points, so they are asked for."""
_FLAT: Final = re.compile(
    rf"(?:按照?|执行|用|以|利率(?:就)?(?:是|为)|at|equals?|rate(?: is)?)\s?(?:the\s)?"
    rf"(?:最新|现行|当前|当期|最近)?(?:的)?{_TENOR}"
    r"LPR(?:利率)?(?: flat|执行|走|算|来)?"
    r"(?![A-Za-z]|\s?(?:加|减|上|下|\+|-|是什么|的?基础))",
    re.I,
)
_LPR_ALONE: Final = re.compile(rf"^\W*(?:就|那就)?{_TENOR}LPR(?:利率)?(?:吧|的)?\W*$", re.I)
_BELOW: Final = frozenset(
    {"-", "−", "－", "减", "下浮", "下调", "minus", "less", "低", "少", "低于", "below", "under", "off"}
)

_MOVES: Final = frozenset({"上调", "下调", "上浮", "下浮"})


def rate_mentions(text: str, lpr: PublishedLpr | None, *, asked: bool = False) -> Iterator[Mention]:
    """Every rate of these kinds in ``text``, spreads over LPR first; ``asked``, a rate being awaited, LPR alone too.

    ``lpr`` is the publication in force; without one a rate that stands on it cannot be read, and that is said.
    """
    if "LPR" in text.upper():
        yield from _spreads(text, lpr, asked=asked) if lpr is not None else _unpublished(text, asked=asked)
    yield from _timed(text)
    yield from _thousandths(text)
    yield from _half_points(text)
    yield from _tenths(text)


def _unpublished(text: str, *, asked: bool) -> Iterator[Mention]:
    """The same words where the bank has no LPR for the day: they give no figure."""
    patterns = (
        _COMPARED,
        _SPREAD_FIRST,
        _SPREAD,
        _UNSAID,
        _DISCOUNT,
        _FLAT,
        *((_LPR_ALONE,) if asked else ()),
    )
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Mention("percent", match.start(), match.end(), match.group(), unit="LPR-")


def _spreads(text: str, published: PublishedLpr, *, asked: bool) -> Iterator[Mention]:
    for pattern in (_COMPARED, _SPREAD_FIRST, _SPREAD):
        for match in pattern.finditer(text):
            said = {name.rstrip("2"): value for name, value in match.groupdict().items() if value}
            tenor = "".join(
                value or "" for name, value in match.groupdict().items() if name.startswith("tenor")
            )
            spread, sure = _size(said["n"], (said.get("unit") or "").lower())
            if said["way"].lower() in _BELOW:
                spread = -spread
            over = _over_lpr(match, tenor, spread, published, approximate=published.sample or not sure)
            if said["way"] in _MOVES:
                # LPR下调10bp may also say that the LPR itself moves
                moved = replace(
                    over, kind="bp", unit="bp", number=spread * 10_000, also=(), approximate=False, note=None
                )
                over = replace(over, also=(*over.also, moved))
            yield over
    for match in [*_UNSAID.finditer(text), *_DISCOUNT.finditer(text)]:
        yield Mention(kind="percent", start=match.start(), end=match.end(), raw=match.group(), unit="LPR?")
    for match in [*_FLAT.finditer(text), *(_LPR_ALONE.finditer(text) if asked else ())]:
        yield _over_lpr(match, match["tenor"] or "", Decimal(0), published, approximate=True)


def _size(written: str, unit: str) -> tuple[Decimal, bool]:
    """The spread as a fraction, and whether its unit was said: 30 alone is 30bp, 0.3 alone 0.3 %."""
    size = decimal_of(written)
    if "%" in unit or "百分点" in unit or (unit in ("个点", "点") and size < 5):
        return size / 100, True
    if not unit and size < 5:
        return size / 100, False
    return size / 10_000, True


def _over_lpr(
    match: re.Match[str], tenor: str, spread: Decimal, published: PublishedLpr, *, approximate: bool
) -> Mention:
    sample = ", 样例/sample" if published.sample else ""

    def on(rate: Decimal, unit: str) -> Mention:
        return Mention(
            kind="percent", start=match.start(), end=match.end(), raw=match.group(), unit=unit,
            number=rate + spread, approximate=approximate,
            note=f"LPR {percent(rate)} ({published.since}){sample}", dated=published.since,
        )  # fmt: skip

    short, long = on(published.one_year, "LPR1"), on(published.over_five_years, "LPR5")
    if re.search("1|one|一", tenor, re.I):
        return short
    return long if tenor else replace(long, also=(short,))


_Per = Literal["year", "month", "day"]
_TIMES: Final[dict[_Per, str]] = {
    "year": r"年息|年利率?|年化(?:利率)?|按年|annual(?: rate)?(?: of)?",
    "month": r"月息|月利率?|按月|每月|monthly(?: rate| interest)?(?: of)?",
    "day": r"日息|日利率?|每日|每天|按日|daily(?: rate| interest)?(?: of)?",
}
_TIME: Final = "|".join(f"(?P<{per}>{words})" for per, words in _TIMES.items())
_AMOUNT: Final = (
    rf"(?:(?P<base>[百千万])(?:分之)?(?P<part>{NUMBER})(?![万亿元块年月])|(?P<n>\d+(?:\.\d+)?)\s?(?P<sign>[%‰‱])"
    rf"|(?P<fen>{NUMBER})分(?P<fen_tail>[\d一二三四五六七八九半])?(?![之期行钟公])"
    rf"|(?P<li>{NUMBER})厘(?P<li_tail>[\d一二三四五六七八九半])?)"
)
_TIMED: Final = re.compile(rf"(?:{_TIME})\s?(?:是|为|[:：])?\s?{_AMOUNT}", re.I)
_TIMED_AFTER: Final = re.compile(
    r"(?P<n>\d+(?:\.\d+)?)\s?(?P<sign>[%‰‱])\s?(?:an?|per|each|every|/)\s?(?P<per>month|day|year|annum)\b"
    r"|(?P<n2>\d+(?:\.\d+)?)\s?(?P<sign2>[%‰‱])\s?(?:每|一个?|/)(?P<per2>月|天|日|年)(?![还供付存交投要])",
    re.I,
)
_PARTS: Final = {"百": 100, "千": 1000, "万": 10_000, "%": 100, "‰": 1000, "‱": 10_000}
_PER: Final[dict[str, _Per]] = {"month": "month", "月": "month", "day": "day", "天": "day", "日": "day"}


def _timed(text: str) -> Iterator[Mention]:
    """So much a year, a month, a day: 年息4厘, 月息千分之三, 日息万五, 0.05% per day."""
    for match in _TIMED.finditer(text):
        per = next(name for name in _TIMES if match[name])
        if match["base"] and match["base"] != "万" and "分之" not in match.group():
            continue
        if match["base"]:
            number = decimal_of(match["part"]) / _PARTS[match["base"]]
        elif match["n"]:
            number = decimal_of(match["n"]) / _PARTS[match["sign"]]
        elif match["fen"]:
            number = _with_tail(match["fen"], match["fen_tail"]) / (10 if per == "year" else 100)
        else:
            number = _with_tail(match["li"], match["li_tail"]) / (100 if per == "year" else 1000)
        yield Mention(
            kind="percent", start=match.start(), end=match.end(), raw=match.group(), number=number, per=per
        )
    for match in _TIMED_AFTER.finditer(text):
        number = decimal_of(match["n"] or match["n2"]) / _PARTS[match["sign"] or match["sign2"]]
        word = (match["per"] or match["per2"]).lower()
        yield Mention(
            kind="percent", start=match.start(), end=match.end(), raw=match.group(), number=number,
            per=_PER.get(word, "year"),
        )  # fmt: skip


def _with_tail(head: str, tail: str | None) -> Decimal:
    size = decimal_of(head)
    if tail:
        size += Decimal("0.5") if tail == "半" else decimal_of(tail) / 10
    return size


_LI: Final = re.compile(rf"(?P<n>{NUMBER})厘(?P<tail>[\d一二三四五六七八九半])?")


def _thousandths(text: str) -> Iterator[Mention]:
    """厘 alone: a hundredth a year or a thousandth a month; the yearly reading wants a yes."""
    for match in _LI.finditer(text):
        size = _with_tail(match["n"], match["tail"])
        yield Mention(
            kind="percent", start=match.start(), end=match.end(), raw=match.group(), unit="厘",
            number=size / 100, approximate=True,
            note=f"年息 / a year; 月息 {size}‰ = {percent(size / 1000 * 12)}",
        )  # fmt: skip


_HALF_POINT: Final = re.compile(rf"(?P<n>{NUMBER})个半(?:百分)?点")
_TENTHS: Final = re.compile(
    r"(?<![一二三四五六七八九])(?P<n>[一二三四五六七八九\d])成(?P<tail>[一二三四五六七八九半])?(?![立功为本员交熟长就果])"
)
_WHOLE: Final = re.compile(r"一半|半数|全部|全额|\bone half\b|\bhalf of it\b|\ball of it\b", re.I)


def _half_points(text: str) -> Iterator[Mention]:
    for match in _HALF_POINT.finditer(text):
        number = (decimal_of(match["n"]) + Decimal("0.5")) / 100
        yield Mention("percent", match.start(), match.end(), match.group(), number)


def _tenths(text: str) -> Iterator[Mention]:
    """Tenths and halves are portions, never rates: 六成五, 一半, 全部."""
    for match in _TENTHS.finditer(text):
        number = _with_tail(match["n"], match["tail"]) / 10
        yield Mention("percent", match.start(), match.end(), match.group(), number, "成")
    for match in _WHOLE.finditer(text):
        number = Decimal(1) if match.group()[0] in "全aA" else Decimal("0.5")
        yield Mention("plain", match.start(), match.end(), match.group(), number, "fraction")
