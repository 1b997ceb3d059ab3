"""Allocation: the bank's table adds up, knows no product, and is for the roles it lists."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import cast

import pytest
import yaml
from pydantic import JsonValue, ValidationError

from common.people import Staff
from tests.tools.test_registry import context
from tools.allocate import FILE, AllocationTable
from tools.registry import call_tool

ARGS: dict[str, JsonValue] = {"customer_risk": "C3", "horizon_months": 36, "monthly_surplus": 5000}


def bands(**changed: JsonValue) -> dict[str, dict[str, JsonValue]]:
    run = call_tool("allocate", {**ARGS, **changed}, context())
    assert run.result is not None, run.error
    return {
        str(band["asset_class"]): band for band in cast("list[dict[str, JsonValue]]", run.result["bands"])
    }


def shares(band: dict[str, JsonValue]) -> tuple[float, float]:
    return cast("float", band["low"]), cast("float", band["high"])


@pytest.mark.parametrize(
    ("grade", "months", "age"), list(product(["C1", "C2", "C3", "C4", "C5"], [12, 13, 36, 37, 360], [40, 65]))
)
def test_every_row_can_be_filled_to_the_whole(grade: str, months: int, age: int) -> None:
    found = bands(customer_risk=grade, horizon_months=months, age=age)
    assert set(found) == {"deposit", "fixed_income", "equity", "alternative"}
    lows, highs = zip(*(shares(band) for band in found.values()), strict=True)
    assert sum(lows) <= 1 <= round(sum(highs), 9)
    for band in found.values():
        assert band["reason"]
        assert band["high_amount"] == pytest.approx(5000 * shares(band)[1], abs=0.005)


def test_more_risk_tolerance_never_lowers_the_limit_of_equity() -> None:
    for months in (12, 36, 60):
        limits = [
            shares(bands(customer_risk=f"C{n}", horizon_months=months)["equity"])[1] for n in range(1, 6)
        ]
        assert limits == sorted(limits)
        assert limits[0] == 0


def test_an_elderly_customer_has_a_lower_limit_with_its_own_reason() -> None:
    young, old = bands(age=64)["equity"], bands(age=65)["equity"]
    assert shares(young) == (0.05, 0.2)
    assert shares(old) == (0, 0.1)
    assert young["reason"] != old["reason"]


def test_the_emergency_fund_comes_first() -> None:
    result = call_tool("allocate", ARGS, context()).result
    assert result is not None
    assert result["emergency_months"] == [3, 6]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("teller", False), ("manager", True), ("supervisor", True), ("compliance", True), ("service", False)],
)
def test_only_the_listed_roles(role: str, allowed: bool) -> None:
    staff = Staff.model_validate({"id": "X1", "role": role})
    run = call_tool("allocate", ARGS, replace(context("en"), staff=staff))
    assert (run.error is None) == allowed
    if run.error is not None:
        assert run.error.code == "E_ROLE"
        assert "managers" in run.error.message


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"customer_risk": "R3"}, "E_CHOICE", "customer_risk"),
        ({"horizon_months": 0}, "E_TERM", "horizon_months"),
        ({"horizon_months": 361}, "E_TERM", "horizon_months"),
        ({"monthly_surplus": 49}, "E_AMT_RANGE", "monthly_surplus"),
        ({"age": 130}, "E_AGE", "age"),
    ],
)
def test_limits(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    error = call_tool("allocate", {**ARGS, **changed}, context()).error
    assert error is not None
    assert (error.code, error.slot) == (code, slot)


def test_a_table_that_cannot_add_up_is_refused() -> None:
    table = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    table["bands"]["C1"]["short"]["deposit"] = [80, 90]
    table["bands"]["C1"]["short"]["fixed_income"] = [0, 5]
    with pytest.raises(ValidationError, match="C1 short"):
        AllocationTable.model_validate(table)
