"""Yield to maturity of a bond, with every step that leads to it (:mod:`tools.bond_pricing`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from common.language import Bilingual
from tools.amortise import cents
from tools.base import Tool, ToolContext, ToolResult
from tools.bond_curve import BenchmarkCurve, Spread, spread_over
from tools.bond_pricing import Branch, places, priced
from tools.bond_terms import BondTermsArguments, CleanPrice, Convention
from tools.bond_timeline import CashFlow, timeline
from tools.day_counts import DayCount
from tools.messages import user_error


class BondArguments(BondTermsArguments):
    """A bond and its clean price, per 100 of face value; ``benchmark`` is a curve to measure the spread from."""

    clean_price: CleanPrice
    benchmark: BenchmarkCurve | None = None


class BondYield(ToolResult):
    """Yield and risk. Prices per 100 of face value; durations in years; convexity in years squared."""

    ytm: Decimal = Field(description="yield to maturity, fraction a year")
    market: Convention = Field(description="the convention by its name as an argument")
    branch: Branch = Field(description="which formula of the convention applies")
    day_count: DayCount = Field(description="what interest accrues by")
    compounding: int = Field(description="how often a year the yield is compounded; 0 for simple interest")
    accrued: Decimal
    clean_price: Decimal
    dirty_price: Decimal
    face: Decimal = Field(description="yuan")
    settlement_amount: Decimal = Field(description="yuan paid for ``face`` at the dirty price")
    accrued_days: int = Field(description="t: days since the last coupon date")
    days_to_next_coupon: int = Field(description="d")
    days_to_maturity: int = Field(description="D")
    period_days: int = Field(description="TS: actual days of the coupon period")
    year_days: int = Field(description="TY: actual days of the coupon year")
    next_coupon_date: date
    coupons_left: int = Field(description="n; 0 for a discount bond")
    macaulay_duration: Decimal
    modified_duration: Decimal
    convexity: Decimal
    dv01: Decimal = Field(description="price move per basis point, per 100 of face value")
    spread: Spread | None = Field(None, description="None without a benchmark curve")
    timeline: tuple[CashFlow, ...] = Field(description="the present values add up to the dirty price")


def bond_yield(arguments: BondArguments, context: ToolContext) -> BondYield:
    """The yield at ``clean_price``.

    UserError ``E_SETTLE``, ``E_FREQUENCY``, ``E_DAY_COUNT``, ``E_NO_ROOT``, or ``E_SERIES`` where the curve
    does not reach the maturity.
    """
    bond = priced(arguments, context.language)
    dirty = arguments.clean_price + bond.accrued
    ytm = bond.yield_at(float(dirty))
    if ytm is None:
        raise user_error("E_NO_ROOT", context.language, slot="clean_price")
    risk = bond.measures_at(ytm)
    benchmark = arguments.benchmark
    return BondYield(
        convention=bond.basis,
        version="bond_yield/2",
        ytm=places(ytm, 12),
        market=bond.convention,
        branch=bond.branch,
        day_count=bond.day_count,
        compounding=0 if bond.simple else bond.frequency,
        accrued=places(bond.accrued, 10),
        clean_price=arguments.clean_price,
        dirty_price=places(dirty, 10),
        face=arguments.face,
        settlement_amount=cents(arguments.face * dirty / 100),
        accrued_days=bond.accrued_days,
        days_to_next_coupon=(bond.position.following - arguments.settlement).days,
        days_to_maturity=bond.days_to_maturity,
        period_days=bond.position.period_days,
        year_days=bond.year_days,
        next_coupon_date=bond.position.following,
        coupons_left=bond.coupons_left,
        macaulay_duration=places(risk.macaulay, 10),
        modified_duration=places(risk.modified, 10),
        convexity=places(risk.convexity, 10),
        dv01=places(risk.modified * float(dirty) / 10_000, 8),
        spread=(
            None
            if benchmark is None
            else spread_over(benchmark, bond.days_to_maturity, ytm, context.language)
        ),
        timeline=timeline(bond, arguments.settlement, ytm),
    )


TOOL = Tool(
    name="bond_yield",
    description=Bilingual(
        zh="债券到期收益率（银行间、交易所或全程复利口径）：应计利息、全价、收益率、久期、凸性、"
        "逐笔现金流，以及相对国债或国开曲线的利差。",
        en="Bond yield to maturity (interbank, exchange or compounded convention): accrued interest, dirty price, "
        "yield, duration, convexity, each cash flow, and the spread to a treasury or CDB curve.",
    ),
    arguments=BondArguments,
    result=BondYield,
    run=bond_yield,
)
