"""Regular investing: the worked figures, always a loss among the scenarios, and the limits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.dca_scenarios import DcaArguments, dca_scenarios, end_value
from tools.registry import call_tool


def test_a_thousand_a_month_for_three_years() -> None:
    found = dca_scenarios(DcaArguments(monthly_amount=Decimal(1000), term_months=36))
    told = {str(scenario.annual_change): str(scenario.value) for scenario in found.scenarios}
    assert told == {"-0.05": "33355.25", "0": "36000.00", "0.03": "37714.61", "0.06": "39532.79"}
    assert found.paid_in == 36_000
    assert found.hypothetical


@settings(max_examples=60, deadline=None)
@given(
    monthly=st.decimals(50, 1_000_000, places=2),
    months=st.integers(1, 360),
    change=st.sampled_from([Decimal("-0.05"), Decimal(0), Decimal("0.03"), Decimal("0.06")]),
)
def test_the_formula_agrees_with_paying_in_month_by_month(
    monthly: Decimal, months: int, change: Decimal
) -> None:
    held = Decimal(0)
    for _ in range(months):
        held = (held + monthly) * (1 + change / 12)
    assert abs(end_value(monthly, months, change) - held) <= Decimal("0.005") + held * Decimal("1e-20")


@settings(max_examples=40, deadline=None)
@given(monthly=st.decimals(50, 1_000_000_000, places=2), months=st.integers(1, 360))
def test_there_are_three_scenarios_or_more_and_one_is_a_loss(monthly: Decimal, months: int) -> None:
    found = dca_scenarios(DcaArguments(monthly_amount=monthly, term_months=months))
    assert len(found.scenarios) >= 3
    assert found.scenarios[0].difference < 0


@pytest.mark.parametrize(
    ("args", "code", "slot"),
    [
        ({"monthly_amount": 49.99, "term_months": 36}, "E_AMT_RANGE", "monthly_amount"),
        ({"monthly_amount": 1_000_000_001, "term_months": 36}, "E_AMT_RANGE", "monthly_amount"),
        ({"monthly_amount": 1000, "term_months": 0}, "E_TERM", "term_months"),
        ({"monthly_amount": 1000, "term_months": 361}, "E_TERM", "term_months"),
        ({"monthly_amount": 1000, "term_months": 1.5}, "E_TERM", "term_months"),
        ({"monthly_amount": "1e3", "term_months": 12}, "E_NUMBER", "monthly_amount"),
        ({"monthly_amount": 1000}, "E_MISSING", "term_months"),
    ],
)
def test_limits(args: dict[str, JsonValue], code: str, slot: str) -> None:
    error = call_tool("dca_scenarios", args, context()).error
    assert error is not None
    assert (error.code, error.slot) == (code, slot)
