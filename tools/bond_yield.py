"""Yield to maturity of a bond by the convention of China's interbank market (银发〔2007〕200号).

With AI = C/f·t/TS on actual days, per 100 of face value:

- more than one coupon left: dirty = Σ (C/f)/(1+y/f)^(d/TS+k) + 100/(1+y/f)^(d/TS+n−1);
- in the last coupon period, and for discount bonds of up to one year: simple interest,
  y = (FV − PV)/PV ÷ (D/TY), TY being the actual days of the coupon year;
- discount bonds of more than one year: compounded, 100/(1+y)^(d/TY+k); once a year as the market does, or
  as often as ``frequency`` says when it is more than 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.coupons import CouponPosition, add_months, coupon_year_days, locate
from tools.messages import user_error
from tools.roots import brent
from tools.values import Day, Within

Branch = Literal["compounded", "last_period_simple", "bill_simple", "zero_compounded"]

FACE = Decimal(100)
LOWEST, HIGHEST = -0.05, 0.50
FREQUENCIES = (0, 1, 2, 4, 12)

CouponRate = Annotated[Decimal, Within("rate", 0, "0.15", "E_RATE_RANGE")]
CleanPrice = Annotated[Decimal, Within("price", 20, 200, "E_AMT_RANGE")]
Frequency = Annotated[int, Within("count", 0, 12, "E_FREQUENCY", whole=True)]


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


@dataclass(frozen=True)
class _Flow:
    """A payment ``periods`` compounding periods after settlement."""

    periods: float
    amount: float


@dataclass(frozen=True)
class _Solution:
    ytm: float
    macaulay: float
    modified: float
    convexity: float


def bond_yield(arguments: BondArguments, context: ToolContext) -> BondYield:
    """The yield at ``clean_price``; UserError ``E_SETTLE``, ``E_FREQUENCY`` or ``E_NO_ROOT``."""
    _check(arguments, context)
    discount = arguments.coupon_rate == 0
    frequency = arguments.frequency or 1
    position = locate(arguments.settlement, arguments.maturity, frequency, arguments.issue)
    year_days = coupon_year_days(arguments.settlement, arguments.maturity, arguments.issue)
    coupon = FACE * arguments.coupon_rate / frequency
    accrued_days = 0 if discount else (arguments.settlement - position.accrues_from).days
    accrued = coupon * accrued_days / position.period_days
    dirty = arguments.clean_price + accrued
    days_left = (arguments.maturity - arguments.settlement).days
    branch = _branch(arguments, position)
    flows = _flows(arguments, position, coupon)
    solved: _Solution | None
    if branch in {"last_period_simple", "bill_simple"}:
        solved = _simple(flows[-1].amount, float(dirty), days_left / year_days)
    else:
        solved = _compounded(flows, float(dirty), frequency)
    if solved is None or not LOWEST <= solved.ytm <= HIGHEST:
        raise user_error("E_NO_ROOT", context.language, slot="clean_price")
    return BondYield(
        convention="interbank market, PBoC Yinfa [2007] 200, ACT/ACT",
        version="bond_yield/1",
        ytm=_places(solved.ytm, 10),
        branch=branch,
        accrued=_places(accrued, 8),
        clean_price=arguments.clean_price,
        dirty_price=_places(dirty, 8),
        accrued_days=accrued_days,
        days_to_next_coupon=(position.following - arguments.settlement).days,
        days_to_maturity=days_left,
        period_days=position.period_days,
        year_days=year_days,
        next_coupon_date=position.following,
        coupons_left=0 if discount else position.remaining,
        macaulay_duration=_places(solved.macaulay, 6),
        modified_duration=_places(solved.modified, 6),
        convexity=_places(solved.convexity, 6),
        dv01=_places(solved.modified * float(dirty) / 10_000, 6),
    )


def _check(arguments: BondArguments, context: ToolContext) -> None:
    language = context.language
    if arguments.frequency not in FREQUENCIES or (arguments.frequency == 0 and arguments.coupon_rate > 0):
        raise user_error("E_FREQUENCY", language, slot="frequency")
    if arguments.issue is not None and arguments.issue >= arguments.maturity:
        raise user_error("E_SETTLE", language, slot="issue", case="maturity", maturity=arguments.maturity)
    if arguments.settlement >= arguments.maturity:
        raise user_error("E_SETTLE", language, slot="settlement", maturity=arguments.maturity)
    if arguments.issue is not None and arguments.settlement < arguments.issue:
        raise user_error("E_SETTLE", language, slot="settlement", case="issue", issue=arguments.issue)


def _branch(arguments: BondArguments, position: CouponPosition) -> Branch:
    if arguments.coupon_rate == 0:
        within_a_year = arguments.maturity <= add_months(arguments.settlement, 12)
        return "bill_simple" if within_a_year else "zero_compounded"
    return "last_period_simple" if position.remaining == 1 else "compounded"


def _flows(arguments: BondArguments, position: CouponPosition, coupon: Decimal) -> list[_Flow]:
    """Coupons and redemption; the first coupon of a short first period is paid for its days only."""
    first = (position.following - arguments.settlement).days / position.period_days
    amounts = [coupon] * position.remaining
    amounts[0] = coupon * (position.following - position.accrues_from).days / position.period_days
    amounts[-1] += FACE
    return [_Flow(first + k, float(amount)) for k, amount in enumerate(amounts)]


def _simple(redemption: float, dirty: float, years: float) -> _Solution:
    growth = redemption / dirty
    return _Solution(
        ytm=(growth - 1) / years,
        macaulay=years,
        modified=years / growth,
        convexity=2 * (years / growth) ** 2,
    )


def _compounded(flows: Sequence[_Flow], dirty: float, frequency: int) -> _Solution | None:
    def excess(y: float) -> float:
        base = 1 + y / frequency
        return sum(flow.amount * math.pow(base, -flow.periods) for flow in flows) - dirty

    ytm = brent(excess, LOWEST, HIGHEST)
    if ytm is None:
        return None
    base = 1 + ytm / frequency
    values = [flow.amount * math.pow(base, -flow.periods) for flow in flows]
    total = sum(values)
    macaulay = sum(v * flow.periods for v, flow in zip(values, flows, strict=True)) / total / frequency
    curve = sum(v * flow.periods * (flow.periods + 1) for v, flow in zip(values, flows, strict=True))
    return _Solution(ytm, macaulay, macaulay / base, curve / total / (frequency * base) ** 2)


def _places(value: float | Decimal, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


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
