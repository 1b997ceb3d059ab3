"""Price and yield of a bond by the convention of China's interbank market (银发〔2007〕200号), and its risk.

With AI = C/f·t/TS on actual days, per 100 of face value:

- more than one coupon left: dirty = Σ (C/f)/(1+y/f)^(d/TS+k) + 100/(1+y/f)^(d/TS+n−1);
- in the last coupon period, and for discount bonds of up to one year: simple interest,
  y = (FV − PV)/PV ÷ (D/TY), TY being the actual days of the coupon year;
- discount bonds of more than one year: compounded, 100/(1+y)^(d/TY+k); once a year as the market does, or
  as often as ``frequency`` says when it is more than 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal, Protocol

from common.language import Language
from tools.coupons import CouponPosition, add_months, coupon_year_days, locate
from tools.messages import user_error
from tools.roots import brent
from tools.values import Within

Branch = Literal["compounded", "last_period_simple", "bill_simple", "zero_compounded"]

FACE = Decimal(100)
LOWEST, HIGHEST = -0.05, 0.50
FREQUENCIES = (0, 1, 2, 4, 12)
CONVENTION = "interbank market, PBoC Yinfa [2007] 200, ACT/ACT"

CouponRate = Annotated[Decimal, Within("rate", 0, "0.15", "E_RATE_RANGE")]
CleanPrice = Annotated[Decimal, Within("price", 20, 200, "E_AMT_RANGE")]
Frequency = Annotated[int, Within("count", 0, 12, "E_FREQUENCY", whole=True)]
Yield = Annotated[Decimal, Within("rate", "-0.05", "0.5", "E_RATE_RANGE")]


class BondTerms(Protocol):
    """What every calculation on a bond is given; ``coupon_rate`` a fraction a year.

    ``frequency`` is the number of coupons a year; 0 is a discount bond. ``issue`` (the day interest starts)
    matters in a short first period and for the coupon year of a bill.
    """

    @property
    def coupon_rate(self) -> Decimal: ...

    @property
    def frequency(self) -> int: ...

    @property
    def maturity(self) -> date: ...

    @property
    def settlement(self) -> date: ...

    @property
    def issue(self) -> date | None: ...


@dataclass(frozen=True)
class Flow:
    """A payment ``periods`` compounding periods after settlement."""

    periods: float
    amount: float


@dataclass(frozen=True)
class Measures:
    """Durations in years, convexity in years squared, all at one yield."""

    macaulay: float
    modified: float
    convexity: float


@dataclass(frozen=True)
class PricedBond:
    """A bond in its coupon schedule: the formula that applies to it, and the payments still to come.

    ``years`` is D/TY, the time to maturity of the branches with simple interest.
    """

    branch: Branch
    frequency: int
    flows: tuple[Flow, ...]
    position: CouponPosition
    accrued: Decimal
    accrued_days: int
    days_to_maturity: int
    year_days: int
    coupons_left: int

    @property
    def years(self) -> float:
        return self.days_to_maturity / self.year_days

    @property
    def simple(self) -> bool:
        """Whether the convention uses simple interest."""
        return self.branch in {"last_period_simple", "bill_simple"}

    def dirty_at(self, ytm: float) -> float:
        """The dirty price at a yield (fraction a year), per 100 of face value."""
        if self.simple:
            return self.flows[-1].amount / (1 + ytm * self.years)
        base = 1 + ytm / self.frequency
        return sum(flow.amount * math.pow(base, -flow.periods) for flow in self.flows)

    def yield_at(self, dirty: float) -> float | None:
        """The yield at a dirty price; ``None`` when there is none between -5 % and 50 %."""
        if self.simple:
            ytm: float | None = (self.flows[-1].amount / dirty - 1) / self.years
        else:
            ytm = brent(lambda y: self.dirty_at(y) - dirty, LOWEST, HIGHEST)
        return ytm if ytm is not None and LOWEST <= ytm <= HIGHEST else None

    def measures_at(self, ytm: float) -> Measures:
        """Macaulay and modified duration and convexity: −P′/P and P″/P of ``dirty_at``."""
        if self.simple:
            modified = self.years / (1 + ytm * self.years)
            return Measures(self.years, modified, 2 * modified**2)
        base = 1 + ytm / self.frequency
        values = [flow.amount * math.pow(base, -flow.periods) for flow in self.flows]
        total = sum(values)
        weighed = list(zip(values, self.flows, strict=True))
        macaulay = sum(value * flow.periods for value, flow in weighed) / total / self.frequency
        curve = sum(value * flow.periods * (flow.periods + 1) for value, flow in weighed)
        return Measures(macaulay, macaulay / base, curve / total / (self.frequency * base) ** 2)


def priced(terms: BondTerms, language: Language) -> PricedBond:
    """Place the bond in its schedule; UserError ``E_SETTLE`` or ``E_FREQUENCY``."""
    _check(terms, language)
    discount = terms.coupon_rate == 0
    frequency = terms.frequency or 1
    position = locate(terms.settlement, terms.maturity, frequency, terms.issue)
    coupon = FACE * terms.coupon_rate / frequency
    accrued_days = 0 if discount else (terms.settlement - position.accrues_from).days
    return PricedBond(
        branch=_branch(terms, position),
        frequency=frequency,
        flows=_flows(terms, position, coupon),
        position=position,
        accrued=coupon * accrued_days / position.period_days,
        accrued_days=accrued_days,
        days_to_maturity=(terms.maturity - terms.settlement).days,
        year_days=coupon_year_days(terms.settlement, terms.maturity, terms.issue),
        coupons_left=0 if discount else position.remaining,
    )


def _check(terms: BondTerms, language: Language) -> None:
    if terms.frequency not in FREQUENCIES or (terms.frequency == 0 and terms.coupon_rate > 0):
        raise user_error("E_FREQUENCY", language, slot="frequency")
    if terms.issue is not None and terms.issue >= terms.maturity:
        raise user_error("E_SETTLE", language, slot="issue", case="maturity", maturity=terms.maturity)
    if terms.settlement >= terms.maturity:
        raise user_error("E_SETTLE", language, slot="settlement", maturity=terms.maturity)
    if terms.issue is not None and terms.settlement < terms.issue:
        raise user_error("E_SETTLE", language, slot="settlement", case="issue", issue=terms.issue)


def _branch(terms: BondTerms, position: CouponPosition) -> Branch:
    if terms.coupon_rate == 0:
        within_a_year = terms.maturity <= add_months(terms.settlement, 12)
        return "bill_simple" if within_a_year else "zero_compounded"
    return "last_period_simple" if position.remaining == 1 else "compounded"


def _flows(terms: BondTerms, position: CouponPosition, coupon: Decimal) -> tuple[Flow, ...]:
    """Coupons and redemption; the first coupon of a short first period is paid for its days only."""
    first = (position.following - terms.settlement).days / position.period_days
    amounts = [coupon] * position.remaining
    amounts[0] = coupon * (position.following - position.accrues_from).days / position.period_days
    amounts[-1] += FACE
    return tuple(Flow(first + k, float(amount)) for k, amount in enumerate(amounts))


def places(value: float | Decimal, count: int) -> Decimal:
    """``value`` rounded half up to ``count`` decimals."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP)
