"""Real calls of the tools whose results are drawn."""

from __future__ import annotations

from pydantic import JsonValue

from common.language import Language
from tests.tools.test_registry import context
from tools.base import ToolRun
from tools.charts import Chart, charts_of
from tools.registry import call_tool

LOAN: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}
BUCKETS: list[JsonValue] = [
    {"months": 3, "assets": 30_000_000_000, "liabilities": 22_000_000_000},
    {"months": 6, "assets": 20_000_000_000, "liabilities": 15_000_000_000},
    {"months": 12, "assets": 25_000_000_000, "liabilities": 18_000_000_000},
]
NAVS: list[JsonValue] = [1.0000, 1.0120, 0.9980, 1.0250, 0.9840, 0.9610, 0.9905, 1.0320, 1.0215, 1.0480]
TERMS: dict[str, JsonValue] = {
    "coupon_rate": 0.0267,
    "frequency": 2,
    "maturity": "2033-05-25",
    "settlement": "2026-11-23",
    "issue": "2023-05-25",
}

DRAWN: dict[str, dict[str, JsonValue]] = {
    "amortise": LOAN,
    "prepay": {**LOAN, "paid_months": 60, "prepay_amount": 200_000},
    "bond_yield": {**TERMS, "clean_price": 105.004141},
    "bond_risk": {**TERMS, "yield": 0.0185, "shift_bp": 50},
    "allocate": {"customer_risk": "C3", "horizon_months": 60, "monthly_surplus": 8000},
    "dca_scenarios": {"monthly_amount": 1000, "term_months": 36},
    "nim_effect": {
        "rate_shift_bp": -25,
        "deposit_beta": 0.6,
        "earning_assets": 150_000_000_000,
        "base_nim": 0.016,
        "buckets": BUCKETS,
    },
    "fund_metrics": {"nav_series": NAVS},
}
"""Arguments of one call of each tool that has a chart."""


def run(tool: str, **changed: JsonValue) -> ToolRun:
    """A call that went well."""
    done = call_tool(tool, {**DRAWN[tool], **changed}, context())
    assert done.error is None, done.error
    return done


def chart(tool: str, language: Language = "zh", **changed: JsonValue) -> Chart:
    """The one chart of a call."""
    (only,) = charts_of((run(tool, **changed),), language)
    return only
