"""Figures as people write them: sums in one scale for all, changes with their sign."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from common.language import Language
from tools.reports.records import ReportFigure

_TEN_THOUSAND: Final = Decimal(10) ** 4
_HUNDRED_MILLION: Final = Decimal(10) ** 8
_MILLION: Final = Decimal(10) ** 6
_BILLION: Final = Decimal(10) ** 9
_ZH_CURRENCIES: Final = {"USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元", "GBP": "英镑"}

Scale = tuple[Decimal, str]
"""What sums are divided by, and what that is called."""


def scale_of(figures: Sequence[ReportFigure], language: Language) -> Scale:
    """The one unit all sums of money are told in: the largest that the largest sum fills."""
    sums = [abs(figure.value) for figure in figures if is_money(figure) and figure.per is None]
    largest = max(sums, default=Decimal(0))
    if language == "zh":
        if largest >= _HUNDRED_MILLION:
            return _HUNDRED_MILLION, "亿元"
        return (_TEN_THOUSAND, "万元") if largest >= _TEN_THOUSAND else (Decimal(1), "元")
    if largest >= _BILLION:
        return _BILLION, " billion"
    return (_MILLION, " million") if largest >= _MILLION else (Decimal(1), "")


def shown(figure: ReportFigure, scale: Scale, language: Language) -> str:
    """The value in its unit; a change carries its sign. Money below a ten-thousandth of the unit stays in yuan."""
    value, unit = figure.value, figure.unit or ""
    divisor, name = scale
    if is_money(figure):
        if figure.per is not None or (divisor > 1 and abs(value) * _TEN_THOUSAND < divisor):
            divisor, name = Decimal(1), "元" if language == "zh" else ""
        digits = _plain((value / divisor).normalize(), signed=figure.role == "change")
        if language == "zh":
            currency = _ZH_CURRENCIES.get(unit)
            name = name if currency is None else name.replace("元", currency)
            return f"{digits}{name}" + ("/股" if figure.per else "")
        sign, rest = (digits[0], digits[1:]) if digits[0] in "+-" else ("", digits)
        return f"{sign}{'RMB' if unit == 'CNY' else unit} {rest}{name}" + (" per share" if figure.per else "")
    kept = value if unit == "%" else value.normalize()  # a share keeps the digits it was written with
    digits = _plain(kept, signed=figure.role == "change")
    if language == "en" and unit == "倍":
        return f"{digits}x"
    gap = "" if unit in ("%", "bp") or language == "zh" else " "
    return f"{digits}{gap}{unit}".rstrip()


def is_money(figure: ReportFigure) -> bool:
    """Whether the figure is a sum in some currency."""
    return figure.unit == "CNY" or figure.unit in _ZH_CURRENCIES


def _plain(value: Decimal, *, signed: bool) -> str:
    places = max(0, -int(value.as_tuple().exponent))
    return f"{value:+,.{places}f}" if signed else f"{value:,.{places}f}"
