"""Seven-day yield: the worked week, both ways, and what is no week."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.registry import call_tool
from tools.seven_day_yield import SevenDayArguments, seven_day_yield

WEEK: list[JsonValue] = [0.4521, 0.4498, 0.4610, 0.4475, 0.4532, 0.4540, 0.4519]


def test_the_worked_week_gives_its_two_yields() -> None:
    run = call_tool("seven_day_yield", {"daily_income": WEEK}, context())
    assert run.result is not None, run.error
    assert run.result["total_income"] == 3.1695
    told = [f"{float(str(run.result[name])) * 100:.4f}" for name in ("simple", "compounded")]
    assert told == ["1.6527", "1.6664"]


@settings(max_examples=200, deadline=None)
@given(week=st.lists(st.decimals("0", "5", places=4), min_size=7, max_size=7))
def test_reinvesting_never_yields_less(week: list[Decimal]) -> None:
    found = seven_day_yield(SevenDayArguments(daily_income=tuple(week)))
    assert found.compounded >= found.simple
    assert float(found.simple) == pytest.approx(float(sum(week)) / 7 * 365 / 10_000, abs=1e-9)


@pytest.mark.parametrize(
    "week",
    [
        WEEK[:6],
        [*WEEK, 0.45],
        "0.45",
        [*WEEK[:6], "4e-1"],
        [*WEEK[:6], float("nan")],
        [*WEEK[:6], True],
        [*WEEK[:6], 101],
    ],
    ids=["six", "eight", "text", "exponent", "nan", "flag", "too much"],
)
def test_what_is_no_week_is_refused(week: JsonValue) -> None:
    error = call_tool("seven_day_yield", {"daily_income": week}, context("en")).error
    assert error is not None
    assert (error.code, error.slot) == ("E_SERIES", "daily_income")
    assert error.message.isascii()
