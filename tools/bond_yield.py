"""Yield to maturity of a bond by the convention of China's interbank market (:mod:`tools.bond_pricing`)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.bond_pricing import CONVENTION, Branch, CleanPrice, CouponRate, Frequency, places, priced
from tools.messages import user_error
from tools.values import Day


class BondArguments(ToolArguments):
    """A bond and its price, per 100 of face value; ``coupon_rate`` a fraction a year.

    ``frequency`` is the number of coupons a year; 0 is a discount bond. ``issue`` (the day interest starts)
    matters in a short first period and for the coupon year of a bill.
    """

    coupon_rate: CouponRate
    frequency: Frequency
    maturity: Day
    settlement: Day
    clean_price: CleanPrice
    issue: Day | None = None


class BondYield(ToolResult):
    """Yield and risk. Prices per 100 of face value; durations in years; convexity in years squared."""

    ytm: Decimal = Field(description="yield to maturity, fraction a year")
    branch: Branch = Field(description="which formula of the convention applies")
    accrued: Decimal
    clean_price: Decimal
    dirty_price: Decimal
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


def bond_yield(arguments: BondArguments, context: ToolContext) -> BondYield:
    """The yield at ``clean_price``; UserError ``E_SETTLE``, ``E_FREQUENCY`` or ``E_NO_ROOT``."""
    bond = priced(arguments, context.language)
    dirty = arguments.clean_price + bond.accrued
    ytm = bond.yield_at(float(dirty))
    if ytm is None:
        raise user_error("E_NO_ROOT", context.language, slot="clean_price")
    risk = bond.measures_at(ytm)
    return BondYield(
        convention=CONVENTION,
        version="bond_yield/1",
        ytm=places(ytm, 10),
        branch=bond.branch,
        accrued=places(bond.accrued, 8),
        clean_price=arguments.clean_price,
        dirty_price=places(dirty, 8),
        accrued_days=bond.accrued_days,
        days_to_next_coupon=(bond.position.following - arguments.settlement).days,
        days_to_maturity=bond.days_to_maturity,
        period_days=bond.position.period_days,
        year_days=bond.year_days,
        next_coupon_date=bond.position.following,
        coupons_left=bond.coupons_left,
        macaulay_duration=places(risk.macaulay, 6),
        modified_duration=places(risk.modified, 6),
        convexity=places(risk.convexity, 6),
        dv01=places(risk.modified * float(dirty) / 10_000, 6),
    )


TOOL = Tool(
    name="bond_yield",
    description=Bilingual(
        zh="债券到期收益率（银行间市场惯例）：应计利息、全价、收益率、久期与凸性。",
        en="Bond yield to maturity by the interbank convention: accrued interest, dirty price, yield, "
        "duration and convexity.",
    ),
    arguments=BondArguments,
    result=BondYield,
    run=bond_yield,
)
