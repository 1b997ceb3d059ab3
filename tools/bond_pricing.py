"""Price and yield of a bond, and its risk, by the convention of its market.

Interbank (银发〔2007〕200号), with AI = C/f·t/TS on actual days, per 100 of face value:

- more than one coupon left: dirty = Σ (C/f)/(1+y/f)^(d/TS+k) + 100/(1+y/f)^(d/TS+n−1);
- in the last coupon period, and for discount bonds of up to one year: simple interest,
  y = (FV − PV)/PV ÷ (D/TY), TY being the actual days of the coupon year;
- discount bonds of more than one year: compounded, 100/(1+y)^(d/TY+k); once a year as the market does, or
  as often as ``frequency`` says when it is more than 1.

Exchange: the same formulas, but interest accrues as C·t/365 and TY is 365.

Compounded: Σ C·τ/(1+y/f)^(f·T) whatever is left to run, with the accrual τ of each period and the time T by the
bond's own day count. T grows period by period; the part left of the current one is its whole length less what
has accrued, which on 30/360 is not the day count of the remaining days (as QuantLib's ``BondFunctions`` has it).
Coupon dates are counted back from the day of maturity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from common.language import Language
from tools.bond_terms import FACE, BondTerms, Convention, check_terms, convention_of, day_count_of
from tools.coupons import CouponPosition, add_months, coupon_year_days, locate
from tools.day_counts import DayCount, year_fraction
from tools.roots import brent

Branch = Literal["compounded", "last_period_simple", "bill_simple", "zero_compounded"]

LOWEST, HIGHEST = -0.05, 0.50
"""Where a yield is looked for."""

_QUANTA = tuple(Decimal(1).scaleb(-count) for count in range(16))

BASES: dict[Convention, str] = {
    "interbank": "interbank market, PBoC Yinfa [2007] 200, ACT/ACT",
    "exchange": "exchange market, accrued interest ACT/365, discounting as PBoC Yinfa [2007] 200",
    "compounded": "compounded throughout",
}


@dataclass(frozen=True)
class Flow:
    """A payment on ``day``, ``periods`` compounding periods after settlement; coupon and principal apart."""

    day: date
    periods: float
    coupon: float
    principal: float

    @property
    def amount(self) -> float:
        return self.coupon + self.principal


@dataclass(frozen=True)
class Measures:
    """Durations in years, convexity in years squared, all at one yield."""

    macaulay: float
    modified: float
    convexity: float


@dataclass(frozen=True)
class PricedBond:
    """A bond in its coupon schedule: the formula that applies to it, and the payments still to come.

    ``years`` is D/TY, the time to maturity of the branches with simple interest. ``flows`` hold what is paid:
    no coupons of nothing.
    """

    convention: Convention
    day_count: DayCount
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

    @property
    def basis(self) -> str:
        """The convention and the day count as a name that can be looked up."""
        name = BASES[self.convention]
        return f"{name}, {self.day_count}" if self.convention == "compounded" else name

    def factors_at(self, ytm: float) -> list[float]:
        """The discount factor of each flow at a yield (fraction a year)."""
        if self.simple:
            return [1 / (1 + ytm * self.years)]
        base = 1 + ytm / self.frequency
        return [math.pow(base, -flow.periods) for flow in self.flows]

    def dirty_at(self, ytm: float) -> float:
        """The dirty price at a yield, per 100 of face value."""
        return sum(map(float.__mul__, self._amounts, self.factors_at(ytm)))

    def yield_at(self, dirty: float) -> float | None:
        """The yield at a dirty price; ``None`` when there is none between -5 % and 50 %."""
        if self.simple:
            ytm: float | None = (self.flows[-1].amount / dirty - 1) / self.years
        else:
            amounts, frequency = self._amounts, self.frequency
            exponents = [-flow.periods for flow in self.flows]

            def missing(at: float) -> float:
                base = 1 + at / frequency
                return sum(map(float.__mul__, amounts, [base**n for n in exponents])) - dirty

            ytm = brent(missing, LOWEST, HIGHEST)
        return ytm if ytm is not None and LOWEST <= ytm <= HIGHEST else None

    def measures_at(self, ytm: float) -> Measures:
        """Macaulay and modified duration and convexity: −P′/P and P″/P of ``dirty_at``."""
        if self.simple:
            modified = self.years / (1 + ytm * self.years)
            return Measures(self.years, modified, 2 * modified**2)
        base = 1 + ytm / self.frequency
        values = list(map(float.__mul__, self._amounts, self.factors_at(ytm)))
        total = sum(values)
        weighed = list(zip(values, self.flows, strict=True))
        macaulay = sum(value * flow.periods for value, flow in weighed) / total / self.frequency
        curve = sum(value * flow.periods * (flow.periods + 1) for value, flow in weighed)
        return Measures(macaulay, macaulay / base, curve / total / (self.frequency * base) ** 2)

    @property
    def _amounts(self) -> list[float]:
        return [flow.amount for flow in self.flows]


def priced(terms: BondTerms, language: Language) -> PricedBond:
    """Place the bond in its schedule; UserError ``E_SETTLE``, ``E_FREQUENCY`` or ``E_DAY_COUNT``."""
    check_terms(terms, language)
    convention, day_count = convention_of(terms), day_count_of(terms)
    frequency = terms.frequency or 1
    anchor = terms.maturity.day if convention == "compounded" else None
    position = locate(terms.settlement, terms.maturity, frequency, terms.issue, anchor=anchor)
    calendar = _Calendar(position, day_count, frequency)
    annual = FACE * terms.coupon_rate
    accrued_days = (terms.settlement - position.accrues_from).days if annual else 0
    if convention == "interbank":
        accrued = annual / frequency * accrued_days / position.period_days
    elif convention == "exchange":
        accrued = annual * accrued_days / 365
    else:
        accrued = annual * Decimal(calendar.accrued(terms.settlement))
    periods = (
        calendar.periods(terms.settlement) if convention == "compounded" else _market_periods(terms, position)
    )
    coupons = (
        [float(annual) * share for share in calendar.shares()]
        if convention == "compounded"
        else _market_coupons(annual, position, frequency)
    )
    last = len(coupons) - 1
    flows = (
        Flow(day, periods[k], coupons[k], float(FACE) if k == last else 0.0)
        for k, day in enumerate(position.dates)
        if annual or k == last
    )
    return PricedBond(
        convention=convention,
        day_count=day_count,
        branch=_branch(terms, position, convention),
        frequency=frequency,
        flows=tuple(flows),
        position=position,
        accrued=accrued,
        accrued_days=accrued_days,
        days_to_maturity=(terms.maturity - terms.settlement).days,
        year_days=(
            365
            if convention == "exchange"
            else coupon_year_days(terms.settlement, terms.maturity, terms.issue)
        ),
        coupons_left=position.remaining if annual else 0,
    )


@dataclass(frozen=True)
class _Calendar:
    """The coupon periods still to run, measured by a day count."""

    position: CouponPosition
    day_count: DayCount
    frequency: int

    def shares(self) -> list[float]:
        """Each period's share of a year; the first one begins at issue in a short first period."""
        first, *others = self._periods()
        begins = self.position.accrues_from
        return [
            self._fraction(begins, first[1], first),
            *(self._fraction(*period, period) for period in others),
        ]

    def accrued(self, settlement: date) -> float:
        """The share of a year that has accrued."""
        period = next(iter(self._periods()))
        return self._fraction(self.position.accrues_from, settlement, period)

    def periods(self, settlement: date) -> list[float]:
        """The time of each payment in compounding periods."""
        time, times = -self.accrued(settlement), []
        for share in self.shares():
            time += share
            times.append(time * self.frequency)
        return times

    def _periods(self) -> list[tuple[date, date]]:
        """The bounds of each period; those of a short first one are what a whole one would have."""
        position = self.position
        begin = position.previous
        if position.accrues_from > begin:
            begin = add_months(position.following, -12 // self.frequency)
        return list(zip((begin, *position.dates), position.dates, strict=False))

    def _fraction(self, start: date, end: date, period: tuple[date, date]) -> float:
        return year_fraction(self.day_count, start, end, period, self.frequency)


def _branch(terms: BondTerms, position: CouponPosition, convention: Convention) -> Branch:
    if convention == "compounded":
        return "zero_compounded" if terms.coupon_rate == 0 else "compounded"
    if terms.coupon_rate == 0:
        within_a_year = terms.maturity <= add_months(terms.settlement, 12)
        return "bill_simple" if within_a_year else "zero_compounded"
    return "last_period_simple" if position.remaining == 1 else "compounded"


def _market_periods(terms: BondTerms, position: CouponPosition) -> list[float]:
    """d/TS + k."""
    first = (position.following - terms.settlement).days / position.period_days
    return [first + k for k in range(position.remaining)]


def _market_coupons(annual: Decimal, position: CouponPosition, frequency: int) -> list[float]:
    """C/f each; the coupon of a short first period is paid for its days only."""
    coupon = annual / frequency
    first = coupon * (position.following - position.accrues_from).days / position.period_days
    return [float(first), *[float(coupon)] * (position.remaining - 1)]


def places(value: float | Decimal, count: int) -> Decimal:
    """``value`` rounded half up to ``count`` decimals, fifteen at most."""
    return Decimal(str(value)).quantize(_QUANTA[count], ROUND_HALF_UP)
