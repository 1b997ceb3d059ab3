"""Interest-rate risk of a bond: durations, convexity, and what a shift of its yield does to the price.

Modified duration D = −P′/P and convexity C = P″/P at the bond's yield, P being the dirty price of the
bond's convention (:mod:`tools.bond_pricing`). A shift Δy changes the price

- by repricing: P(y+Δy) − P(y), the full formula;
- by duration alone: −D·Δy·P;
- by duration and convexity: (−D·Δy + ½·C·Δy²)·P.

DV01 is D·P/10,000. Shifts reach from −500 to 500 basis points.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from common.language import Bilingual, Language
from tools.amortise import cents
from tools.base import Tool, ToolContext, ToolResult
from tools.bond_pricing import Branch, PricedBond, places, priced
from tools.bond_terms import BondTermsArguments, CleanPrice, Convention, Yield
from tools.bond_timeline import CashFlow, timeline
from tools.day_counts import DayCount
from tools.messages import quantity, user_error
from tools.values import Within

SHIFT_LIMIT = 500
"""Basis points, either way."""

AGREES_WITHIN = 0.0001
"""A price and a yield given together may differ by a basis point, since both are quoted rounded."""

ShiftBp = Annotated[Decimal, Within("bp", -SHIFT_LIMIT, SHIFT_LIMIT, "E_BP_RANGE")]


class BondRiskArguments(BondTermsArguments):
    """A bond, its clean price per 100 of face value or its yield, and the shift to try.

    One of ``clean_price`` and ``yield`` is needed; both are taken when they agree. ``yield`` is a fraction a
    year, ``shift_bp`` basis points.
    """

    model_config = ConfigDict(validate_by_name=False, validate_by_alias=True)

    clean_price: CleanPrice | None = None
    yield_: Yield | None = Field(None, alias="yield")
    shift_bp: ShiftBp


class BondRisk(ToolResult):
    """Prices and price changes per 100 of face value; the ``…_share`` fields are fractions of the dirty price."""

    priced_from: Literal["clean_price", "yield"]
    market: Convention = Field(description="the convention by its name as an argument")
    branch: Branch = Field(description="which formula of the convention applies")
    day_count: DayCount = Field(description="what interest accrues by")
    compounding: int = Field(description="how often a year the yield is compounded; 0 for simple interest")
    ytm: Decimal = Field(description="yield before the shift, fraction a year")
    accrued: Decimal
    clean_price: Decimal
    dirty_price: Decimal
    macaulay_duration: Decimal = Field(description="years")
    modified_duration: Decimal = Field(description="years")
    convexity: Decimal = Field(description="years squared")
    dv01: Decimal = Field(description="price move per basis point")
    shift_bp: Decimal
    shifted_yield: Decimal
    shifted_clean_price: Decimal
    shifted_dirty_price: Decimal
    change: Decimal = Field(description="by repricing")
    change_share: Decimal
    duration_change: Decimal = Field(description="by duration alone")
    duration_change_share: Decimal
    convexity_change: Decimal = Field(description="by duration and convexity")
    convexity_change_share: Decimal
    face: Decimal = Field(description="yuan")
    face_change: Decimal = Field(description="yuan for ``face``, by repricing")
    timeline: tuple[CashFlow, ...] = Field(description="before the shift; adds up to the dirty price")


def bond_risk(arguments: BondRiskArguments, context: ToolContext) -> BondRisk:
    """The measures and the three price changes.

    UserError ``E_MISSING`` without price and yield, ``E_PRICE_YIELD`` when the two contradict each other,
    ``E_SETTLE``, ``E_FREQUENCY``, ``E_DAY_COUNT`` or ``E_NO_ROOT``.
    """
    bond = priced(arguments, context.language)
    ytm = _yield(arguments, bond, context.language)
    if arguments.clean_price is None:
        dirty = bond.dirty_at(ytm)
        clean = Decimal(str(dirty)) - bond.accrued
    else:
        clean = arguments.clean_price
        dirty = float(clean + bond.accrued)
    risk = bond.measures_at(ytm)
    shift = float(arguments.shift_bp) / 10_000
    moved = bond.dirty_at(ytm + shift)
    by_duration = -risk.modified * shift
    by_both = by_duration + risk.convexity * shift**2 / 2
    return BondRisk(
        convention=bond.basis,
        version="bond_risk/2",
        priced_from="yield" if arguments.clean_price is None else "clean_price",
        market=bond.convention,
        branch=bond.branch,
        day_count=bond.day_count,
        compounding=0 if bond.simple else bond.frequency,
        ytm=places(ytm, 12),
        accrued=places(bond.accrued, 10),
        clean_price=places(clean, 10),
        dirty_price=places(dirty, 10),
        macaulay_duration=places(risk.macaulay, 10),
        modified_duration=places(risk.modified, 10),
        convexity=places(risk.convexity, 10),
        dv01=places(risk.modified * dirty / 10_000, 8),
        shift_bp=arguments.shift_bp,
        shifted_yield=places(ytm + shift, 12),
        shifted_clean_price=places(Decimal(str(moved)) - bond.accrued, 8),
        shifted_dirty_price=places(moved, 8),
        change=places(moved - dirty, 6),
        change_share=places(moved / dirty - 1, 8),
        duration_change=places(by_duration * dirty, 6),
        duration_change_share=places(by_duration, 8),
        convexity_change=places(by_both * dirty, 6),
        convexity_change_share=places(by_both, 8),
        face=arguments.face,
        face_change=cents(arguments.face * places(moved - dirty, 12) / 100),
        timeline=timeline(bond, arguments.settlement, ytm),
    )


def _yield(arguments: BondRiskArguments, bond: PricedBond, language: Language) -> float:
    """The yield the bond is priced at: the one its price means, else the one given."""
    given = arguments.yield_
    if arguments.clean_price is None:
        if given is None:
            raise user_error("E_MISSING", language, slot="clean_price")
        return float(given)
    ytm = bond.yield_at(float(arguments.clean_price + bond.accrued))
    if ytm is None:
        raise user_error("E_NO_ROOT", language, slot="clean_price")
    if given is not None and abs(float(given) - ytm) > AGREES_WITHIN:
        raise user_error(
            "E_PRICE_YIELD",
            language,
            slot="yield",
            price=quantity(arguments.clean_price, "price", language),
            meant=quantity(places(ytm, 6), "rate", language),
            value=quantity(given, "rate", language),
        )
    return ytm


TOOL = Tool(
    name="bond_risk",
    description=Bilingual(
        zh="债券利率风险：麦考利久期、修正久期、凸性、基点价值，以及收益率变动时的价格变化。",
        en="Interest-rate risk of a bond: Macaulay and modified duration, convexity, DV01, and the price "
        "change for a yield shift.",
    ),
    arguments=BondRiskArguments,
    result=BondRisk,
    run=bond_risk,
)
