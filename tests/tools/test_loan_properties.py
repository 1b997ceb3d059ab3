"""What holds for every loan, and every figure beside numpy-financial's, a thousand loans each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise

import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.tools.test_registry import context
from tools.amortise import AmortiseArguments, Method, Row, amortise, schedule
from tools.financing_cost import CostArguments, financing_cost
from tools.loan_days import DayCount
from tools.values import EARLIEST, LATEST

thousand = settings(max_examples=1000, deadline=None)
loans = partial(
    given,
    principal=st.decimals(1000, 1_000_000_000, places=2),
    months=st.integers(1, 360),
    rate=st.one_of(st.just(Decimal(0)), st.decimals(Decimal("0.0001"), Decimal("0.24"), places=4)),
)


@thousand
@loans(method=st.sampled_from(["equal_instalment", "equal_principal", "interest_only"]))
def test_every_schedule_repays_exactly_what_was_lent(
    principal: Decimal, months: int, rate: Decimal, method: Method
) -> None:
    rows = schedule(principal, months, rate, method)
    assert sum(row.principal for row in rows) == principal
    assert rows[-1].balance == 0
    assert len(rows) <= months
    assert all(_adds_up(row) for row in rows)
    assert all(row.payment == round(row.payment, 2) for row in rows)


def _adds_up(row: Row) -> bool:
    return row.payment == row.principal + row.interest and row.principal >= 0 and row.balance >= 0


@settings(max_examples=300, deadline=None)
@loans(
    share=st.floats(0.01, 0.99),
    day_count=st.sampled_from(["30/360", "ACT/360", "ACT/365"]),
    stub=st.one_of(st.none(), st.integers(1, 62)),
    within=st.sampled_from(["own_row", "first_instalment"]),
    start=st.dates(EARLIEST, LATEST),
)
def test_a_balloon_loan_of_any_days_ends_at_nothing(**drawn: object) -> None:
    principal, share = drawn["principal"], drawn["share"]
    assert isinstance(principal, Decimal) and isinstance(share, float)
    balloon = max(Decimal("0.01"), round(principal * Decimal(str(share)), 2))
    assume(balloon < principal)
    loan = amortise(
        AmortiseArguments.model_validate(
            {
                "principal": principal,
                "term_months": drawn["months"],
                "annual_rate": drawn["rate"],
                "method": "balloon",
                "balloon": balloon,
                "day_count": drawn["day_count"],
                "start_date": drawn["start"],
                "stub_days": drawn["stub"],
                "stub_in": drawn["within"],
            }
        ),
        context(),
    )
    rows = loan.schedule
    assert sum(row.principal for row in rows) == principal
    assert rows[-1].balance == 0
    assert loan.total_interest == sum(row.interest for row in rows)
    assert loan.total_paid == sum(row.payment for row in rows)


def _unrounded(principal: Decimal, months: int, rate: Decimal, **more: object) -> tuple[Row, ...]:
    return amortise(
        AmortiseArguments.model_validate(
            {
                "principal": principal,
                "term_months": months,
                "annual_rate": rate,
                "rounding": "none",
                **more,
            }
        ),
        context(),
    ).schedule


def _near(value: Decimal, reference: float, principal: Decimal) -> None:
    """Within a millionth of a yuan, and of the loan's own size what a double can carry through 360 powers."""
    assert float(value) == pytest.approx(reference, rel=1e-9, abs=max(1e-6, float(principal) * 1e-10))


@thousand
@loans(part=st.floats(0, 1))
def test_equal_instalments_are_those_of_numpy_financial(
    principal: Decimal, months: int, rate: Decimal, part: float
) -> None:
    rows = _unrounded(principal, months, rate)
    period = 1 + int(part * (months - 1))
    i, lent = float(rate) / 12, float(principal)
    row = rows[period - 1]
    _near(row.payment, float(-npf.pmt(i, months, lent)), principal)
    _near(row.interest, float(-npf.ipmt(i, period, months, lent)) if i else 0.0, principal)
    _near(row.principal, float(-npf.ppmt(i, period, months, lent)) if i else lent / months, principal)
    payment = npf.pmt(i, months, lent)
    left = -npf.fv(i, period, payment, lent) if i else lent + payment * period
    _near(row.balance, float(left), principal)


@thousand
@loans(share=st.floats(0.01, 0.99), longer=st.integers(1, 359))
def test_balloons_are_those_of_numpy_financial(
    principal: Decimal, months: int, rate: Decimal, share: float, longer: int
) -> None:
    i, lent = float(rate) / 12, float(principal)
    balloon = round(principal * Decimal(str(share)), 2)
    assume(0 < balloon < principal)
    said = _unrounded(principal, months, rate, method="balloon", balloon=balloon)
    _near(
        said[0].payment - (balloon if months == 1 else 0),
        float(-npf.pmt(i, months, lent, -float(balloon))),
        principal,
    )
    over = months + longer
    if i and over <= 360:
        spread = _unrounded(principal, months, rate, method="balloon", amortised_over=over)
        payment = float(-npf.pmt(i, over, lent))
        left = float(-npf.fv(i, months, -payment, lent))
        if months > 1:
            _near(spread[0].payment, payment, principal)
        _near(spread[-1].payment, payment + left, principal)


@thousand
@given(
    principal=st.integers(1000, 2_000_000),
    periods=st.integers(1, 120),
    fee=st.decimals(0, Decimal("0.03"), places=4),
    upfront=st.decimals(0, Decimal("0.05"), places=4),
    rate=st.decimals(0, Decimal("0.24"), places=4),
)
def test_at_the_irr_numpy_financial_finds_a_present_value_of_nothing(
    *, principal: int, periods: int, fee: Decimal, upfront: Decimal, rate: Decimal
) -> None:
    cost = financing_cost(
        CostArguments(
            principal=Decimal(principal),
            periods=periods,
            fee_rate_per_period=fee,
            upfront_fee=round(principal * upfront, 2),
            annual_rate=rate,
        ),
        context(),
    )
    rows = schedule(Decimal(principal), periods, rate, "equal_instalment")
    flows = [float(cost.received), *(-float(row.payment + cost.fee_per_period) for row in rows)]
    worth = float(npf.npv(float(cost.monthly_irr), flows))
    assert worth == pytest.approx(0, abs=0.01 + principal * 1e-7)
    assert cost.effective_annual_rate >= cost.nominal_apr >= 0
    assert sum(item.total for item in cost.items) == cost.total_cost
    assert float(sum(item.adds_to_rate for item in cost.items)) == pytest.approx(
        float(cost.nominal_apr), abs=1e-9
    )


@settings(max_examples=200, deadline=None)
@loans(start=st.dates(EARLIEST, LATEST), day_count=st.sampled_from(["30/360", "ACT/365"]))
def test_due_dates_rise_and_their_days_are_the_days_between(
    principal: Decimal, months: int, rate: Decimal, start: date, day_count: DayCount
) -> None:
    rows = _unrounded(principal, months, rate, start_date=start, day_count=day_count)
    dues = [row.due for row in rows if row.due is not None]
    assert len(dues) == len(rows)
    assert all(before < after for before, after in pairwise(dues))
    if day_count == "ACT/365":
        assert all(
            (after - before).days == row.days
            for before, after, row in zip(dues, dues[1:], rows[1:], strict=False)
        )
