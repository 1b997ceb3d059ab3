"""Durations, convexity and the price of a yield shift: the worked figures of bonds A, B, G and H."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.registry import call_tool

A: dict[str, JsonValue] = {"coupon_rate": 0.0267, "frequency": 2, "maturity": "2033-05-25", "yield": 0.0185}
B: dict[str, JsonValue] = {
    "coupon_rate": 0.0235,
    "frequency": 1,
    "maturity": "2029-03-18",
    "clean_price": 101.2,
}
G: dict[str, JsonValue] = {"coupon_rate": 0.03, "frequency": 1, "maturity": "2029-11-23", "clean_price": 100}
H: dict[str, JsonValue] = {"coupon_rate": 0.03, "frequency": 1, "maturity": "2031-11-23", "yield": 0.04}


def shift(bond: dict[str, JsonValue], **args: JsonValue) -> ToolRun:
    context = ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language="en",
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )
    return call_tool("bond_risk", {"settlement": "2026-11-23", **bond, **args}, context)


def figures(run: ToolRun, *names: str) -> list[JsonValue]:
    assert run.result is not None, run.error
    return [run.result[name] for name in names]


def test_bond_a_has_its_worked_price_and_measures() -> None:
    run = shift(A, shift_bp=10)
    prices = figures(run, "accrued", "dirty_price", "clean_price")
    assert prices == pytest.approx([1.320489, 106.324630, 105.004141], abs=6e-7)
    measures = figures(run, "macaulay_duration", "modified_duration", "convexity", "dv01")
    assert measures == pytest.approx([5.954623, 5.900047, 39.8938, 0.062732], abs=2e-6)


@pytest.mark.parametrize(
    ("bp", "change"),
    [
        (10, -0.625205),
        (-10, 0.629446),
        (50, -3.084223),
        (-50, 3.190278),
        (100, -6.066207),
        (-100, 6.490580),
        (0, 0),
    ],
)
def test_bond_a_is_repriced_to_the_worked_change(bp: int, change: float) -> None:
    assert figures(shift(A, shift_bp=bp), "change") == pytest.approx([change], abs=6e-7)


def test_duration_and_convexity_come_near_the_repriced_change() -> None:
    run = shift(A, shift_bp=100)
    duration, both = figures(run, "duration_change", "convexity_change")
    assert both == pytest.approx(-6.061119, abs=6e-7)
    assert duration == pytest.approx(-5.900047 * 0.01 * 106.324630, abs=1e-5)


def test_bond_b_is_priced_from_its_clean_price() -> None:
    run = shift(B, shift_bp=50)
    assert figures(run, "priced_from") == ["clean_price"]
    assert figures(run, "ytm", "modified_duration", "convexity") == pytest.approx(
        [0.01813980, 2.207248, 7.144675], abs=6e-7
    )
    shares = figures(run, "change_share", "duration_change_share")
    assert shares == pytest.approx([-0.0109, -0.0110], abs=6e-5)


def test_bond_g_at_par_moves_to_the_worked_prices() -> None:
    names = ("macaulay_duration", "modified_duration", "convexity")
    assert figures(shift(G, shift_bp=10), *names) == pytest.approx([2.913470, 2.828611, 10.876681], abs=6e-7)
    up, down = shift(G, shift_bp=10), shift(G, shift_bp=-10)
    assert figures(up, "shifted_dirty_price") == pytest.approx([99.717682], abs=6e-7)
    assert figures(down, "shifted_dirty_price") == pytest.approx([100.283406], abs=6e-7)


def test_bond_h_is_priced_from_its_yield() -> None:
    run = shift(H, shift_bp=1)
    assert figures(run, "dirty_price", "modified_duration") == pytest.approx([95.548178, 4.528354], abs=6e-7)
    assert figures(run, "priced_from") == ["yield"]


@pytest.mark.parametrize(
    "bond",
    [
        {"coupon_rate": 0.025, "frequency": 1, "maturity": "2027-03-10", "clean_price": 100.25},
        {"coupon_rate": 0, "frequency": 0, "maturity": "2027-05-24", "clean_price": 99.3},
        {"coupon_rate": 0, "frequency": 1, "maturity": "2028-11-23", "clean_price": 96.5},
    ],
    ids=["last period", "bill", "zero"],
)
def test_the_measures_are_the_slopes_of_every_branch(bond: dict[str, JsonValue]) -> None:
    """Duration and convexity against central differences of the tool's own repricing."""
    size = 50
    up, down = shift(bond, shift_bp=size), shift(bond, shift_bp=-size)
    here, modified, convexity = (
        float(str(value)) for value in figures(up, "dirty_price", "modified_duration", "convexity")
    )
    high, low = (float(str(figures(run, "shifted_dirty_price")[0])) for run in (up, down))
    step = size / 10_000
    assert (low - high) / (2 * step * here) == pytest.approx(modified, rel=1e-3)
    assert (low + high - 2 * here) / (step**2 * here) == pytest.approx(convexity, rel=1e-3)


def test_a_price_and_a_yield_that_agree_are_taken_and_others_are_not() -> None:
    assert shift(B, shift_bp=50, **{"yield": 0.01814}).error is None
    run = shift(B, shift_bp=50, **{"yield": 0.02})
    assert run.error is not None
    assert (run.error.code, run.error.slot) == ("E_PRICE_YIELD", "yield")
    assert "1.814%" in run.error.message
    assert "2%" in run.error.message


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"shift_bp": 501}, "E_BP_RANGE", "shift_bp"),
        ({"shift_bp": -500.5}, "E_BP_RANGE", "shift_bp"),
        ({"shift_bp": "1e2"}, "E_NUMBER", "shift_bp"),
        ({"clean_price": None}, "E_MISSING", "clean_price"),
        ({"clean_price": 201}, "E_AMT_RANGE", "clean_price"),
        ({"clean_price": None, "yield": 0.51}, "E_RATE_RANGE", "yield"),
        ({"coupon_rate": 0.16}, "E_RATE_RANGE", "coupon_rate"),
        ({"settlement": "2029-03-18"}, "E_SETTLE", "settlement"),
        ({"frequency": 3}, "E_FREQUENCY", "frequency"),
        ({"maturity": "2027-01-15", "clean_price": 20}, "E_NO_ROOT", "clean_price"),
    ],
)
def test_bad_input_names_its_code_and_slot(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    given: dict[str, JsonValue] = {**B, "shift_bp": 50, **changed}
    run = shift({name: value for name, value in given.items() if value is not None})
    assert run.error is not None
    assert (run.error.code, run.error.slot) == (code, slot)
    assert "\n" not in run.error.message


def test_an_unknown_argument_is_told_which_there_are() -> None:
    run = shift(B, shift_bp=1, rating="AAA")
    assert run.error is not None
    assert "yield" in run.error.message
    assert "yield_" not in run.error.message


@pytest.mark.parametrize("bp", [-500, 500])
def test_the_largest_shifts_are_taken(bp: int) -> None:
    assert shift(A, shift_bp=bp).error is None
