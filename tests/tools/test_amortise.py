"""Amortisation: the worked figures, balloons, stub periods, day counts, and the unrounded reference."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pydantic import JsonValue

from common.language import Language
from tests.tools.outside_data import outside_file
from tests.tools.test_registry import context
from tools.amortise import Amortisation, AmortiseArguments, Method, amortise, schedule
from tools.base import ToolError
from tools.registry import call_tool

BALLOON: dict[str, JsonValue] = {
    "principal": 300_000,
    "term_months": 36,
    "annual_rate": 0.045,
    "method": "balloon",
}
MILLION: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}


def run(**args: JsonValue) -> Amortisation:
    done = call_tool("amortise", args, context())
    assert done.error is None, done.error
    return Amortisation.model_validate(done.result)


def refused(language: Language = "zh", **args: JsonValue) -> ToolError:
    done = call_tool("amortise", args, context(language))
    assert done.result is None
    assert done.error is not None
    assert "\n" not in done.error.message
    return done.error


def quote(principal: int, months: int, rate: str, method: Method = "equal_instalment") -> tuple[str, ...]:
    loan = amortise(
        AmortiseArguments(
            principal=Decimal(principal), term_months=months, annual_rate=Decimal(rate), method=method
        )
    )
    return tuple(str(value) for value in (loan.payment, loan.last_payment, loan.total_interest))


@pytest.mark.parametrize(
    ("principal", "months", "rate", "expected"),
    [
        (1_000_000, 360, "0.035", ("4490.45", "4488.52", "616560.07")),
        (300_000, 36, "0.036", ("8803.91", "8804.07", "16940.92")),
        (500_000, 240, "0.0305", ("2785.52", "2785.38", "168524.66")),
        (120_000, 12, "0", ("10000.00", "10000.00", "0.00")),
    ],
)
def test_equal_instalments(principal: int, months: int, rate: str, expected: tuple[str, ...]) -> None:
    assert quote(principal, months, rate) == expected


def test_equal_principal_falls_month_by_month() -> None:
    assert quote(1_000_000, 360, "0.035", "equal_principal") == ("5694.45", "2785.08", "526457.92")
    rows = schedule(Decimal(1_000_000), 360, Decimal("0.035"), "equal_principal")
    assert rows[1].payment == Decimal("5686.34")


def test_equal_principal_unrounded_has_the_closed_form() -> None:
    loan = run(**MILLION, method="equal_principal", rounding="none")
    assert float(loan.total_interest) == pytest.approx(1_000_000 * 0.035 / 12 * 361 / 2, abs=1e-6)
    assert round(loan.total_interest, 2) == Decimal("526458.33")


def test_interest_only_repays_the_principal_at_the_end() -> None:
    assert quote(200_000, 12, "0.0385", "interest_only") == ("641.67", "200641.67", "7700.04")


def test_the_first_and_last_rows_of_the_reference_loan() -> None:
    rows = schedule(Decimal(1_000_000), 360, Decimal("0.035"), "equal_instalment")
    assert (rows[0].interest, rows[0].principal) == (Decimal("2916.67"), Decimal("1573.78"))
    assert rows[59].balance.quantize(Decimal("0.1")) == Decimal("896970.5")
    assert rows[-1].balance == 0


def test_a_tie_is_rounded_up_though_a_twelfth_of_the_rate_has_no_end() -> None:
    # 1,002 × 3.5 % / 12 is 2.9225 a month; 1,020 × 4.1 % / 12 is 3.485 exactly: half a cent goes up
    (row, *_) = schedule(Decimal(1_020), 12, Decimal("0.041"), "interest_only")
    assert row.interest == Decimal("3.49")


# -- a balloon


def test_a_sum_left_to_the_end_lowers_the_instalment() -> None:
    loan = run(**BALLOON, balloon=100_000)
    assert (loan.payment, loan.balloon) == (Decimal("6324.38"), Decimal(100_000))
    assert loan.last_payment - 100_000 == Decimal("6324.59")  # the last instalment takes up the rounding
    assert sum(row.principal for row in loan.schedule) == 300_000
    assert loan.schedule[-1].balance == 0


def test_instalments_over_a_longer_term_leave_the_balance_as_the_balloon() -> None:
    loan = run(**BALLOON, amortised_over=120)
    assert (loan.payment, loan.balloon, loan.instalments) == (Decimal("3109.15"), Decimal("223677.42"), 36)
    assert loan.amortised_over == 120


def test_both_ways_of_saying_a_balloon_give_the_same_loan() -> None:
    said = run(**BALLOON, amortised_over=120)
    meant = run(**BALLOON, balloon=223_677.42)
    assert (said.payment, said.schedule) == (meant.payment, meant.schedule)


def test_a_balloon_without_interest_spreads_the_rest_evenly() -> None:
    loan = run(**{**BALLOON, "annual_rate": 0}, balloon=120_000)
    assert {row.payment for row in loan.schedule[:-1]} == {5000}
    assert loan.last_payment == 125_000
    assert run(**{**BALLOON, "annual_rate": 0}, amortised_over=60).balloon == 120_000


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({}, "E_MISSING", "balloon"),
        ({"balloon": 300_000}, "E_AMT_RANGE", "balloon"),
        ({"balloon": 0}, "E_AMT_RANGE", "balloon"),
        ({"balloon": -1}, "E_AMT_RANGE", "balloon"),
        ({"balloon": 0.001}, "E_AMT_RANGE", "balloon"),
        ({"balloon": 100.001}, "E_CENTS", "balloon"),
        ({"amortised_over": 36}, "E_TERM", "amortised_over"),
        ({"amortised_over": 361}, "E_TERM", "amortised_over"),
        ({"balloon": 1000, "amortised_over": 120}, "E_VALUE", "amortised_over"),
        ({"method": "equal_instalment", "balloon": 1000}, "E_VALUE", "balloon"),
        ({"method": "interest_only", "amortised_over": 120}, "E_VALUE", "amortised_over"),
        ({"amortised_over": 120, "day_count": "ACT/360", "start_date": "2026-11-23"}, "E_VALUE", "day_count"),
    ],
)
def test_a_balloon_that_does_not_fit_is_named(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    for language in ("zh", "en"):
        error = refused(language, **{**BALLOON, **changed})
        assert (error.code, error.slot) == (code, slot)


# -- the first stub period, and actual days


def test_a_stub_is_the_days_at_the_rate_over_360() -> None:
    loan = run(**MILLION, stub_days=20)
    assert (loan.stub_days, loan.stub_interest) == (20, Decimal("1944.44"))
    first, second = loan.schedule[:2]
    assert (first.period, first.payment, first.principal, first.balance) == (
        0,
        Decimal("1944.44"),
        Decimal(0),
        Decimal(1_000_000),
    )
    assert (second.period, second.payment, loan.payment) == (1, Decimal("4490.45"), Decimal("4490.45"))
    assert loan.total_interest == Decimal("616560.07") + Decimal("1944.44")


def test_a_stub_within_the_first_instalment_takes_the_place_of_its_month() -> None:
    loan = run(**MILLION, stub_days=20, stub_in="first_instalment")
    assert len(loan.schedule) == 360
    assert loan.schedule[0].payment == Decimal("1573.78") + Decimal("1944.44")
    assert loan.schedule[1:] == run(**MILLION).schedule[1:]
    assert loan.total_interest == Decimal("616560.07") - Decimal("2916.67") + Decimal("1944.44")


def test_dates_make_the_stub_and_the_due_dates() -> None:
    loan = run(**MILLION, start_date="2026-11-23", first_due="2026-12-13")
    assert loan.stub_interest == Decimal("1944.44")
    assert [str(row.due) for row in loan.schedule[:3]] == ["2026-12-13", "2027-01-13", "2027-02-13"]
    regular = run(**MILLION, start_date="2026-11-23", first_due="2026-12-23")
    assert regular.stub_interest is None
    assert str(regular.schedule[0].due) == "2026-12-23"


def test_due_dates_stay_on_their_day_or_the_last_of_a_shorter_month() -> None:
    rows = run(**{**MILLION, "term_months": 4}, start_date="2026-12-31").schedule
    assert [str(row.due) for row in rows] == ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]


def test_interest_by_actual_days() -> None:
    loan: dict[str, JsonValue] = {
        "principal": 200_000,
        "term_months": 12,
        "annual_rate": 0.0385,
        "method": "interest_only",
        "start_date": "2026-11-23",
    }
    rows = run(**loan, day_count="ACT/360").schedule
    assert {row.interest for row in rows if row.days == 31} == {Decimal("663.06")}
    assert sum(row.days or 0 for row in rows) == 365
    exact = run(**loan, day_count="ACT/360", rounding="none")
    assert round(exact.total_interest, 2) == Decimal("7806.94")
    assert round(run(**loan, day_count="ACT/365", rounding="none").total_interest, 8) == 7700
    assert round(run(**loan, rounding="none").total_interest, 8) == 7700


@pytest.mark.parametrize("day_count", ["ACT/360", "ACT/365"])
@pytest.mark.parametrize("balloon", [None, 250_000])
def test_level_instalments_by_actual_days_are_worth_the_loan(day_count: str, balloon: int | None) -> None:
    method: dict[str, JsonValue] = {} if balloon is None else {"method": "balloon", "balloon": balloon}
    loan = run(**MILLION, **method, day_count=day_count, start_date="2026-11-23", rounding="none")
    year = Decimal(day_count.removeprefix("ACT/"))
    worth, discount = Decimal(0), Decimal(1)
    for row in loan.schedule:
        discount /= 1 + Decimal("0.035") * (row.days or 0) / year
        worth += row.payment * discount
    assert float(worth) == pytest.approx(1_000_000, abs=1e-9)
    payments = {round(row.payment, 9) for row in loan.schedule[:-1]}
    assert len(payments) == 1


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"day_count": "ACT/360"}, "E_MISSING", "start_date"),
        ({"day_count": "30/365"}, "E_CHOICE", "day_count"),
        ({"first_due": "2026-12-13"}, "E_MISSING", "start_date"),
        ({"start_date": "2026-11-23", "first_due": "2026-11-23"}, "E_PERIOD", "first_due"),
        ({"start_date": "2026-11-23", "first_due": "2026-11-01"}, "E_PERIOD", "first_due"),
        ({"start_date": "2026-11-23", "first_due": "2027-02-23"}, "E_PERIOD", "first_due"),
        ({"start_date": "2026-02-30"}, "E_DATE", "start_date"),
        ({"start_date": 20261123}, "E_DATE", "start_date"),
        ({"start_date": "2026-11-23", "first_due": "2026-12-13", "stub_days": 19}, "E_DAYS", "stub_days"),
        ({"stub_days": 0}, "E_DAYS", "stub_days"),
        ({"stub_days": 63}, "E_DAYS", "stub_days"),
        ({"stub_days": 1.5}, "E_DAYS", "stub_days"),
        ({"period": 361}, "E_TERM", "period"),
        ({"term_months": 12, "period": 13}, "E_TERM", "period"),
        ({"rounding": "up"}, "E_CHOICE", "rounding"),
    ],
)
def test_days_and_dates_that_cannot_be_are_named(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    for language in ("zh", "en"):
        error = refused(language, **{**MILLION, **changed})
        assert (error.code, error.slot) == (code, slot)


# -- the unrounded reference, and speed of thought


def test_every_figure_of_the_unrounded_reference() -> None:
    oracle = outside_file("calc_oracle/loan_numpy_financial.jsonl")
    if oracle is None:
        pytest.skip("no calc_oracle under $TELLERGRAPH_EVAL or ../shared/eval")
    methods = {"equal_payment": "equal_instalment", "equal_principal": "equal_principal"}
    cases = [json.loads(line) for line in oracle.read_text(encoding="utf-8").splitlines()]
    assert len(cases) >= 60
    for case in cases:
        loan = run(
            principal=case["principal"],
            term_months=case["months"],
            annual_rate=case["annual_rate"],
            method=methods[case["method"]],
            rounding="none",
            period=case["period"],
        )
        row = loan.row
        assert row is not None
        stated = row.payment if case["method"] == "equal_principal" else loan.payment
        assert float(stated) == pytest.approx(case["payment"], abs=1e-6)
        assert float(row.interest) == pytest.approx(case["interest"], abs=1e-6)
        assert float(row.principal) == pytest.approx(case["principal_part"], abs=1e-6)
        assert float(row.balance) == pytest.approx(case["balance_after"], abs=1e-6)
        assert float(loan.total_interest) == pytest.approx(case["total_interest"], abs=1e-6)
        assert row == loan.schedule[case["period"] - 1]


def test_the_result_names_what_it_follows() -> None:
    plain, exact = run(**MILLION), run(**MILLION, rounding="none")
    assert "cent" in plain.convention
    assert "nothing rounded" in exact.convention
    assert plain.version == exact.version == "amortise/2"
