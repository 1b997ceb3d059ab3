"""Deposit interest: the worked figures of every case, days and dates that agree, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from common.language import Language
from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.deposit_interest import DepositArguments, deposit_interest
from tools.registry import call_tool

THREE_YEARS: dict[str, JsonValue] = {"principal": 100_000, "annual_rate": 0.0155, "term_months": 36}


def context(language: Language = "zh") -> ToolContext:
    return ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language=language,
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )


def deposit(language: Language = "zh", **changed: JsonValue) -> ToolRun:
    return call_tool("deposit_interest", {**THREE_YEARS, **changed}, context(language))


def figures(run: ToolRun, *names: str) -> list[JsonValue]:
    assert run.result is not None, run.error
    return [run.result[name] for name in names]


def test_held_to_maturity_it_earns_the_contract_rate() -> None:
    run = deposit()
    assert figures(run, "case", "interest", "paid_out") == ["at_maturity", 4650, 104650]
    assert figures(run, "forgone", "demand_interest") == [0, 0]


@pytest.mark.parametrize(
    ("months", "rate", "interest"), [(12, 0.011, 1100), (6, 0.0095, 475), (3, 0.0065, 162.5)]
)
def test_whole_months_count_the_same(months: int, rate: float, interest: float) -> None:
    assert figures(deposit(term_months=months, annual_rate=rate), "interest") == [interest]


def test_withdrawn_early_it_earns_the_demand_rate_for_the_days_held() -> None:
    run = deposit(withdraw_after_days=200, demand_rate=0.0005)
    assert figures(run, "case", "interest", "forgone", "days_held") == ["early", 27.78, 4622.22, 200]


def test_days_after_maturity_earn_the_demand_rate() -> None:
    run = deposit(overdue_days=30, demand_rate=0.0005)
    assert figures(run, "case", "demand_interest", "interest") == ["overdue", 4.17, 4654.17]


def test_a_part_is_settled_alone_and_the_rest_stays() -> None:
    run = deposit(principal=200_000, withdraw_after_days=400, demand_rate=0.0005, partial_amount=50_000)
    assert figures(run, "drawn", "interest", "rest", "rest_interest") == [50_000, 27.78, 150_000, 6975]
    assert figures(run, "total_interest") == [7002.78]


def test_a_large_cd_is_also_worked_out_month_by_month() -> None:
    run = deposit(principal=300_000, annual_rate=0.0175, deposit_type="large_cd")
    assert figures(run, "interest", "monthly_interest", "below_minimum") == [15750, 437.5, False]


def test_a_large_cd_below_the_custom_is_worked_out_and_marked() -> None:
    run = deposit(principal=199_999, deposit_type="large_cd")
    assert figures(run, "below_minimum") == [True]
    assert figures(deposit(principal=200_000, deposit_type="large_cd"), "below_minimum") == [False]
    assert figures(deposit(principal=199_999), "below_minimum", "monthly_interest") == [False, None]


def test_dates_count_the_days_by_the_calendar() -> None:
    run = deposit(open_date="2023-11-23", withdraw_date="2026-12-23", demand_rate=0.0005)
    assert figures(run, "maturity_date", "term_days", "days_held") == ["2026-11-23", 1096, 1126]
    assert figures(run, "overdue_days", "interest") == [30, 4654.17]


def test_a_month_that_is_shorter_matures_on_its_last_day() -> None:
    run = deposit(open_date="2026-08-31", term_months=6)
    assert figures(run, "maturity_date", "interest") == ["2027-02-28", 775]


def test_the_day_of_maturity_itself_is_neither_early_nor_overdue() -> None:
    run = deposit(open_date="2023-11-23", withdraw_date="2026-11-23")
    assert figures(run, "case", "interest") == ["at_maturity", 4650]


def test_dates_and_days_are_the_same_withdrawal() -> None:
    by_dates = deposit(open_date="2026-01-10", withdraw_date="2026-07-29", demand_rate=0.0005)
    by_days = deposit(withdraw_after_days=200, demand_rate=0.0005)
    assert figures(by_dates, "days_held", "interest") == figures(by_days, "days_held", "interest")


def test_near_maturity_without_an_opening_date_is_not_certain() -> None:
    assert figures(deposit(withdraw_after_days=1094, demand_rate=0.0005), "near_maturity") == [True]
    assert figures(deposit(withdraw_after_days=1090, demand_rate=0.0005), "near_maturity") == [False]
    dated = deposit(withdraw_after_days=1094, demand_rate=0.0005, open_date="2023-11-23")
    assert figures(dated, "near_maturity", "case") == [False, "early"]


@pytest.mark.parametrize(
    ("changed", "code", "slot", "words"),
    [
        ({"principal": 49}, "E_AMT_RANGE", "principal", "RMB 50"),
        ({"principal": 1_000_000_001}, "E_AMT_RANGE", "principal", "RMB 1,000,000,000"),
        ({"annual_rate": 0.11}, "E_RATE_RANGE", "annual_rate", "0% and 10%"),
        ({"demand_rate": -0.01}, "E_RATE_RANGE", "demand_rate", "0% and 10%"),
        ({"term_months": 361}, "E_TERM", "term_months", "from 1 to 360"),
        ({"term_months": 1.5}, "E_TERM", "term_months", "whole number"),
        ({"withdraw_after_days": -1}, "E_DAYS", "withdraw_after_days", "whole number of days"),
        ({"withdraw_after_days": 10.5}, "E_DAYS", "withdraw_after_days", "whole number of days"),
        ({"withdraw_after_days": 200}, "E_MISSING", "demand_rate", "demand rate"),
        ({"overdue_days": 30}, "E_MISSING", "demand_rate", "demand rate"),
        ({"withdraw_date": "2026-12-01"}, "E_MISSING", "open_date", "opening date"),
        ({"partial_amount": 1000}, "E_MISSING", "withdraw_after_days", "partial"),
        ({"partial_amount": 100_001}, "E_AMT_RANGE", "partial_amount", "RMB 100,000"),
        ({"open_date": "2026-11-24", "withdraw_date": "2026-11-23"}, "E_PERIOD", "withdraw_date", "before"),
        (
            {"open_date": "2026-01-10", "withdraw_date": "2026-07-29", "withdraw_after_days": 100},
            "E_DAYS",
            "withdraw_after_days",
            "200",
        ),
        ({"open_date": "2026-02-30"}, "E_DATE", "open_date", "exists"),
        ({"principal": "1e6"}, "E_NUMBER", "principal", "exponent"),
        ({"principal": float("nan")}, "E_NUMBER", "principal", "plain number"),
    ],
)
def test_what_can_be_mended_is_one_line(
    changed: dict[str, JsonValue], code: str, slot: str, words: str
) -> None:
    run = deposit("en", **changed)
    assert run.result is None
    assert run.error is not None
    assert (run.error.code, run.error.slot) == (code, slot)
    assert words in run.error.message
    assert "\n" not in run.error.message
    chinese = deposit("zh", **changed).error
    assert chinese is not None
    assert not chinese.message.isascii()


@settings(max_examples=80, deadline=None)
@given(
    principal=st.decimals(50, 1_000_000_000, places=2),
    rate=st.decimals(0, Decimal("0.10"), places=4),
    months=st.integers(1, 360),
    days=st.integers(0, 12_000),
    share=st.decimals(Decimal("0.01"), 1, places=2),
)
def test_the_parts_always_add_up(
    principal: Decimal, rate: Decimal, months: int, days: int, share: Decimal
) -> None:
    part = max((principal * share).quantize(Decimal("0.01")), Decimal("0.01"))
    result = deposit_interest(
        DepositArguments(
            principal=principal,
            annual_rate=rate,
            term_months=months,
            withdraw_after_days=days,
            demand_rate=rate / 10,
            partial_amount=part,
        ),
        context(),
    )
    assert result.drawn + result.rest == principal
    assert result.paid_out == result.drawn + result.interest
    assert result.total_interest == result.interest + result.rest_interest
    assert result.interest >= result.demand_interest >= 0
    assert (result.overdue_days > 0) == (result.case == "overdue")
