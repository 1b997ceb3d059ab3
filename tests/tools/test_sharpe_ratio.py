"""Sharpe ratio: the worked figure and the limits."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.registry import call_tool

ARGS: dict[str, JsonValue] = {
    "annualised_return": 0.042,
    "risk_free_rate": 0.015,
    "annualised_volatility": 0.06,
}


def test_the_worked_ratio() -> None:
    run = call_tool("sharpe_ratio", ARGS, context())
    assert run.result is not None, run.error
    assert (run.result["excess_return"], run.result["sharpe"]) == (0.027, 0.45)


def test_a_return_below_the_risk_free_rate_is_negative() -> None:
    run = call_tool("sharpe_ratio", {**ARGS, "annualised_return": -0.03}, context())
    assert run.result is not None, run.error
    assert run.result["sharpe"] == -0.75


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"annualised_volatility": 0}, "E_RATE_RANGE"),
        ({"risk_free_rate": 1.5}, "E_RATE_RANGE"),
        ({"annualised_return": float("inf")}, "E_NUMBER"),
        ({"annualised_return": "4e-2"}, "E_NUMBER"),
    ],
)
def test_limits(changed: dict[str, JsonValue], code: str) -> None:
    error = call_tool("sharpe_ratio", {**ARGS, **changed}, context()).error
    assert error is not None
    assert (error.code, error.slot) == (code, next(iter(changed)))
