"""Bond yields by the interbank convention: the worked figures of every branch, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import JsonValue

from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.coupons import add_months, locate
from tools.registry import call_tool
from tools.roots import brent

SETTLEMENT = "2026-11-23"


def price(**args: JsonValue) -> ToolRun:
    context = ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language="en",
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )
    return call_tool("bond_yield", {"settlement": SETTLEMENT, **args}, context)


def figures(run: ToolRun, *names: str) -> list[JsonValue]:
    assert run.result is not None, run.error
    return [run.result[name] for name in names]


@pytest.mark.parametrize(
    ("bond", "branch", "accrued", "ytm"),
    [
        (("0.0267", 2, "2033-05-25", "105.004141"), "compounded", 1.320489, 0.0185),
        (("0.0235", 1, "2029-03-18", "101.20"), "compounded", 1.609589, 0.01813980),
        (("0.0250", 1, "2027-03-10", "100.25"), "last_period_simple", 1.767123, 0.01614627),
        (("0.0250", 2, "2027-03-10", "100.25"), "last_period_simple", 0.511050, 0.01655317),
        (("0", 0, "2027-05-24", "99.30"), "bill_simple", 0, 0.01413742),
        (("0", 1, "2028-11-23", "96.50"), "zero_compounded", 0, 0.01797320),
        (("0.03", 1, "2029-11-23", "100"), "compounded", 0, 0.03),
    ],
)
def test_each_branch_gives_its_worked_figure(
    bond: tuple[str, int, str, str], branch: str, accrued: float, ytm: float
) -> None:
    coupon, frequency, maturity, clean = bond
    run = price(coupon_rate=coupon, frequency=frequency, maturity=maturity, clean_price=clean)
    assert figures(run, "branch") == [branch]
    assert figures(run, "accrued", "ytm") == pytest.approx([accrued, ytm], abs=6e-7)


def test_risk_measures_of_the_worked_bonds() -> None:
    names = ("macaulay_duration", "modified_duration", "convexity", "dv01")
    ten_year = price(coupon_rate=0.0267, frequency=2, maturity="2033-05-25", clean_price=105.004141)
    assert figures(ten_year, *names) == pytest.approx([5.954623, 5.900047, 39.8938, 0.062732], rel=1e-5)
    at_par = price(coupon_rate=0.03, frequency=1, maturity="2029-11-23", clean_price=100)
    assert figures(at_par, *names[:3]) == pytest.approx([2.913470, 2.828611, 10.876681], rel=1e-6)


def test_days_and_dates_are_named() -> None:
    run = price(coupon_rate=0.0235, frequency=1, maturity="2029-03-18", clean_price=101.2)
    names = ("accrued_days", "period_days", "days_to_next_coupon", "next_coupon_date", "coupons_left")
    assert figures(run, *names) == [250, 365, 115, "2027-03-18", 3]


def test_a_settlement_on_a_coupon_date_accrues_nothing() -> None:
    run = price(
        coupon_rate=0.03, frequency=2, maturity="2030-05-23", clean_price=101, settlement="2026-11-23"
    )
    assert figures(run, "accrued", "accrued_days", "days_to_next_coupon") == [0, 0, 181]


def test_a_short_first_period_accrues_from_issue_and_pays_for_its_days() -> None:
    common: dict[str, JsonValue] = {"coupon_rate": 0.03, "frequency": 1, "clean_price": 100}
    short = price(**common, maturity="2031-06-15", issue="2026-11-01")
    assert figures(short, "accrued_days") == [22]
    after = price(**common, maturity="2031-06-15", issue="2025-11-01")
    regular = price(**common, maturity="2031-06-15")
    assert figures(after, "ytm") == figures(regular, "ytm")
    assert figures(short, "ytm") != figures(regular, "ytm")


def test_coupon_dates_keep_to_the_end_of_the_month() -> None:
    assert add_months(date(2027, 8, 31), -6) == date(2027, 2, 28)
    kept = locate(date(2026, 11, 23), date(2030, 2, 28), 2, issue=date(2020, 8, 31))
    assert (kept.previous, kept.following) == (date(2026, 8, 31), date(2027, 2, 28))
    leap = locate(date(2027, 11, 23), date(2030, 8, 31), 2)
    assert leap.following == date(2028, 2, 29)


def test_the_coupon_year_of_a_bill_has_the_days_of_its_year() -> None:
    run = price(coupon_rate=0, frequency=0, maturity="2028-05-23", clean_price=99, settlement="2027-11-23")
    assert figures(run, "year_days") == [366]


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"settlement": "2030-01-01"}, "E_SETTLE", "settlement"),
        ({"settlement": "2029-03-18"}, "E_SETTLE", "settlement"),
        ({"issue": "2027-01-01"}, "E_SETTLE", "settlement"),
        ({"issue": "2030-01-01"}, "E_SETTLE", "issue"),
        ({"coupon_rate": 0.16}, "E_RATE_RANGE", "coupon_rate"),
        ({"coupon_rate": "NaN"}, "E_NUMBER", "coupon_rate"),
        ({"coupon_rate": "2e-2"}, "E_NUMBER", "coupon_rate"),
        ({"clean_price": 10}, "E_AMT_RANGE", "clean_price"),
        ({"frequency": 3}, "E_FREQUENCY", "frequency"),
        ({"frequency": 0}, "E_FREQUENCY", "frequency"),
        ({"maturity": "2029-02-30"}, "E_DATE", "maturity"),
        ({"maturity": 20290318}, "E_DATE", "maturity"),
        ({"maturity": "9999-12-31"}, "E_DATE", "maturity"),
        ({"settlement": "0001-01-01"}, "E_DATE", "settlement"),
        ({"maturity": "2027-01-15", "clean_price": 20}, "E_NO_ROOT", "clean_price"),
        ({"maturity": "2076-01-15", "coupon_rate": 0.15, "clean_price": 20}, "E_NO_ROOT", "clean_price"),
    ],
)
def test_bad_input_names_its_code_and_slot(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    base: dict[str, JsonValue] = {
        "coupon_rate": 0.0235,
        "frequency": 1,
        "maturity": "2029-03-18",
        "clean_price": 101.2,
    }
    run = price(**{**base, **changed})
    assert run.error is not None
    assert (run.error.code, run.error.slot) == (code, slot)
    assert "\n" not in run.error.message


def test_brent_finds_a_root_or_says_there_is_none() -> None:
    assert brent(lambda x: x**3 - 2, 0, 2) == pytest.approx(2 ** (1 / 3), abs=1e-12)
    assert brent(lambda x: x - 1, 1, 3) == 1
    assert brent(lambda x: x * x + 1, -1, 1) is None
