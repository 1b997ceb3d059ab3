"""Repricing: the worked figures, a period split by the reset, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.amortise import schedule
from tools.registry import call_tool
from tools.reprice import Repricing

LOAN: dict[str, JsonValue] = {"balance": 963_757.98, "new_rate": 0.0325, "remaining_months": 336}


def run(**changed: JsonValue) -> Repricing:
    done = call_tool("reprice", {**LOAN, **changed}, context())
    assert done.error is None, done.error
    return Repricing.model_validate(done.result)


def test_the_balance_is_spread_anew_at_the_new_rate() -> None:
    before = schedule(Decimal(1_000_000), 360, Decimal("0.0395"), "equal_instalment")
    assert (before[0].payment, before[23].balance) == (Decimal("4745.37"), Decimal("963757.98"))
    assert run().payment == Decimal("4372.3")


def test_the_old_rate_shows_what_changes() -> None:
    result = run(old_rate=0.0395)
    assert (result.old_payment, result.payment_change) == (Decimal("4745.37"), Decimal("-373.07"))
    assert result.interest_change is not None
    assert result.interest_change < 0
    assert run().old_payment is None


def test_an_lpr_and_its_spread_make_the_new_rate() -> None:
    result = run(new_rate=None, lpr=0.0355, spread_bp=-30)
    assert (result.new_rate, result.payment) == (Decimal("0.0325"), Decimal("4372.3"))
    assert (result.lpr, result.spread_bp) == (Decimal("0.0355"), Decimal(-30))
    assert run(lpr=0.0355, spread_bp=-30) == result
    assert run(new_rate=None, lpr=0.03, spread_bp=25.5).new_rate == Decimal("0.03255")


def test_a_split_follows_the_lpr_and_its_spread() -> None:
    split = run(new_rate=None, lpr=0.0355, spread_bp=-30, old_rate=0.0395, days_old=17, days_new=14).split
    assert split is not None
    assert split.interest == Decimal("3015.76")


def test_a_reset_within_a_period_splits_its_interest_by_days() -> None:
    counted = run(old_rate=0.0395, days_old=17, days_new=14).split
    dated = run(
        old_rate=0.0395, reset_date="2027-01-01", period_start="2026-12-15", period_end="2027-01-15"
    ).split
    assert counted is not None
    assert counted == dated
    assert (counted.interest, counted.unsplit_interest) == (Decimal("3015.76"), Decimal("3172.37"))


def test_a_first_stub_period_is_the_days_at_one_rate() -> None:
    stub = run(balance=1_000_000, old_rate=0.035, days_old=20, days_new=0).split
    assert stub is not None
    assert stub.interest == Decimal("1944.44")


def test_equal_principal_starts_with_its_first_instalment() -> None:
    result = run(balance=336_000, method="equal_principal")
    assert result.payment == Decimal(1910)  # 1,000 principal and 336,000 × 3.25 % / 12
    assert result.last_payment == Decimal("1002.71")


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"balance": 999}, "E_AMT_RANGE", "balance"),
        ({"new_rate": 0.2401}, "E_RATE_RANGE", "new_rate"),
        ({"remaining_months": 0}, "E_TERM", "remaining_months"),
        ({"remaining_months": 361}, "E_TERM", "remaining_months"),
        ({"reset_date": "2027-02-30"}, "E_DATE", "reset_date"),
        ({"new_rate": None}, "E_MISSING", "new_rate"),
        ({"new_rate": None, "lpr": 0.035}, "E_MISSING", "spread_bp"),
        ({"new_rate": None, "spread_bp": 20}, "E_MISSING", "lpr"),
        ({"new_rate": 0.03, "lpr": 0.035, "spread_bp": -20}, "E_VALUE", "new_rate"),
        ({"new_rate": None, "lpr": 0.001, "spread_bp": -20}, "E_RATE_RANGE", "new_rate"),
        ({"new_rate": None, "lpr": 0.24, "spread_bp": 1}, "E_RATE_RANGE", "new_rate"),
        ({"days_old": 17, "days_new": 14}, "E_PERIOD", "old_rate"),
        ({"old_rate": 0.04, "days_old": 17}, "E_PERIOD", "reset_date"),
        (
            {
                "old_rate": 0.04,
                "reset_date": "2027-02-01",
                "period_start": "2026-12-15",
                "period_end": "2027-01-15",
            },
            "E_PERIOD",
            "reset_date",
        ),
        (
            {
                "old_rate": 0.04,
                "reset_date": "2026-12-20",
                "period_start": "2027-01-15",
                "period_end": "2026-12-15",
            },
            "E_PERIOD",
            "reset_date",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_named(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    done = call_tool("reprice", {**LOAN, **changed}, context())
    assert done.result is None
    assert done.error is not None
    assert (done.error.code, done.error.slot) == (code, slot)
    assert "\n" not in done.error.message
