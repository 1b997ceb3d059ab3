"""Fund metrics: the worked figures, what too short a history does not show, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from common.language import Language
from tests.tools.test_registry import context
from tools.fund_metrics import max_drawdown
from tools.registry import call_tool

TEN_WEEKS: list[JsonValue] = [1.0, 1.012, 0.998, 1.025, 0.984, 0.961, 0.9905, 1.032, 1.0215, 1.048]


def metrics(**args: JsonValue) -> dict[str, JsonValue]:
    run = call_tool("fund_metrics", args, context())
    assert run.result is not None, run.error
    return run.result


def spread_over(days: int) -> list[JsonValue]:
    return ["2025-01-01", (date(2025, 1, 1) + timedelta(days=days)).isoformat()]


def per_cent(value: JsonValue) -> str:
    return f"{float(str(value)) * 100:.4f}"


def test_the_ten_weeks_of_the_reference() -> None:
    found = metrics(nav_series=TEN_WEEKS)
    assert per_cent(found["max_drawdown"]) == "-6.2439"
    assert (found["peak"], found["trough"]) == (1.025, 0.961)
    assert per_cent(found["volatility"]) == "2.8302"
    assert per_cent(found["annualised_volatility"]) == "20.4085"
    assert (found["points"], found["days"], found["days_estimated"]) == (10, 63, True)


def test_four_hundred_days_are_annualised() -> None:
    found = metrics(nav_series=[1, 1.048], dates=spread_over(400))
    assert per_cent(found["annualised_return"]) == "4.3710"
    assert per_cent(found["period_return"]) == "4.8000"


def test_the_sharpe_ratio_needs_a_told_return_and_a_rate() -> None:
    monthly: list[JsonValue] = [
        1,
        1.01,
        1.005,
        1.02,
        1.016,
        1.03,
        1.028,
        1.035,
        1.031,
        1.04,
        1.042,
        1.038,
        1.048,
    ]
    args: dict[str, JsonValue] = {"nav_series": monthly, "interval": "month"}
    found = metrics(**args, risk_free_rate=0.015)
    yearly, spread = (float(str(found[name])) for name in ("annualised_return", "annualised_volatility"))
    assert found["days"] == 365
    assert found["sharpe"] == pytest.approx((yearly - 0.015) / spread, abs=5e-5)
    assert metrics(**args)["sharpe"] is None
    assert metrics(nav_series=TEN_WEEKS, risk_free_rate=0.015)["sharpe"] is None
    level: list[JsonValue] = [1] * 13
    assert metrics(nav_series=level, interval="month", risk_free_rate=0.015)["sharpe"] is None


@pytest.mark.parametrize(
    ("days", "period", "annualised"),
    [(181, False, False), (182, True, False), (364, True, False), (365, True, True)],
)
def test_a_short_history_shows_no_return(days: int, period: bool, annualised: bool) -> None:
    found = metrics(nav_series=[1, 1.02], dates=spread_over(days))
    assert (found["period_return"] is not None) == period
    assert (found["annualised_return"] is not None) == annualised


@pytest.mark.parametrize(("interval", "days"), [("day", 13), ("week", 63), ("month", 274)])
def test_without_dates_the_interval_counts_the_days(interval: str, days: int) -> None:
    assert metrics(nav_series=TEN_WEEKS, interval=interval)["days"] == days


def test_dates_at_another_interval_leave_the_volatility_out() -> None:
    days: list[JsonValue] = ["2026-01-01", "2026-02-01", "2026-03-01"]
    found = metrics(nav_series=[1, 1.1, 1.05], dates=days)
    assert (found["uneven"], found["volatility"]) == (True, None)
    assert metrics(nav_series=[1, 1.1, 1.05], dates=days, interval="month")["volatility"] is not None


def test_a_series_that_only_rises_never_fell() -> None:
    assert metrics(nav_series=[1, 1.1, 1.2])["max_drawdown"] == 0


@pytest.mark.parametrize(
    ("args", "slot"),
    [
        ({"nav_series": [1]}, "nav_series"),
        ({"nav_series": []}, "nav_series"),
        ({"nav_series": "1,2,3"}, "nav_series"),
        ({"nav_series": [1, 0]}, "nav_series"),
        ({"nav_series": [1, -1.2]}, "nav_series"),
        ({"nav_series": [1, "1e3"]}, "nav_series"),
        ({"nav_series": [1, float("nan")]}, "nav_series"),
        ({"nav_series": [1, float("inf")]}, "nav_series"),
        ({"nav_series": [1] * 5001}, "nav_series"),
        ({"nav_series": [1, 2], "dates": ["2026-01-02"]}, "dates"),
        ({"nav_series": [1, 2], "dates": ["2026-01-02", "2026-01-02"]}, "dates"),
        ({"nav_series": [1, 2], "dates": ["2026-01-03", "2026-01-02"]}, "dates"),
    ],
)
def test_what_is_no_series_is_one_line_with_its_code(args: dict[str, JsonValue], slot: str) -> None:
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        run = call_tool("fund_metrics", args, context(language))
        assert run.error is not None
        assert (run.error.code, run.error.slot) == ("E_SERIES", slot)
        assert "\n" not in run.error.message
        assert run.error.message.isascii() == (language == "en")


@settings(max_examples=60, deadline=None)
@given(series=st.lists(st.decimals(Decimal("0.01"), 50, places=4), min_size=2, max_size=40))
def test_the_largest_fall_is_the_worst_of_all_pairs(series: list[Decimal]) -> None:
    fall, peak, trough = max_drawdown(tuple(series))
    pairs = [later / earlier - 1 for at, earlier in enumerate(series) for later in series[at:]]
    assert fall == min(*pairs, Decimal(0))
    assert trough / peak - 1 == fall
