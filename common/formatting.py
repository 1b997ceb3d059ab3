"""Figures as the counter reads them: money, rates, terms and dates, worded in either language."""

from __future__ import annotations

import datetime
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from common.language import Language

CENT: Final = Decimal("0.01")
_TEN_THOUSAND: Final = 10_000


def money(value: Decimal | int, language: Language) -> str:
    """``value`` yuan to the cent: ``4,490.45元`` / ``RMB 4,490.45``; whole yuan without decimals.

    Rounded half up. A negative sum keeps its sign before the digits: ``-12.50元`` / ``RMB -12.50``.
    """
    exact = Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)
    whole = exact == exact.to_integral_value() and (abs(exact) >= 1 or exact == 0)
    digits = f"{abs(exact):,.0f}" if whole else f"{exact:,.2f}"
    if whole and exact < 0:
        digits = f"-{digits}"
    return f"{digits}元" if language == "zh" else f"RMB {digits}"


def round_money(value: Decimal | int, language: Language) -> str:
    """Like :func:`money`, but a Chinese sum of whole 万 is said in 万: ``100万元`` / ``RMB 1,000,000``."""
    exact = Decimal(value)
    if language == "zh" and exact and exact % _TEN_THOUSAND == 0:
        return f"{exact / _TEN_THOUSAND:,.0f}万元"
    return money(exact, language)


def bank_total(value: Decimal | int, language: Language) -> str:
    """A sum of a bank's balance sheet in 亿 or millions, with at most four decimals.

    62,812,500 -> ``0.6281亿元`` / ``RMB 62.8125 million``. Smaller sums are written like :func:`money`.
    """
    exact = Decimal(value)
    unit = 100_000_000 if language == "zh" else 1_000_000
    if abs(exact) < unit // 100:
        return money(exact, language)
    digits = f"{(exact / unit).quantize(Decimal('0.0001'), rounding=ROUND_HALF_UP):,f}".rstrip("0").rstrip(
        "."
    )
    return f"{digits}亿元" if language == "zh" else f"RMB {digits} million"


def percent(fraction: Decimal, places: int | None = None, language: Language = "zh") -> str:
    """A fraction as a percentage: ``Decimal("0.035")`` -> ``3.5%``; ``places`` decimals when given.

    Both languages write it alike; ``language`` is taken so that callers need not know that.
    """
    del language
    value = Decimal(fraction) * 100
    if places is not None:
        return f"{value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}%"
    plain = f"{value:f}"
    return f"{plain.rstrip('0').rstrip('.') if '.' in plain else plain}%"


def term(months: int, language: Language) -> str:
    """A term in years and months with its number of monthly instalments.

    360 -> ``30年（360期）`` / ``30 years (360 months)``; 42 -> ``3年6个月（42期）``; 5 -> ``5个月（5期）``.
    """
    years, rest = divmod(months, 12)
    if language == "zh":
        spoken = f"{years}年" * bool(years) + f"{rest}个月" * bool(rest or not years)
        return f"{spoken}（{months}期）"
    if not years:
        return _plural(months, "month")
    spoken = _plural(years, "year") + (f" and {_plural(rest, 'month')}" if rest else "")
    return f"{spoken} ({_plural(months, 'month')})"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def date(value: datetime.date, language: Language) -> str:
    """``2026年11月23日`` / ``2026-11-23``."""
    if language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


def cell_width(text: str) -> int:
    """How many terminal cells ``text`` takes: two for wide and full-width characters, none for combining
    and zero-width ones. Line breaks and other control characters count nothing."""
    width = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
            continue
        width += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return width
