"""Whatever stands in an argument, a calculator answers with a result or with one line and a code, never otherwise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.registry import call_tool

BOND: dict[str, JsonValue] = {
    "coupon_rate": 0.0235,
    "frequency": 1,
    "maturity": "2029-03-18",
    "settlement": "2026-11-23",
    "issue": "2024-03-18",
    "clean_price": 101.2,
    "convention": "interbank",
    "day_count": "ACT/ACT",
    "face": 1_000_000,
}
CURVE: JsonValue = {
    "curve": "treasury",
    "points": [{"years": 1, "yield": 0.013}, {"years": 10, "yield": 0.018}],
}
GOOD: dict[str, dict[str, JsonValue]] = {
    "bond_yield": {**BOND, "benchmark": CURVE},
    "bond_risk": {**BOND, "yield": 0.01814, "shift_bp": 50},
    "nim_effect": {
        "rate_shift_bp": -25,
        "buckets": [{"months": 3, "assets": 3e10, "liabilities": 2.2e10}],
        "deposit_beta": 0.6,
        "earning_assets": 1.5e11,
        "base_nim": 0.016,
    },
    "fund_metrics": {
        "nav_series": [1, 1.02, 1.01],
        "dates": ["2025-01-01", "2025-07-01", "2026-01-02"],
        "interval": "month",
        "risk_free_rate": 0.015,
    },
    "seven_day_yield": {"daily_income": [0.45] * 7},
    "sharpe_ratio": {"annualised_return": 0.042, "risk_free_rate": 0.015, "annualised_volatility": 0.06},
    "dca_scenarios": {"monthly_amount": 1000, "term_months": 3, "price_path": [1, 0.9, 0.95]},
    "check_suitability": {
        "customer_risk": "C3",
        "product_risk": "R3",
        "age": 40,
        "assessment_date": "2026-05-01",
    },
    "allocate": {
        "customer_risk": "C3",
        "horizon_months": 36,
        "monthly_surplus": 5000,
        "age": 40,
        "goal": "education",
    },
}
SLOTS = [(tool, name) for tool, args in GOOD.items() for name in args]

numbers = st.one_of(
    st.floats(), st.integers(-(10**30), 10**30), st.sampled_from([0, -1, 1e-9, 1e22, 0.1 + 0.2])
)
texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["NaN", "Infinity", "1e5", "0x10", "1_000", "１２", "", " ", "2026-02-30", "20261123", "C9", "1,000"]
    ),
)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=8),
        st.dictionaries(st.sampled_from(["months", "yield", "curve", "points", "x"]), inner, max_size=3),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("tool", GOOD)
def test_the_good_arguments_are_taken(tool: str) -> None:
    assert call_tool(tool, GOOD[tool], context()).error is None


@settings(max_examples=1000, deadline=None)
@given(where=st.sampled_from(SLOTS), value=junk)
def test_junk_in_one_argument_is_a_result_or_one_line(where: tuple[str, str], value: JsonValue) -> None:
    tool, name = where
    run = call_tool(tool, {**GOOD[tool], name: value}, context("en"))
    assert (run.result is None) != (run.error is None)
    if run.error is not None:
        assert run.error.code.startswith("E_")
        assert run.error.message
        assert "\n" not in run.error.message
    json.dumps(run.model_dump(mode="json"), allow_nan=False)
