"""Regular investing: the worked figures, always a loss among the scenarios, and the limits."""

from __future__ import annotations

from decimal import Decimal
from statistics import harmonic_mean
from typing import cast

import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.dca_scenarios import DcaArguments, along_path, dca_scenarios, end_value
from tools.registry import call_tool


def test_a_thousand_a_month_for_three_years() -> None:
    found = dca_scenarios(DcaArguments(monthly_amount=Decimal(1000), term_months=36), context())
    told = {str(scenario.annual_change): str(scenario.value) for scenario in found.scenarios}
    assert told == {"-0.05": "33355.25", "0": "36000.00", "0.03": "37714.61", "0.06": "39532.79"}
    assert found.paid_in == 36_000
    assert found.hypothetical


def test_six_months_along_a_falling_and_rising_price() -> None:
    args: dict[str, JsonValue] = {"monthly_amount": 1000, "price_path": [1, 0.92, 0.85, 0.8, 0.88, 0.95]}
    run = call_tool("dca_scenarios", args, context())
    assert run.result is not None, run.error
    assert (run.result["term_months"], run.result["paid_in"]) == (6, 6000)
    assert run.result["path"] == {
        "units": 6702.4223,
        "average_cost": 0.895199,
        "last_price": 0.95,
        "value": 6367.3,
        "difference": 367.3,
    }
    assert len(cast("list[JsonValue]", run.result["scenarios"])) >= 3


@settings(max_examples=200, deadline=None)
@given(prices=st.lists(st.decimals("0.01", 100, places=4), min_size=2, max_size=60))
def test_the_average_cost_is_the_harmonic_mean_of_the_prices(prices: list[Decimal]) -> None:
    found = along_path(Decimal(1000), tuple(prices))
    assert float(found.average_cost) == pytest.approx(harmonic_mean(map(float, prices)), abs=1e-6)
    assert found.average_cost <= max(prices)
    assert float(found.value) == pytest.approx(
        sum(1000 / float(p) for p in prices) * float(prices[-1]), abs=0.006
    )


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


@settings(max_examples=1000, deadline=None)
@given(
    monthly=st.decimals(50, 100_000, places=2),
    months=st.integers(1, 360),
    change=st.decimals("-0.2", "0.2", places=4).filter(bool),
)
def test_the_formula_agrees_with_numpy_financial(monthly: Decimal, months: int, change: Decimal) -> None:
    expected = npf.fv(float(change) / 12, months, -float(monthly), 0, when="begin")
    assert float(end_value(monthly, months, change)) == pytest.approx(expected, rel=1e-9, abs=0.006)


@settings(max_examples=40, deadline=None)
@given(monthly=st.decimals(50, 1_000_000_000, places=2), months=st.integers(1, 360))
def test_there_are_three_scenarios_or_more_and_one_is_a_loss(monthly: Decimal, months: int) -> None:
    found = dca_scenarios(DcaArguments(monthly_amount=monthly, term_months=months), context())
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
        ({"monthly_amount": 1000, "price_path": [1]}, "E_SERIES", "price_path"),
        ({"monthly_amount": 1000, "price_path": [1, 0]}, "E_SERIES", "price_path"),
        ({"monthly_amount": 1000, "price_path": [1, float("inf")]}, "E_SERIES", "price_path"),
        ({"monthly_amount": 1000, "price_path": [1, "1e0"]}, "E_SERIES", "price_path"),
        ({"monthly_amount": 1000, "term_months": 3, "price_path": [1, 1.1]}, "E_SERIES", "price_path"),
    ],
)
def test_limits(args: dict[str, JsonValue], code: str, slot: str) -> None:
    error = call_tool("dca_scenarios", args, context()).error
    assert error is not None
    assert (error.code, error.slot) == (code, slot)
