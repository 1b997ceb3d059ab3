"""The real annual cost of an instalment plan: worked figures, limits, and what holds for every plan."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.financing_cost import CostArguments, FinancingCost, financing_cost
from tools.registry import call_tool


def run(**args: JsonValue) -> FinancingCost:
    done = call_tool("financing_cost", args, context())
    assert done.error is None, done.error
    return FinancingCost.model_validate(done.result)


def percent(value: Decimal, places: str = "0.01") -> str:
    return str((value * 100).quantize(Decimal(places), ROUND_HALF_UP))


@pytest.mark.parametrize(
    ("principal", "periods", "fee", "nominal", "effective"),
    [
        (12_000, 12, 0.006, "13.03", "13.84"),
        (10_000, 6, 0.0065, "13.25", "14.09"),
        (10_000, 24, 0.0055, "12.20", "12.91"),
        (10_000, 3, 0.0075, "13.45", "14.31"),
    ],
)
def test_a_fee_each_instalment(
    principal: int, periods: int, fee: float, nominal: str, effective: str
) -> None:
    cost = run(principal=principal, periods=periods, fee_rate_per_period=fee)
    assert (percent(cost.nominal_apr), percent(cost.effective_annual_rate)) == (nominal, effective)


def test_the_monthly_rate_and_the_naive_one() -> None:
    cost = run(principal=12_000, periods=12, fee_rate_per_period=0.006)
    assert percent(cost.monthly_irr, "0.0001") == "1.0862"
    assert cost.naive_rate == Decimal("0.072")
    assert [cost.payment, cost.fee_per_period, cost.total_fee] == [1072, 72, 864]
    assert not cost.high_cost


def test_the_same_fee_taken_at_once_costs_more() -> None:
    cost = run(principal=12_000, periods=12, upfront_fee=864)
    assert (percent(cost.nominal_apr), percent(cost.effective_annual_rate)) == ("14.02", "14.96")
    assert cost.received == 11_136


def test_interest_and_an_upfront_fee_together() -> None:
    cost = run(principal=100_000, periods=12, annual_rate=0.05, upfront_fee=1000)
    assert cost.payment == Decimal("8560.75")
    assert (percent(cost.nominal_apr), percent(cost.effective_annual_rate)) == ("6.88", "7.10")
    assert (cost.total_interest, cost.total_cost) == (Decimal("2728.98"), Decimal("3728.98"))


def test_the_table_lists_every_item_and_adds_up() -> None:
    cost = run(
        principal=100_000,
        periods=12,
        annual_rate=0.05,
        upfront_fee=1000,
        other_fees=[
            {"name": "担保费", "amount": 50, "charged": "each_period"},
            {"name": "评估费", "amount": 300},
        ],
    )
    assert [(item.name, item.charged, item.total) for item in cost.items] == [
        ("利息", "with_instalments", Decimal("2728.98")),
        ("一次性费用", "upfront", 1000),
        ("担保费", "each_period", 600),
        ("评估费", "upfront", 300),
    ]
    assert sum(item.total for item in cost.items) == cost.total_cost == Decimal("4628.98")
    assert sum(item.adds_to_rate for item in cost.items) == cost.nominal_apr
    assert percent(cost.items[0].adds_to_rate) == "5.00"
    assert percent(cost.items[0].adds_to_rate + cost.items[1].adds_to_rate) == "6.88"
    assert cost.received == 98_700


def test_a_daily_rate_is_stated_by_both_counts_of_days() -> None:
    by_360 = run(principal=100_000, periods=12, daily_rate=0.0005)
    assert by_360.daily is not None
    assert (by_360.daily.annual_by_360, by_360.daily.annual_by_365) == (Decimal("0.18"), Decimal("0.1825"))
    assert (by_360.daily.basis, percent(by_360.nominal_apr)) == (360, "18.00")
    by_365 = run(principal=100_000, periods=12, daily_rate=0.0005, day_basis=365)
    assert percent(by_365.nominal_apr) == "18.25"


def test_the_cost_of_a_loan_in_equal_principal_is_its_rate() -> None:
    assert (
        percent(run(principal=120_000, periods=12, annual_rate=0.06, method="equal_principal").nominal_apr)
        == "6.00"
    )
    assert (
        percent(run(principal=120_000, periods=12, annual_rate=0.06, method="interest_only").nominal_apr)
        == "6.00"
    )


def test_no_fee_costs_nothing() -> None:
    cost = run(principal=10_000, periods=6, fee_rate_per_period=0)
    assert {cost.monthly_irr, cost.nominal_apr, cost.effective_annual_rate, cost.total_cost} == {0}


def test_a_cost_above_24_percent_is_marked() -> None:
    assert run(principal=10_000, periods=12, fee_rate_per_period=0.02).high_cost


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"fee_rate_per_period": 0.0301}, "E_RATE_RANGE", "fee_rate_per_period"),
        ({"fee_rate_per_period": -0.001}, "E_RATE_RANGE", "fee_rate_per_period"),
        ({"periods": 0}, "E_TERM", "periods"),
        ({"periods": 12.5}, "E_TERM", "periods"),
        ({"principal": 999.99}, "E_AMT_RANGE", "principal"),
        ({"upfront_fee": -1}, "E_AMT_RANGE", "upfront_fee"),
        ({"upfront_fee": 12_000}, "E_NO_ROOT", "upfront_fee"),
        ({"upfront_fee": 11_999.99}, "E_NO_ROOT", "upfront_fee"),
        ({"principal": "NaN"}, "E_NUMBER", "principal"),
        ({"annual_rate": 0.05, "daily_rate": 0.0005}, "E_VALUE", "daily_rate"),
        ({"daily_rate": 0.0007}, "E_RATE_RANGE", "annual_rate"),
        ({"daily_rate": 0.0011}, "E_RATE_RANGE", "daily_rate"),
        ({"day_basis": 364}, "E_CHOICE", "day_basis"),
        ({"method": "balloon"}, "E_CHOICE", "method"),
        ({"other_fees": [{"name": "x", "amount": -1}]}, "E_AMT_RANGE", "other_fees"),
        ({"other_fees": [{"name": "x", "amount": "1e3"}]}, "E_NUMBER", "other_fees"),
        ({"other_fees": [{"name": " ", "amount": 1}]}, "E_VALUE", "other_fees"),
    ],
)
def test_what_is_outside_its_limits_is_named(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    args: dict[str, JsonValue] = {"principal": 12_000, "periods": 12, "fee_rate_per_period": 0.006}
    done = call_tool("financing_cost", {**args, **changed}, context())
    assert done.result is None
    assert done.error is not None
    assert (done.error.code, done.error.slot) == (code, slot)
    assert "\n" not in done.error.message


@settings(max_examples=80, deadline=None)
@given(
    principal=st.integers(1000, 2_000_000),
    periods=st.integers(1, 60),
    fee=st.decimals(0, Decimal("0.03"), places=4),
    upfront=st.decimals(0, Decimal("0.05"), places=4),
)
def test_discounted_at_the_irr_the_payments_are_worth_what_was_received(
    principal: int, periods: int, fee: Decimal, upfront: Decimal
) -> None:
    arguments = CostArguments(
        principal=Decimal(principal),
        periods=periods,
        fee_rate_per_period=fee,
        upfront_fee=round(principal * upfront, 2),
    )
    cost = financing_cost(arguments, context())
    count = (cost.total_paid - arguments.upfront_fee - cost.last_payment) / cost.payment
    assert count == int(count)
    growth = 1 + cost.monthly_irr
    worth = sum(cost.payment / growth**month for month in range(1, int(count) + 1))
    worth += cost.last_payment / growth ** (int(count) + 1)
    assert abs(worth - cost.received) <= Decimal("0.01") + cost.received * Decimal("1e-7")
    assert cost.effective_annual_rate >= cost.nominal_apr >= 0
