"""Finding the figures of a text, in order and without overlap."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from common.figures.dates import MONTH_NAME, read_date
from common.figures.figure import Figure, Kind
from common.figures.marks import marked
from common.figures.number import Number, read_digits, read_numerals, read_words
from common.figures.portions import read_portion
from common.figures.references import read_reference
from common.figures.units import COIN, MEASURES_OF_NUMERALS, Unit, prefix_before, unit_at
from common.figures.width import narrow
from common.numerals import CHINESE_DIGITS, ENGLISH_NUMBER_WORDS

_NUMBER_WORD = "|".join((*ENGLISH_NUMBER_WORDS, "half a", "a (?:hundred|thousand|million|billion)"))
_TRIGGER: Final = re.compile(
    r"\d|(?<![\d])\.\d|[零〇一二两俩三四五六七八九十壹贰叁肆伍陆柒捌玖拾半百千万第#〔【\[*]"
    rf"|(?<![A-Za-z0-9])(?:[A-Za-z]{{1,12}}[-_+]?\d|(?:{MONTH_NAME})(?![A-Za-z])|(?:articles?|art\.?|section|clause)\s?\d"
    rf"|(?:{_NUMBER_WORD})(?![A-Za-z]))",
    re.I,
)
_RANGE: Final = re.compile(r"\s?(?:-|~|～|至|到|to)\s?", re.I)
_WORD_BEFORE: Final = re.compile(
    r"(?:[统唯专划单归合逐第之某任每同周拜再]|星期|(?<![一二三四五六七八九十百千两几])万)$"
)
_HALF_UNIT: Final = re.compile(r"半(?=年|个月|个小时|个点|个百分点|天)")
_TERM_CUE: Final = re.compile(r"(?:期限|为期|存期|tenor|term|tenure|duration)\D{0,6}$", re.I)
_SHORT_TERM: Final = re.compile(r"(?P<n>\d{1,3})\s?(?P<unit>[MYmy])(?![A-Za-z0-9])")
_SMALL_COIN: Final = re.compile(
    r"毛(?:钱|(?P<fen>[\d一二三四五六七八九])分?)?|角(?:钱|(?P<fen2>[\d一二三四五六七八九])分)"
)
_COIN_TAIL: Final = re.compile(r"[1-9一二三四五六七八九](?![\d万千百十个年月])")


def extract_figures(text: str, *, dates: bool = True) -> list[Figure]:
    """Every figure of ``text``, in order, not overlapping.

    Digits (also full-width, grouped, with 万 亿 k w M), Chinese numerals and English number words where they
    clearly are numbers, with their currency, unit and sign. ``dates`` False leaves dates out of the result;
    their digits are never read as other figures.
    """
    plain = narrow(text)
    figures: list[Figure] = []
    scales: list[Decimal] = []
    position = 0
    while match := _TRIGGER.search(plain, position):
        at = match.start()
        found, end, scale = _read(plain, at, position, figures)
        if found is not None:
            figures.append(replace(found, text=text[found.start : found.end]))
            scales.append(scale)
        position = max(end, at + 1)
    return [figure for figure in _with_ranges(plain, figures, scales) if dates or figure.kind != "date"]


_ONE: Final = Decimal(1)
_Read = tuple[Figure | None, int, Decimal]


def _read(text: str, at: int, floor: int, earlier: list[Figure]) -> _Read:
    """The figure at ``at`` (or none), where to go on, and its multiplier."""
    if reference := read_reference(text, at):
        named = Figure("", at, reference.end, "plain", reference.value, reference.unit)
        return (None if reference.unit == "skip" else named), reference.end, _ONE
    after_years = bool(earlier) and earlier[-1].unit == "year" and earlier[-1].end == at
    found = (
        _read_date(text, at, floor, bare_month=not after_years)
        or read_portion(text, at, floor)
        or _read_short_term(text, at, after_years=after_years)
    )
    if found:
        return found, found.end, _ONE
    return (
        _read_written(text, at, floor)
        if text[at].isdigit() or text[at] == "."
        else _read_spoken(text, at, floor)
    )


def _read_date(text: str, at: int, floor: int, *, bare_month: bool) -> Figure | None:
    written = read_date(text, at, bare_month=bare_month)
    if written is None:
        return None
    day = Figure(
        "",
        at,
        written.end,
        "date",
        written.value,
        written.unit,
        date=written.day,
        well_formed=written.well_formed,
    )
    return marked(text, day, floor)


def _read_short_term(text: str, at: int, *, after_years: bool) -> Figure | None:
    """18M and 3Y: a term for Y, and for M where the words before it speak of a term (else a million)."""
    match = _SHORT_TERM.match(text, at)
    if match is None:
        return None
    year = match["unit"] in "Yy"
    if not year and not after_years and not _TERM_CUE.search(text[max(0, at - 16) : at]):
        return None
    return Figure("", at, match.end(), "term", Decimal(match["n"]), "year" if year else "month")


def _read_written(text: str, at: int, floor: int) -> _Read:
    number = read_digits(text, at)
    if number is None:
        return None, at + 1, _ONE
    figure = _figure(text, at, number, unit_at(text, number.end), floor)
    return figure, figure.end, number.scale


def _read_spoken(text: str, at: int, floor: int) -> _Read:
    if _HALF_UNIT.match(text, at):
        unit = unit_at(text, at + 1)
        if unit is not None:
            half = Figure("", at, unit.end, unit.kind, Decimal("0.5"), unit.name, Decimal("0.05"))
            return marked(text, half, floor), unit.end, _ONE
    words = read_words(text, at)
    for number in [words] if words else read_numerals(text, at):
        unit = unit_at(text, number.end)
        colloquial = number.unit > 1 and text[number.end - 1] in CHINESE_DIGITS
        if colloquial and unit is not None and unit.kind != "money":
            continue  # 三万五年期 is 三万 and 五年期
        if _is_number(text, at, number, unit, floor):
            figure = _figure(text, at, number, unit, floor)
            return figure, figure.end, number.scale
    return None, at + 1, _ONE


def _is_number(text: str, at: int, number: Number, unit: Unit | None, floor: int) -> bool:
    """Whether numerals are meant as a number: 三十万, 五年, 三笔; not 一样, 十分, 统一, 三方."""
    written = text[at : number.end]
    if written[0].isascii():
        return unit is not None or number.scale > 1 or "-" in written
    if len(written) == 1 and _WORD_BEFORE.search(text[max(0, at - 2) : at]):
        return False
    if unit is None:
        return _is_bare_number(text, number, written)
    if unit.kind == "count":
        return unit.name in MEASURES_OF_NUMERALS and (number.value > 1 or unit.name in ("笔", "age", "户"))
    if unit.kind == "money" and number.value == 1 and text[number.end] == "块":
        return text.startswith("块钱", number.end)
    return not (unit.name == "period" and number.value == 1) and unit.name not in ("成", "厘")


def _is_bare_number(text: str, number: Number, written: str) -> bool:
    if _SMALL_COIN.match(text, number.end):
        return number.value < 10
    if number.vague:
        return number.value >= 100
    if "点" in written:
        return not text.startswith("点", number.end)
    if all(character in CHINESE_DIGITS for character in written):
        return len(written) >= 4 and "〇" in written
    return number.value >= 20 or written in ("十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九")


def _figure(text: str, at: int, number: Number, unit: Unit | None, floor: int) -> Figure:
    prefix = prefix_before(text, at, floor)
    value, written_unit, end = number.value, number.unit, number.end
    kind: Kind = "plain"
    name: str | None = None
    if prefix.currency is not None and unit is not None and unit.kind != "money":
        unit = None  # RMB 300 在: what follows a sum with a currency is not its unit
    if unit is not None and unit.name == "year" and number.unit < 1 and text.startswith("年利率", number.end):
        unit = None  # 3.5年利率 gives a rate
    if unit is not None:
        kind, name, end = unit.kind, unit.name, unit.end
        value, written_unit, end = _with_coins_or_half(text, unit, value, written_unit)
    elif coin := _SMALL_COIN.match(text, number.end):
        fen = coin["fen"] or coin["fen2"]
        value = value / 10 + (_digit(fen) / 100 if fen else 0)
        kind, name, written_unit, end = "money", "CNY", Decimal("0.01" if fen else "0.1"), coin.end()
    if prefix.currency is not None and kind in ("plain", "money"):
        kind, name = "money", prefix.currency if name in (None, "CNY") else name
    elif kind == "plain" and number.scale >= 1000:
        kind, name = "money", "CNY"
    figure = Figure(
        "", prefix.start, end, kind, -value if prefix.negative else value, name, written_unit / 2,
        None, number.vague, number.well_formed,
    )  # fmt: skip
    return marked(text, figure, floor)


def _with_coins_or_half(
    text: str, unit: Unit, value: Decimal, written: Decimal
) -> tuple[Decimal, Decimal, int]:
    """角 and 分 behind 元 (六元二角四分), a digit behind 块 (三块五), 半 behind a term (三年半, 两个半月)."""
    end = unit.end
    if unit.name == "CNY" and text[end - 1] in "元圆块":
        coin = COIN.match(text, end)
        if coin and coin.group():
            jiao, fen = coin["jiao"], coin["fen"]
            value += (_digit(jiao) / 10 if jiao else 0) + (_digit(fen) / 100 if fen else 0)
            return value, Decimal("0.01" if fen else "0.1"), coin.end()
        if text[end - 1] == "块" and (tail := _COIN_TAIL.match(text, end)):
            return value + _digit(tail.group()) / 10, Decimal("0.1"), end + 1
    if unit.name == "month" and "半" in text[unit.end - 2 : unit.end]:
        return value + Decimal("0.5"), Decimal("0.1"), end
    if unit.kind == "term" and text.startswith("半", end) and not text.startswith("半年", end):
        return value + Decimal("0.5"), Decimal("0.1"), end + 1
    return value, written, end


def _digit(character: str) -> Decimal:
    return Decimal(CHINESE_DIGITS.get(character, character))


def _with_ranges(text: str, figures: list[Figure], scales: list[Decimal]) -> list[Figure]:
    """Give the lower end of a range the unit of its upper end: 3-5年, 10到20万."""
    for index in range(len(figures) - 2, -1, -1):
        low, high = figures[index], figures[index + 1]
        if low.kind != "plain" or low.unit is not None or high.kind in ("plain", "date"):
            continue
        if not _RANGE.fullmatch(text, low.end, high.start):
            continue
        scale = scales[index + 1] if low.value * scales[index + 1] < high.value else _ONE
        figures[index] = replace(
            low, kind=high.kind, unit=high.unit, value=low.value * scale, half_unit=low.half_unit * scale
        )
    return figures
