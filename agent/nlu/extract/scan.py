"""Finds every mention of a value in an utterance: figures, compound terms, spreads over LPR, dates, accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from agent.nlu.extract.calendar import spoken_dates, spoken_periods
from agent.nlu.extract.mention import Mention
from agent.nlu.lpr import lpr_table
from common.figures import Figure, extract_figures
from common.formatting import percent
from common.numerals import CHINESE_DIGITS, parse_chinese_number

_HAN: Final = "零〇一二两三四五六七八九十百千"
_N: Final = rf"(?:\d+(?:\.\d+)?|[{_HAN}]+)"

_YEARS_MONTHS: Final = re.compile(
    rf"(?P<years>{_N})\s?年(?:零|又|加|和|外加)?(?:(?P<half>半)|(?P<months>{_N})\s?个?月)"
    rf"|(?P<eyears>\d+)\s?-?(?:years?|yrs?|y)\s?(?:,|and|&)?\s?(?P<emonths>\d+)\s?-?(?:months?|mths?|mos?|m)\b"
    rf"|(?P<ehalf>\d+|one|two|three|four|five) and a half years?|(?P<only_half>半年(?!付|度|期|报)|half a year)",
    re.I,
)
_LETTERED_TERM: Final = re.compile(r"(?<![\w.])(?P<n>\d{1,3})\s?(?P<unit>[MmYy])(?![A-Za-z\d])")
_LPR: Final = re.compile(
    r"(?P<tenor>(?:[15五一]|over[- ]five|five|one)[- ]?(?:年|year|y)(?:期)?(?:以上)?\s?)?"
    r"LPR(?:\s?(?P<tenor2>[15]\s?[Yy]|[15五一]年期?(?:以上)?))?(?:的?基础上|利率)?\s?"
    r"(?P<way>\+|-|−|－|＋|加|减|上浮|下浮|上调|下调|plus|minus|less|add)\s?(?:点)?\s?"
    rf"(?P<n>{_N})\s?(?P<unit>个?基点|个?BPs?|个?点|basis points?|%|个百分点)?",
    re.I,
)
_LI: Final = re.compile(
    rf"(?P<span>年息|年利率?|年化|月息|月利率?|日息|按年|按月)?\s?(?P<n>{_N})厘(?P<tail>[\d零一二两三四五六七八九半])?"
)
_ACCOUNT: Final = re.compile(
    rf"(?:尾号|末四位|后四位|尾数)(?:是|为|[:：])?\s?(?P<zh>\d{{4}}|[{_HAN}]{{4}})(?!\d)"
    r"|(?:end(?:ing|s)(?: in| with)?|last four(?: digits)?(?: are| is)?|last 4(?: digits)?)[:\s]\s?(?P<en>\d{4})(?!\d)"
    r"|(?<!\d)(?P<zh_after>\d{4})(?:的?卡|(?:这|那)张卡|结尾的?)"
    r"|(?<!\d)(?P<full>\d{13,19}|\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,4})?)(?!\d)",
    re.I,
)
_SCALED_BOUNDARY: Final = re.compile(rf"(?<=[万亿])(?=[{_HAN}\d]+(?:年|个月|期|点))")
_SPOKEN_TAIL: Final = re.compile(
    r"(?<![\d.])(?P<head>\d{1,4})(?P<scale>[万亿])(?P<tail>\d)(?:块钱?|元)?(?![.,]?\d|[年个月期天%％万亿千百十号日厘岁bBkK])"
)
"""12万5 is 125,000: one digit behind 万 counts thousands."""

_DOWN: Final = re.compile(
    r"(?:降|下调|下行|下降|降低|减|下浮|跌|down|cuts?|lower(?:ed)?|fall(?:s|ing)?|-|−)\s?(?:了|by)?\s?$",
    re.I,
)


_POINTS: Final = re.compile(r"(?:百分点|个点|percentage points?)$", re.I)
"""Percentage points: a rate, or the move of one by a hundred basis points each."""


def find_mentions(text: str, now: date, *, periods: bool = False) -> list[Mention]:
    """Return the mentions in order, not overlapping. ``periods`` looks for stretches of time first."""
    taken: list[Mention] = []
    sources = [_accounts(text), _lpr_spreads(text, now), _per_mille(text)]
    if periods:
        sources.append(_period_mentions(text, now))
    sources += [_compound_terms(text), _spoken_sums(text), spoken_dates(text, now), _figures(text, now)]
    for source in sources:
        for mention in source:
            if not any(mention.start < other.end and other.start < mention.end for other in taken):
                taken.append(mention)
    return sorted(taken, key=lambda mention: mention.start)


def _accounts(text: str) -> Iterator[Mention]:
    for match in _ACCOUNT.finditer(text):
        digits = match["zh"] or match["en"] or match["zh_after"] or match["full"]
        digits = "".join(str(CHINESE_DIGITS.get(character, character)) for character in digits)
        last_four = re.sub(r"\D", "", digits)[-4:]
        if len(last_four) == 4:
            raw = match.group() if not match["full"] else f"…{last_four}"
            yield Mention(kind="account", start=match.start(), end=match.end(), raw=raw, data=last_four)


def _number(text: str) -> Decimal:
    cleaned = text.replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", cleaned):
        return Decimal(cleaned)
    words = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
    return parse_chinese_number(cleaned) or Decimal(words.get(cleaned.lower(), 0))


def _lpr_spreads(text: str, now: date) -> Iterator[Mention]:
    table = lpr_table()
    rate = table.on(now)
    for match in _LPR.finditer(text):
        tenor = f"{match['tenor'] or ''}{match['tenor2'] or ''}".lower()
        unit = (match["unit"] or "").lower()
        size = _number(match["n"])
        per_cent = "%" in unit or "百分点" in unit or (unit in ("个点", "点") and size < 5)
        spread = size / 100 if per_cent else size / 10_000
        if match["way"].lower() in ("-", "−", "－", "减", "下浮", "下调", "minus", "less"):
            spread = -spread
        long = Mention(
            kind="percent", start=match.start(), end=match.end(), raw=match.group(), unit="LPR5",
            number=rate.over_five_years + spread, approximate=table.illustrative,
            note=f"LPR {percent(rate.over_five_years)} ({rate.date})",
        )  # fmt: skip
        short = replace(
            long,
            unit="LPR1",
            number=rate.one_year + spread,
            note=f"LPR {percent(rate.one_year)} ({rate.date})",
        )
        if re.search("1|one|一", tenor):
            yield short
        elif tenor:
            yield long
        else:
            yield replace(long, also=(short,))


def _per_mille(text: str) -> Iterator[Mention]:
    """厘: a thousandth a month or a hundredth a year; without 年息 or 月息 the yearly reading wants a yes."""
    for match in _LI.finditer(text):
        tail = match["tail"]
        size = _number(match["n"])
        if tail:
            size += Decimal("0.5") if tail == "半" else _number(tail) / 10
        span = match["span"] or ""
        monthly = span.startswith(("月", "按月"))
        yield Mention(
            kind="percent",
            start=match.start(),
            end=match.end(),
            raw=match.group(),
            unit="厘",
            number=size / 1000 * 12 if monthly else size / 100,
            approximate=not span,
            note=None if span else f"年息 / a year; 月息 {size}‰ = {percent(size / 1000 * 12)}",
        )


def _compound_terms(text: str) -> Iterator[Mention]:
    for match in _YEARS_MONTHS.finditer(text):
        if match["only_half"]:
            months = Decimal(6)
        elif match["ehalf"]:
            months = _number(match["ehalf"]) * 12 + 6
        elif match["eyears"]:
            months = _number(match["eyears"]) * 12 + _number(match["emonths"])
        else:
            years = _number(match["years"])
            if years > 100:
                continue
            months = years * 12 + (6 if match["half"] else _number(match["months"]))
        yield Mention(
            kind="months", start=match.start(), end=match.end(), raw=match.group(), number=months,
            approximate=_about(text, match.start()),
        )  # fmt: skip
    for match in _LETTERED_TERM.finditer(text):
        count = Decimal(match["n"])
        if match["unit"] in "Yy":
            yield Mention("months", match.start(), match.end(), match.group(), count * 12)
            continue
        million = Mention("money", match.start(), match.end(), match.group(), count * 1_000_000, "CNY")
        term = Mention("months", match.start(), match.end(), match.group(), count, unit="letter")
        yield replace(million, also=(term,))


def _spoken_sums(text: str) -> Iterator[Mention]:
    for match in _SPOKEN_TAIL.finditer(text):
        scale = Decimal(10_000 if match["scale"] == "万" else 100_000_000)
        value = (int(match["head"]) + Decimal(match["tail"]) / 10) * scale
        yield Mention(
            kind="money", start=match.start(), end=match.end(), raw=match.group(), number=value, unit="CNY",
            approximate=_about(text, match.start()),
        )  # fmt: skip


def _about(text: str, start: int) -> bool:
    return bool(
        re.search(r"(?:约|大概|大约|差不多|左右|about|around|roughly|approximately)\s?$", text[:start], re.I)
    )


def _period_mentions(text: str, now: date) -> Iterator[Mention]:
    yield from spoken_periods(text, now)


def _figures(text: str, now: date) -> Iterator[Mention]:
    """The figures of the text; a sum and a term spoken in one breath (一百二十万二十年) are parted first."""
    start = 0
    for boundary in [*(match.start() for match in _SCALED_BOUNDARY.finditer(text)), len(text)]:
        if boundary > start:
            for figure in extract_figures(text[start:boundary]):
                yield _of_figure(figure, text, start, now)
        start = boundary


_MONTHS_IN: Final = {"year": 12, "quarter": 3, "month": 1, "period": 1}
_FRACTION_OF: Final = {"%": Decimal(100), "‰": Decimal(1000), "‱": Decimal(10_000), "成": Decimal(10)}


def _of_figure(figure: Figure, text: str, offset: int, now: date) -> Mention:
    mention = Mention(
        kind="plain", start=figure.start + offset, end=figure.end + offset, raw=figure.text, number=figure.value,
        unit=figure.unit, approximate=figure.approximate, well_formed=figure.well_formed,
    )  # fmt: skip
    match figure.kind:
        case "money" | "count":
            mention = replace(mention, kind=figure.kind)
        case "percent":
            part = _FRACTION_OF.get(figure.unit or "%", Decimal(100))
            mention = replace(mention, kind="percent", number=figure.value / part)
            if _POINTS.search(figure.text):
                moved = _moved(figure.value * 100, text[: mention.start])
                mention = replace(mention, also=(replace(mention, kind="bp", number=moved),))
        case "bp":
            mention = replace(mention, kind="bp", number=_moved(figure.value, text[: mention.start]))
        case "term" if figure.unit in _MONTHS_IN:
            mention = replace(mention, kind="months", number=figure.value * _MONTHS_IN[figure.unit])
        case "term":
            mention = replace(mention, kind="days", number=figure.value * (7 if figure.unit == "week" else 1))
        case "date":
            mention = _date_mention(mention, figure, now)
        case _:
            pass
    return mention


def _moved(basis_points: Decimal, before: str) -> Decimal:
    """A move with its direction: what the words before it say goes down is negative."""
    return -basis_points if basis_points > 0 and _DOWN.search(before) else basis_points


def _date_mention(mention: Mention, figure: Figure, now: date) -> Mention:
    """A full date, the nearest day of that name when the year is not said, else a date that lacks its day."""
    if figure.date is not None and figure.well_formed:
        return replace(mention, kind="date", date=figure.date)
    if figure.unit == "month_day" and figure.well_formed:
        month, day = divmod(int(figure.value), 100)
        days = []
        for year in (now.year - 1, now.year, now.year + 1):
            try:
                days.append(date(year, month, day))
            except ValueError:
                continue
        if days:
            nearest = min(days, key=lambda candidate: abs((candidate - now).days))
            return replace(mention, kind="date", date=nearest, approximate=True)
    return replace(mention, kind="partial_date")
