"""What one bond yield costs beside QuantLib's of the same bond in the same run.

    python -m benchmarks.bond_yield [--rounds N]

Ours is the whole tool: arguments checked, yield found by Brent, durations, convexity and every cash flow. QuantLib's
is the bond built from its schedule, its yield solved to the same accuracy, and the same measures. The two take turns,
so that other work on the machine weighs on both. The goal is a median of at most 1 ms for the seven-year bond of
``domain/calculators.md``; the longest bonds of the market stand beside it. Both yields are compared before anything
is measured.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import QuantLib as ql

from common.people import Staff
from tools.base import ToolContext
from tools.bond_yield import BondArguments, bond_yield

GOAL_MS = 1.0
CONTEXT = ToolContext(
    now=datetime(2026, 11, 23, tzinfo=UTC),
    language="en",
    staff=Staff(id="M1001"),
    customer=None,
    bank=None,
    library=None,
    record=lambda kind, fields: None,
)


@dataclass(frozen=True)
class Case:
    """A bond that pays ACT/ACT, priced per 100."""

    name: str
    coupon: float
    frequency: int
    issue: date
    maturity: date
    clean: float

    @property
    def settlement(self) -> date:
        return date(2026, 11, 23)

    def ours(self) -> float:
        """One call of the tool; returns the yield."""
        arguments = BondArguments.model_validate(
            {
                "coupon_rate": self.coupon,
                "frequency": self.frequency,
                "issue": self.issue,
                "maturity": self.maturity,
                "settlement": self.settlement,
                "clean_price": self.clean,
            }
        )
        return float(bond_yield(arguments, CONTEXT).ytm)

    def quantlib(self) -> float:
        """The same with QuantLib."""
        frequency = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly}[self.frequency]
        schedule = ql.Schedule(
            _day(self.issue), _day(self.maturity), ql.Period(frequency), ql.NullCalendar(),
            ql.Unadjusted, ql.Unadjusted, ql.DateGeneration.Backward, False,
        )  # fmt: skip
        count = ql.ActualActual(ql.ActualActual.ISMA)
        bond = ql.FixedRateBond(0, 100.0, schedule, [self.coupon], count)
        settled = _day(self.settlement)
        price = ql.BondPrice(self.clean, ql.BondPrice.Clean)
        ytm = float(bond.bondYield(price, count, ql.Compounded, frequency, settled, 1e-14, 1000))
        rate = ql.InterestRate(ytm, count, ql.Compounded, frequency)
        ql.BondFunctions.duration(bond, rate, ql.Duration.Macaulay, settled)
        ql.BondFunctions.duration(bond, rate, ql.Duration.Modified, settled)
        ql.BondFunctions.convexity(bond, rate, settled)
        return ytm


CASES = (
    Case("2.67% semi-annual, 7 years", 0.0267, 2, date(2023, 5, 25), date(2033, 5, 25), 105.004141),
    Case("2.35% annual, 2 years", 0.0235, 1, date(2024, 3, 18), date(2029, 3, 18), 101.20),
    Case("3.27% semi-annual, 30 years", 0.0327, 2, date(2026, 8, 25), date(2056, 8, 25), 112.3),
    Case("3% quarterly, 30 years", 0.03, 4, date(2026, 9, 15), date(2056, 9, 15), 104.5),
)


def _day(value: date) -> ql.Date:
    return ql.Date(value.day, value.month, value.year)


def _milliseconds(call: Callable[[], float]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    """Print the medians; 1 when a yield differs or the goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bond_yield", description="a bond's yield")
    parser.add_argument("--rounds", type=int, default=300, help="calls of each, taken in turn (default 300)")
    rounds = parser.parse_args().rounds
    ql.Settings.instance().evaluationDate = _day(CASES[0].settlement)
    worst = 0
    for number, case in enumerate(CASES):
        difference = abs(case.ours() - case.quantlib())
        if difference > 1e-8:
            print(f"{case.name}: the yields differ by {difference:g}", file=sys.stderr)
            return 1
        taken = [(_milliseconds(case.ours), _milliseconds(case.quantlib)) for _ in range(rounds)]
        ours, theirs = (statistics.median(values) for values in zip(*taken, strict=True))
        tail = statistics.quantiles([mine for mine, _ in taken], n=20)[-1]
        goal = f" (goal <= {GOAL_MS:g})" if number == 0 else ""
        print(
            f"{case.name + ', ms:':<33}median {ours:.3f}{goal}, p95 {tail:.3f}; QuantLib median {theirs:.3f}, "
            f"ratio {ours / theirs:.1f}; yields differ by {difference:.0e}"
        )
        worst = max(worst, int(number == 0 and ours > GOAL_MS))
    return worst


if __name__ == "__main__":
    sys.exit(main())
