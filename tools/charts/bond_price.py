"""The clean price of a bond over its yield, priced by the convention the result follows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from common import formatting
from common.language import Language
from tools.bond_pricing import PricedBond, places, priced
from tools.bond_risk import BondRisk, BondRiskArguments
from tools.bond_yield import BondArguments, BondYield
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Mark, Series
from tools.charts.registry import ChartBuilder, Drawn, stale
from tools.charts.units import words

LOWEST, HIGHEST = Decimal("-0.05"), Decimal("0.5")
"""The yields the pricing functions are made for."""

POINTS_A_SIDE = 12
LEAST_REACH = Decimal("0.015")
"""Half the width of the curve, unless the shift asks for more."""

AGREES_WITHIN = Decimal("0.000001")
"""A yield is rounded in the result, so the price at it may differ in a far decimal."""


def build_yield(calls: Sequence[Drawn[BondArguments, BondYield]], language: Language) -> Sequence[Chart]:
    """The price the yield was worked out from, on its curve."""
    return tuple(_chart("bond_yield", call.arguments, call.result, None, language) for call in calls)


def build_risk(calls: Sequence[Drawn[BondRiskArguments, BondRisk]], language: Language) -> Sequence[Chart]:
    """The price before and after the shift, on one curve."""
    return tuple(_chart("bond_risk", call.arguments, call.result, call.result, language) for call in calls)


def _chart(
    tool: str,
    terms: BondArguments | BondRiskArguments,
    result: BondYield | BondRisk,
    shifted: BondRisk | None,
    language: Language,
) -> Chart:
    bond = priced(terms, language)
    ytm, price = result.ytm, result.clean_price
    if abs(_clean(bond, ytm) - price) > AGREES_WITHIN:
        raise stale(tool, language)
    shift = Decimal(0) if shifted is None else shifted.shift_bp / 10_000
    yields = _yields(ytm, max(LEAST_REACH, abs(shift) * Decimal("1.25")), shift)
    told = {ytm: price}
    marks = [_mark("bond_now", ytm, price, language)]
    if shifted is not None and shift:
        told[ytm + shift] = shifted.shifted_clean_price
        marks.append(
            _mark(
                "bond_shifted",
                shifted.shifted_yield,
                shifted.shifted_clean_price,
                language,
                shift=f"{shifted.shift_bp.normalize():+f}",
            )
        )
    return Chart(
        kind="lines",
        title=words("bond_title", language),
        summary=words(
            "bond_summary",
            language,
            coupon=formatting.percent(terms.coupon_rate),
            maturity=formatting.date(terms.maturity, language),
            settlement=formatting.date(terms.settlement, language),
            price=_price(price),
            **{"yield": formatting.percent(ytm, 4)},
        ),
        x=Axis(label=words("bond_x", language), unit="fraction"),
        y=Axis(label=words("bond_y", language), unit="price"),
        positions=yields,
        series=(
            Series(
                name=words("bond_y", language),
                values=tuple(told[at] if at in told else _clean(bond, at) for at in yields),
            ),
        ),
        marks=tuple(marks),
        notes=(words("bond_note", language), words("reference", language)),
        language=language,
        source=source_of(tool, result),
    )


def _yields(ytm: Decimal, reach: Decimal, shift: Decimal) -> tuple[Decimal, ...]:
    """Even steps around the bond's own yield, which is one of them, as is the shifted one."""
    steps = (reach * step / POINTS_A_SIDE for step in range(-POINTS_A_SIDE, POINTS_A_SIDE + 1))
    return tuple(sorted({at for at in (*(ytm + s for s in steps), ytm + shift) if LOWEST <= at <= HIGHEST}))


def _clean(bond: PricedBond, ytm: Decimal) -> Decimal:
    return places(Decimal(str(bond.dirty_at(float(ytm)))) - bond.accrued, 8)


def _mark(key: str, ytm: Decimal, price: Decimal, language: Language, **values: str) -> Mark:
    told = {"yield": formatting.percent(ytm, 4), "price": _price(price), **values}
    return Mark(x=ytm, y=price, label=words(key, language, **told))


def _price(price: Decimal) -> str:
    return f"{places(price, 4):f}"


YIELD_BUILDER = ChartBuilder(tool="bond_yield", arguments=BondArguments, result=BondYield, build=build_yield)
RISK_BUILDER = ChartBuilder(tool="bond_risk", arguments=BondRiskArguments, result=BondRisk, build=build_risk)
