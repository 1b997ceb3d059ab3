"""Penalty interest: the worked figure, what the breach allows, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.overdue_interest import OverdueInterest
from tools.registry import call_tool

LATE: dict[str, JsonValue] = {
    "overdue_principal": 5000,
    "annual_rate": 0.045,
    "uplift": 0.5,
    "days": 20,
}


def run(**changed: JsonValue) -> OverdueInterest:
    done = call_tool("overdue_interest", {**LATE, **changed}, context())
    assert done.error is None, done.error
    return OverdueInterest.model_validate(done.result)


def test_the_contract_rate_half_as_much_again_for_twenty_days() -> None:
    result = run()
    assert result.penalty_interest == Decimal("18.75")
    assert (result.penal_rate, result.ordinary_interest) == (Decimal("0.0675"), Decimal("12.5"))
    assert (result.total, result.total_due) == (Decimal("18.75"), Decimal("5018.75"))


def test_dates_say_the_days() -> None:
    dated = run(days=None, due_date="2026-11-03", paid_date="2026-11-23")
    assert (dated.days, dated.penalty_interest) == (20, Decimal("18.75"))


def test_unpaid_interest_bears_interest_only_where_the_contract_agrees() -> None:
    assert run(unpaid_interest=1000).compound_interest == 0
    agreed = run(unpaid_interest=1000, compounded=True)
    assert agreed.compound_interest == Decimal("3.75")  # 1,000 × 6.75 % × 20 / 360
    assert agreed.total == Decimal("22.5")
    assert agreed.total_due == Decimal("6022.5")


def test_misuse_is_raised_by_fifty_to_a_hundred_percent() -> None:
    assert run(breach="misuse", uplift=1).penalty_interest == Decimal(25)
    assert run(breach="misuse", uplift=0.5).penalty_interest == Decimal("18.75")


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"uplift": 0.29}, "E_RATE_RANGE", "uplift"),
        ({"uplift": 0.51}, "E_RATE_RANGE", "uplift"),
        ({"breach": "misuse", "uplift": 0.49}, "E_RATE_RANGE", "uplift"),
        ({"breach": "misuse", "uplift": 1.01}, "E_RATE_RANGE", "uplift"),
        ({"annual_rate": 0.25}, "E_RATE_RANGE", "annual_rate"),
        ({"overdue_principal": 0}, "E_AMT_RANGE", "overdue_principal"),
        ({"overdue_principal": -5}, "E_AMT_RANGE", "overdue_principal"),
        ({"overdue_principal": 5.001}, "E_CENTS", "overdue_principal"),
        ({"days": 0}, "E_DAYS", "days"),
        ({"days": -3}, "E_DAYS", "days"),
        ({"days": 2.5}, "E_DAYS", "days"),
        ({"days": None}, "E_MISSING", "days"),
        ({"due_date": "2026-11-03"}, "E_MISSING", "paid_date"),
        ({"due_date": "2026-11-23", "paid_date": "2026-11-03"}, "E_PERIOD", "paid_date"),
        ({"due_date": "2026-11-23", "paid_date": "2026-11-23"}, "E_PERIOD", "paid_date"),
        ({"due_date": "2026-11-01", "paid_date": "2026-11-23"}, "E_DAYS", "days"),
        ({"days": None, "due_date": "2000-01-01", "paid_date": "2026-11-23"}, "E_DAYS", "days"),
        ({"breach": "late"}, "E_CHOICE", "breach"),
        ({"annual_rate": "NaN"}, "E_NUMBER", "annual_rate"),
    ],
)
def test_what_cannot_be_worked_out_is_named(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    for language in ("zh", "en"):
        done = call_tool("overdue_interest", {**LATE, **changed}, context(language))
        assert done.result is None
        assert done.error is not None
        assert (done.error.code, done.error.slot) == (code, slot)
        assert "\n" not in done.error.message
        assert "{" not in done.error.message
