"""Whether a figure of a draft states a value of the sources, by its written precision, unit and kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from common.figures import Figure
from policies.grounding.sources import Ground

_CENT_HALF = Decimal("0.005")
_TINY = Decimal("0.0000001")
_HUNDRED = Decimal(100)
_PERCENT_OF = {
    "%": Decimal(1),
    "‰": Decimal("0.1"),
    "‱": Decimal("0.01"),
    "成": Decimal(10),
    "厘": Decimal(1),
}
_MONTHS_OF = {"month": Decimal(1), "period": Decimal(1), "quarter": Decimal(3), "year": Decimal(12)}
_COUNTABLE = frozenset({"count", "plain", "any", "months", "years", "days", "age", "term"})
_DAYS_OF = {"day": Decimal(1), "week": Decimal(7)}


def stated(figure: Figure, grounds: Sequence[Ground]) -> bool:
    """Whether some ground is what ``figure`` states."""
    return any(_agrees(figure, ground) for ground in grounds)


def same_value(figure: Figure, grounds: Sequence[Ground]) -> bool:
    """Whether some ground has the figure's bare value, whatever its unit (to explain a mismatch)."""
    return any(
        _close(figure.value, ground.value, figure.half_unit) for ground in grounds if ground.kind != "date"
    )


def _agrees(figure: Figure, ground: Ground) -> bool:
    match figure.kind:
        case "date":
            return _same_date(figure, ground)
        case "money":
            return _same_money(figure, ground)
        case "percent" | "bp":
            return _same_rate(figure, ground)
        case "term":
            return _same_term(figure, ground)
        case "count":
            return ground.kind in _COUNTABLE and figure.value == ground.value
    return _bare(figure, ground)


def _same_money(figure: Figure, ground: Ground) -> bool:
    return (
        ground.kind in {"money", "any", "plain"}
        and _same_currency(figure, ground)
        and _close(figure.value, ground.value, max(figure.half_unit, _CENT_HALF))
    )


def _same_rate(figure: Figure, ground: Ground) -> bool:
    if figure.kind == "bp":
        return any(
            _close(figure.value, value * _HUNDRED, figure.half_unit) for value in _percents(ground, bp=True)
        )
    scale = _PERCENT_OF.get(figure.unit or "%", Decimal(1))
    return any(_close(figure.value * scale, value, figure.half_unit * scale) for value in _percents(ground))


def _bare(figure: Figure, ground: Ground) -> bool:
    """A number without a unit may be any value of the sources, as spoken."""
    if ground.kind == "date":
        return False
    values = [ground.value, *(_percents(ground) if ground.kind == "rate" else ())]
    if ground.kind == "months" and ground.value % 12 == 0:
        values.append(ground.value / 12)
    return any(_close(figure.value, value, figure.half_unit) for value in values)


def _percents(ground: Ground, *, bp: bool = False) -> Iterator[Decimal]:
    """The value of a ground in percent, as many ways as it may be meant."""
    if ground.kind == "percent":
        yield ground.value * _PERCENT_OF.get(ground.unit or "%", Decimal(1))
    elif ground.kind == "bp":
        yield ground.value / _HUNDRED
    elif ground.kind == "rate":
        yield ground.value * _HUNDRED
        if abs(ground.value) >= 1:
            yield ground.value
    elif ground.kind in {"any", "plain"}:
        yield ground.value
        if abs(ground.value) < 1 or ground.kind == "any":
            yield ground.value * _HUNDRED
        if bp:
            yield ground.value / _HUNDRED


def _same_term(figure: Figure, ground: Ground) -> bool:
    unit = figure.unit or ""
    if unit in _MONTHS_OF:
        if (ground.kind == "term" and ground.unit == unit) or ground.kind == "any":
            return _close(figure.value, ground.value, figure.half_unit if figure.value % 1 else Decimal(0))
        months = _months(ground)
        if months is None:
            return False
        value = figure.value * _MONTHS_OF[unit]
        # 42 months are said "3 years 6 months": the whole years and the months left over stand for themselves.
        return (
            value == months
            or (unit == "year" and figure.value == months // 12 > 0)
            or (unit == "month" and months > 12 and figure.value == months % 12 > 0)
        )
    if unit in _DAYS_OF:
        if ground.kind in {"days", "any"}:
            return figure.value * _DAYS_OF[unit] == ground.value or figure.value == ground.value
        return (
            ground.kind == "term"
            and ground.unit in _DAYS_OF
            and figure.value * _DAYS_OF[unit] == ground.value * _DAYS_OF[ground.unit]
        )
    return (
        ground.kind in {"term", "any", "plain"}
        and ground.unit in (unit, None)
        and figure.value == ground.value
    )


def _months(ground: Ground) -> Decimal | None:
    if ground.kind == "months":
        return ground.value
    if ground.kind == "years":
        return ground.value * 12
    if ground.kind == "term" and ground.unit in _MONTHS_OF:
        return ground.value * _MONTHS_OF[ground.unit]
    return None


def _same_date(figure: Figure, ground: Ground) -> bool:
    day = ground.day
    if day is None:
        if figure.unit == "calendar_year" and ground.kind == "any":
            return figure.value == ground.value
        return ground.kind == "date" and ground.unit == figure.unit and ground.value == figure.value
    said = {
        "date": ground.value,
        "year_month": day.year * 100 + day.month,
        "month_day": day.month * 100 + day.day,
        "calendar_year": day.year,
        "calendar_month": day.month,
    }
    return figure.value == said.get(figure.unit or "")


def _same_currency(figure: Figure, ground: Ground) -> bool:
    ours = figure.unit or "CNY"
    if ground.unit is None:
        # A bare JSON number or a plain figure is in yuan unless its record names a currency.
        return ours == "CNY"
    return ours == ground.unit or (ground.kind == "plain" and ours == "CNY")


def _close(stated_value: Decimal, value: Decimal, tolerance: Decimal) -> bool:
    return abs(abs(stated_value) - abs(value)) <= tolerance + _TINY
