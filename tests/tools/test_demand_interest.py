"""Demand interest: settled each quarter by the sum of daily balances, beside a day-by-day count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.registry import call_tool

CONTEXT = ToolContext(
    now=datetime(2026, 11, 23, tzinfo=UTC),
    language="en",
    staff=Staff(id="M1001"),
    customer=None,
    bank=None,
    library=None,
    record=lambda kind, fields: None,
)


def interest(balances: list[tuple[str, float]], until: str, rate: float = 0.0005) -> ToolRun:
    rows: list[JsonValue] = [{"since": day, "balance": sum_} for day, sum_ in balances]
    return call_tool("demand_interest", {"balances": rows, "annual_rate": rate, "until": until}, CONTEXT)


def test_it_is_settled_on_the_20th_of_each_quarters_last_month() -> None:
    # 100,000 x 70 days x 0.05 % / 360 = 9.7222; 100,009.72 x 92 / 360 = 12.7790; 100,022.50 x 9 / 360 = 1.2503
    run = interest([("2026-01-10", 100_000)], "2026-06-30")
    assert run.result is not None
    rows = run.result["settlements"]
    assert isinstance(rows, list)
    told = [
        (r["settled_on"], r["credited_on"], r["days"], r["interest"]) for r in rows if isinstance(r, dict)
    ]
    assert told == [
        ("2026-03-20", "2026-03-21", 70, 9.72),
        ("2026-06-20", "2026-06-21", 92, 12.78),
        ("2026-06-29", "2026-06-30", 9, 1.25),
    ]
    assert (run.result["interest"], run.result["closing_balance"]) == (23.75, 100_023.75)


def test_a_balance_that_changes_counts_for_its_own_days() -> None:
    # 50,000 x 10 + 80,000 x 20 = 2,100,000; x 0.05 % / 360 = 2.9167
    run = interest([("2026-04-01", 50_000), ("2026-04-11", 80_000)], "2026-05-01")
    assert run.result is not None
    assert run.result["interest"] == 2.92


@pytest.mark.parametrize(
    ("balances", "until", "code"),
    [
        ([("2026-04-01", 50_000), ("2026-04-01", 80_000)], "2026-05-01", "E_SERIES"),
        ([("2026-04-01", 50_000)], "2026-04-01", "E_PERIOD"),
        ([("2026-04-01", 50_000), ("2026-05-02", 1)], "2026-05-01", "E_PERIOD"),
        ([("2026-04-01", -1)], "2026-05-01", "E_AMT_RANGE"),
        ([("2026-04-01", float("nan"))], "2026-05-01", "E_NUMBER"),
        ([("2026-04-31", 1)], "2026-05-01", "E_DATE"),
        ([], "2026-05-01", "E_VALUE"),
    ],
)
def test_what_can_be_mended_is_one_line(balances: list[tuple[str, float]], until: str, code: str) -> None:
    run = interest(balances, until)
    assert run.error is not None
    assert run.error.code == code
    assert "\n" not in run.error.message


@settings(max_examples=60, deadline=None)
@given(
    start=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    days=st.integers(1, 700),
    balance=st.integers(0, 100_000_000),
    rate=st.integers(0, 100),
)
def test_it_is_what_counting_day_by_day_gives(start: date, days: int, balance: int, rate: int) -> None:
    annual = Decimal(rate) / 10_000
    until = start + timedelta(days=days)
    held, added, paid = Decimal(balance), Decimal(0), Decimal(0)
    for number in range(days):
        day = start + timedelta(days=number)
        added += held
        last = day + timedelta(days=1) == until
        if (day.month % 3 == 0 and day.day == 20) or last:
            settled = (added * annual / 360).quantize(Decimal("0.01"), ROUND_HALF_UP)
            held, added, paid = held + settled, Decimal(0), paid + settled
    run = interest([(start.isoformat(), balance)], until.isoformat(), float(annual))
    assert run.result is not None
    assert run.result["interest"] == float(paid)
    assert run.result["closing_balance"] == pytest.approx(float(held), abs=0.001)
