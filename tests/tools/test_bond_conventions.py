"""The conventions side by side: what each changes, the names of day counts, the cash flows, the spread."""

from __future__ import annotations

from typing import cast

import pytest
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.base import ToolRun
from tools.registry import call_tool

A: dict[str, JsonValue] = {
    "coupon_rate": 0.0267,
    "frequency": 2,
    "maturity": "2033-05-25",
    "clean_price": 105.004141,
}
C: dict[str, JsonValue] = {
    "coupon_rate": 0.025,
    "frequency": 1,
    "maturity": "2027-03-10",
    "clean_price": 100.25,
}
D: dict[str, JsonValue] = {**C, "frequency": 2}
BILL: dict[str, JsonValue] = {"coupon_rate": 0, "frequency": 0, "maturity": "2027-05-24", "clean_price": 99.3}
ZERO: dict[str, JsonValue] = {"coupon_rate": 0, "frequency": 1, "maturity": "2028-11-23", "clean_price": 96.5}
CURVE: list[JsonValue] = [
    {"years": 1, "yield": 0.0135},
    {"years": 5, "yield": 0.0155},
    {"years": 7, "yield": 0.0165},
    {"years": 10, "yield": 0.018},
]


def bond(terms: dict[str, JsonValue], **changed: JsonValue) -> ToolRun:
    return call_tool("bond_yield", {"settlement": "2026-11-23", **terms, **changed}, context("en"))


def figures(run: ToolRun) -> dict[str, JsonValue]:
    assert run.result is not None, run.error
    return run.result


def test_the_exchange_accrues_on_365_days() -> None:
    market, exchange = figures(bond(A)), figures(bond(A, convention="exchange"))
    assert market["accrued"] == pytest.approx(1.320489, abs=6e-7)
    assert exchange["accrued"] == pytest.approx(1.331342, abs=6e-7)
    assert exchange["ytm"] != market["ytm"]
    assert "ACT/365" in str(exchange["convention"])


def test_the_semi_annual_last_period_is_not_halved_by_its_year_fraction() -> None:
    """A library's simple yield on ACT/ACT gives 1.641711 %, its year fraction being 107/181/2."""
    found = figures(bond(D))
    assert found["branch"] == "last_period_simple"
    assert found["ytm"] == pytest.approx(0.01655317, abs=6e-9)
    redemption, dirty = 100 + 2.5 / 2, 100.25 + 2.5 / 2 * 74 / 181
    assert found["ytm"] == pytest.approx((redemption / dirty - 1) * 365 / 107, abs=1e-11)


def test_the_last_period_compounded_has_the_other_figure() -> None:
    assert figures(bond(C))["ytm"] == pytest.approx(0.01614627, abs=6e-9)
    compounded = figures(bond(C, convention="compounded"))
    assert compounded["ytm"] == pytest.approx(0.01623862, abs=6e-9)
    assert (compounded["branch"], compounded["compounding"]) == ("compounded", 1)


def test_a_bill_is_simple_in_both_markets_and_compounded_on_request() -> None:
    for convention in (None, "exchange"):
        found = figures(bond(BILL, **({} if convention is None else {"convention": convention})))
        assert (found["branch"], found["compounding"]) == ("bill_simple", 0)
        assert found["ytm"] == pytest.approx(0.01413742, abs=6e-9)
    compounded = figures(bond(BILL, convention="compounded"))
    assert (compounded["branch"], compounded["compounding"]) == ("zero_compounded", 1)
    assert compounded["ytm"] == pytest.approx((100 / 99.3) ** (365 / 182) - 1, abs=1e-9)


def test_a_day_count_of_its_own_means_compounding_and_a_market_keeps_its_own() -> None:
    assert "compounded" in str(figures(bond(A, day_count="ActualActual.ISMA"))["convention"])
    assert "interbank" in str(figures(bond(A, day_count="ACT/ACT", convention="interbank"))["convention"])
    refused = bond(A, day_count="30/360", convention="exchange").error
    assert refused is not None
    assert (refused.code, refused.slot) == ("E_DAY_COUNT", "day_count")


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("Actual365Fixed", "Actual365Fixed"),
        ("ACT/365", "Actual365Fixed"),
        ("act/365f", "Actual365Fixed"),
        ("Actual/365 (Fixed)", "Actual365Fixed"),
        ("实际/365", "Actual365Fixed"),
        ("ACT/360", "Actual360"),
        ("30/360", "Thirty360.BondBasis"),
        ("Thirty360.BondBasis", "Thirty360.BondBasis"),
        ("30E/360", "Thirty360.European"),
        ("ActualActual.ISMA", "ActualActual.ISMA"),
        ("ACT/ACT ICMA", "ActualActual.ISMA"),
        ("act/act isda", "ActualActual.ISDA"),
    ],
)
def test_a_day_count_is_known_by_its_usual_names(spelling: str, name: str) -> None:
    assert figures(bond(A, day_count=spelling))["day_count"] == name


@pytest.mark.parametrize("terms", [A, C, D, BILL, ZERO], ids=["A", "C", "D", "bill", "zero"])
@pytest.mark.parametrize("convention", ["interbank", "exchange", "compounded"])
def test_the_cash_flows_add_up_to_the_dirty_price(terms: dict[str, JsonValue], convention: str) -> None:
    found = figures(bond(terms, convention=convention))
    rows = cast("list[dict[str, float]]", found["timeline"])
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row["cash"] * row["discount_factor"] == pytest.approx(row["present_value"], abs=1e-8)
    assert sum(row["present_value"] for row in rows) == pytest.approx(found["dirty_price"], abs=1e-8)
    last = cast("list[dict[str, JsonValue]]", found["timeline"])[-1]
    assert (last["pay_date"], last["days"]) == (terms["maturity"], found["days_to_maturity"])
    coupons = float(str(terms["coupon_rate"])) * 100 / (cast("int", terms["frequency"]) or 1) * len(rows)
    assert sum(row["cash"] for row in rows) == pytest.approx(100 + coupons, abs=1e-9)


def test_the_worked_bond_has_fourteen_payments_half_a_year_apart() -> None:
    rows = cast("list[dict[str, JsonValue]]", figures(bond(A))["timeline"])
    assert len(rows) == 14
    assert [rows[0][name] for name in ("pay_date", "days", "cash", "kind")] == [
        "2026-11-25",
        2,
        1.335,
        "coupon",
    ]
    assert rows[0]["periods"] == pytest.approx(2 / 184, abs=1e-9)
    assert rows[-1]["kind"] == "coupon_and_redemption"
    assert rows[-1]["cash"] == 101.335


def test_the_yuan_paid_are_those_of_the_face_value() -> None:
    found = figures(bond(A, face=5_000_000))
    assert found["settlement_amount"] == pytest.approx(106.32463 * 50_000, abs=0.02)
    risk = call_tool(
        "bond_risk", {"settlement": "2026-11-23", **A, "face": 5_000_000, "shift_bp": 10}, context()
    )
    assert risk.result is not None, risk.error
    assert risk.result["face_change"] == pytest.approx(-0.625205 * 50_000, abs=0.05)


@pytest.mark.parametrize(("named", "curve"), [("国债", "treasury"), ("国开", "cdb"), ("cdb", "cdb")])
def test_the_spread_is_the_yield_less_the_interpolated_curve(named: str, curve: str) -> None:
    found = figures(bond(A, benchmark={"curve": named, "points": CURVE, "as_of": "2026-11-20"}))
    assert cast("dict[str, str]", found["spread"])["curve"] == curve
    spread = cast("dict[str, float]", found["spread"])
    years = 2375 / 365
    expected = 0.0155 + (0.0165 - 0.0155) * (years - 5) / 2
    assert spread["benchmark_yield"] == pytest.approx(expected, abs=1e-9)
    assert spread["spread_bp"] == pytest.approx((0.0185 - expected) * 10_000, abs=1e-3)
    assert (spread["from_years"], spread["to_years"]) == (5, 7)


@pytest.mark.parametrize(
    "points",
    [
        CURVE[:1],
        list(reversed(CURVE)),
        [CURVE[0], CURVE[0]],
        CURVE[:2],
        [{"years": 7, "yield": 0.016}, {"years": 10, "yield": 0.017}],
    ],
    ids=["one", "falling", "twice", "too short", "too long"],
)
def test_a_curve_that_has_no_value_there_is_refused(points: list[JsonValue]) -> None:
    run = bond(A, benchmark={"curve": "treasury", "points": points})
    assert run.error is not None
    assert (run.error.code, run.error.slot) == ("E_SERIES", "benchmark")
    assert "\n" not in run.error.message


def test_the_curve_has_a_value_at_its_own_points() -> None:
    zero: dict[str, JsonValue] = {
        "coupon_rate": 0,
        "frequency": 1,
        "maturity": "2031-11-22",
        "clean_price": 92,
    }
    spread = figures(bond(zero, benchmark={"curve": "treasury", "points": CURVE}))["spread"]
    assert cast("dict[str, float]", spread)["benchmark_yield"] == pytest.approx(0.0155, abs=1e-9)


def test_risk_follows_the_convention_too() -> None:
    shift: dict[str, JsonValue] = {"settlement": "2026-11-23", **C, "shift_bp": 100}
    simple = call_tool("bond_risk", shift, context()).result
    compounded = call_tool("bond_risk", {**shift, "convention": "compounded"}, context()).result
    assert simple is not None
    assert compounded is not None
    assert simple["macaulay_duration"] == compounded["macaulay_duration"] == pytest.approx(107 / 365)
    assert compounded["modified_duration"] == pytest.approx(107 / 365 / 1.01623862, abs=1e-8)
    assert simple["modified_duration"] == pytest.approx(107 / 365 / (1 + 0.01614627 * 107 / 365), abs=1e-8)
