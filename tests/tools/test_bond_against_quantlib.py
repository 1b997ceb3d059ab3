"""Bonds against QuantLib: a file of its figures, and a thousand random bonds priced in the same run.

Month ends, leap days, short first periods, settlement on coupon dates, coupons of nothing and every day count
are drawn on purpose.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import QuantLib as ql
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.coupons import add_months
from tools.registry import call_tool

ORACLE = Path("/work/shared/eval/calc_oracle/bond_quantlib.jsonl")
TERMS = ("face", "issue", "maturity", "settlement", "coupon", "frequency", "day_count", "clean_price")
TOLERANCES = {
    "ytm": 1e-8,
    "accrued": 1e-6,
    "macaulay_duration": 1e-6,
    "modified_duration": 1e-6,
    "convexity": 1e-6,
}
DAY_COUNTS = {
    "ActualActual.ISMA": ql.ActualActual(ql.ActualActual.ISMA),
    "ActualActual.ISDA": ql.ActualActual(ql.ActualActual.ISDA),
    "Actual365Fixed": ql.Actual365Fixed(),
    "Actual360": ql.Actual360(),
    "Thirty360.BondBasis": ql.Thirty360(ql.Thirty360.BondBasis),
    "Thirty360.European": ql.Thirty360(ql.Thirty360.European),
}
FREQUENCIES = {1: ql.Annual, 2: ql.Semiannual, 4: ql.Quarterly, 12: ql.Monthly}
MONTH_ENDS = [date(2019, 12, 31), date(2020, 2, 29), date(2021, 2, 28), date(2022, 8, 31), date(2023, 11, 30)]


def ours(**args: JsonValue) -> dict[str, JsonValue]:
    run = call_tool("bond_yield", args, context("en"))
    assert run.result is not None, run.error
    return run.result


def agree(found: dict[str, JsonValue], expected: dict[str, float]) -> None:
    for name, tolerance in TOLERANCES.items():
        assert found[name] == pytest.approx(expected[name], rel=0, abs=tolerance), name


def test_every_line_of_the_file_is_reproduced_from_what_it_states() -> None:
    if not ORACLE.is_file():
        pytest.skip(f"{ORACLE} is not here")
    cases = [json.loads(line) for line in ORACLE.read_text(encoding="utf-8").splitlines()]
    assert len(cases) > 100
    for case in cases:
        agree(ours(**{name: case[name] for name in TERMS}), case)


@dataclass(frozen=True)
class Terms:
    """A bond at settlement."""

    issue: date
    maturity: date
    settlement: date
    coupon: float
    frequency: int
    day_count: str


class Reference:
    """The same bond in QuantLib: coupons counted back from maturity, no business days."""

    def __init__(self, terms: Terms) -> None:
        schedule = ql.Schedule(
            self.day(terms.issue),
            self.day(terms.maturity),
            ql.Period(FREQUENCIES[terms.frequency]),
            ql.NullCalendar(),
            ql.Unadjusted,
            ql.Unadjusted,
            ql.DateGeneration.Backward,
            False,
        )
        self.settlement = self.day(terms.settlement)
        ql.Settings.instance().evaluationDate = self.settlement
        self.basis = (DAY_COUNTS[terms.day_count], ql.Compounded, FREQUENCIES[terms.frequency])
        self.bond = ql.FixedRateBond(0, 100.0, schedule, [terms.coupon], self.basis[0])

    @staticmethod
    def day(value: date) -> ql.Date:
        return ql.Date(value.day, value.month, value.year)

    def clean_at(self, ytm: float) -> float:
        return float(self.bond.cleanPrice(ytm, *self.basis, self.settlement))

    def figures(self, clean: float) -> dict[str, float]:
        price = ql.BondPrice(clean, ql.BondPrice.Clean)
        ytm = self.bond.bondYield(price, *self.basis, self.settlement, 1e-13, 1000)
        rate = ql.InterestRate(ytm, *self.basis)
        return {
            "ytm": ytm,
            "accrued": self.bond.accruedAmount(self.settlement),
            "macaulay_duration": ql.BondFunctions.duration(
                self.bond, rate, ql.Duration.Macaulay, self.settlement
            ),
            "modified_duration": ql.BondFunctions.duration(
                self.bond, rate, ql.Duration.Modified, self.settlement
            ),
            "convexity": ql.BondFunctions.convexity(self.bond, rate, self.settlement),
        }


@st.composite
def random_terms(draw: st.DrawFn) -> Terms:
    """Any issue day, month ends among them; whole terms and odd ones; settlement anywhere, or on a coupon date."""
    issue = draw(st.one_of(st.dates(date(1995, 1, 1), date(2040, 12, 31)), st.sampled_from(MONTH_ENDS)))
    stub = draw(st.one_of(st.just(0), st.integers(-27, 27)))
    maturity = add_months(issue, draw(st.integers(1, 360))) + timedelta(days=stub)
    assume(maturity > issue)
    frequency = draw(st.sampled_from(sorted(FREQUENCIES)))
    settlement = issue + timedelta(days=draw(st.integers(0, (maturity - issue).days - 1)))
    if draw(st.booleans()):
        span = 12 // frequency
        settlement = add_months(maturity, -span * ((maturity.year - settlement.year) * 12 // span))
        assume(issue <= settlement < maturity)
    coupon = draw(st.one_of(st.just(0), st.integers(1, 1500))) / 10_000
    return Terms(issue, maturity, settlement, coupon, frequency, draw(st.sampled_from(sorted(DAY_COUNTS))))


LEAP_DAY = Terms(date(2020, 2, 29), date(2025, 2, 28), date(2021, 8, 30), 0.03, 2, "Thirty360.BondBasis")
LEAP_MATURITY = Terms(date(2016, 2, 29), date(2028, 2, 29), date(2026, 11, 23), 0.025, 4, "ActualActual.ISMA")
STUB = Terms(date(2020, 8, 31), date(2030, 2, 28), date(2020, 9, 30), 0.03, 2, "ActualActual.ISMA")
MONTH_END = Terms(date(2019, 12, 31), date(2024, 12, 31), date(2022, 6, 30), 0.0, 4, "Thirty360.European")


@settings(max_examples=1000, deadline=None)
@given(terms=random_terms(), ytm=st.integers(-400, 4500).map(lambda n: n / 10_000))
@example(terms=LEAP_DAY, ytm=0.02)
@example(terms=LEAP_MATURITY, ytm=0.018)
@example(terms=STUB, ytm=0.02)
@example(terms=MONTH_END, ytm=-0.01)
def test_a_random_bond_has_the_figures_of_quantlib(terms: Terms, ytm: float) -> None:
    reference = Reference(terms)
    clean = round(reference.clean_at(ytm), 4)
    assume(20 <= clean <= 200)
    expected = reference.figures(clean)
    assume(-0.05 < expected["ytm"] < 0.5)
    found = ours(
        issue=terms.issue.isoformat(),
        maturity=terms.maturity.isoformat(),
        settlement=terms.settlement.isoformat(),
        coupon=terms.coupon,
        frequency=terms.frequency,
        day_count=terms.day_count,
        clean_price=clean,
    )
    agree(found, expected)
    rows = found["timeline"]
    assert isinstance(rows, list)
    total = sum(float(str(row["present_value"])) for row in rows if isinstance(row, dict))
    assert total == pytest.approx(found["dirty_price"], abs=1e-7)


@settings(max_examples=1000, deadline=None)
@given(terms=random_terms(), bp=st.integers(-300, 300), ytm=st.integers(0, 2000).map(lambda n: n / 10_000))
def test_a_random_shift_moves_the_price_as_in_quantlib(terms: Terms, bp: int, ytm: float) -> None:
    reference = Reference(terms)
    assume(20 <= reference.clean_at(ytm) <= 200)
    run = call_tool(
        "bond_risk",
        {
            "issue": terms.issue.isoformat(),
            "maturity": terms.maturity.isoformat(),
            "settlement": terms.settlement.isoformat(),
            "coupon": terms.coupon,
            "frequency": terms.frequency,
            "day_count": terms.day_count,
            "yield": ytm,
            "shift_bp": bp,
        },
        context("en"),
    )
    assert run.result is not None, run.error
    before, after = reference.clean_at(ytm), reference.clean_at(ytm + bp / 10_000)
    assert run.result["clean_price"] == pytest.approx(before, abs=1e-8)
    assert run.result["shifted_clean_price"] == pytest.approx(after, abs=1e-7)
    assert run.result["change"] == pytest.approx(after - before, abs=1e-6)
