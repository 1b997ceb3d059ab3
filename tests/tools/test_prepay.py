"""Prepaying: the worked figures, what is refused, and what holds for every loan."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from common.language import Language
from tests.tools.test_registry import context
from tools.amortise import schedule
from tools.base import ToolError
from tools.prepay import MODES, Mode, PrepayArguments, Prepayment, prepay, remaining_rows
from tools.registry import call_tool

LOAN: dict[str, JsonValue] = {
    "principal": 1_000_000,
    "term_months": 360,
    "annual_rate": 0.035,
    "paid_months": 60,
    "prepay_amount": 200_000,
}


def run(**changed: JsonValue) -> Prepayment:
    done = call_tool("prepay", {**LOAN, **changed}, context())
    assert done.error is None, done.error
    return Prepayment.model_validate(done.result)


def refused(changed: dict[str, JsonValue], language: Language = "zh") -> ToolError:
    done = call_tool("prepay", {**LOAN, **changed}, context(language))
    assert done.result is None
    assert done.error is not None
    return done.error


def test_both_ways_are_worked_out_when_none_is_named() -> None:
    result = run()
    assert (result.balance, result.balance_after) == (Decimal("896970.52"), Decimal("696970.52"))
    lower, shorter = result.options
    assert (lower.mode, str(lower.payment), lower.instalments) == ("lower_payment", "3489.2", 300)
    assert str(lower.interest_saved) == "100373.58"
    assert (shorter.mode, shorter.payment, shorter.instalments) == ("shorten_term", Decimal("4490.45"), 207)
    assert (str(shorter.last_payment), str(shorter.interest_saved)) == ("4318.91", "217781.46")
    assert (shorter.months_saved, lower.months_saved) == (93, 0)


@pytest.mark.parametrize("mode", MODES)
def test_a_named_way_is_worked_out_alone(mode: Mode) -> None:
    assert [option.mode for option in run(mode=mode).options] == [mode]


def test_the_whole_balance_settles_the_loan() -> None:
    result = run(prepay_amount=896_970.52)
    assert result.settled
    assert result.options == ()
    assert result.settled_interest_saved == result.remaining_interest == Decimal("450162.55")


def test_more_than_is_owed_is_refused_with_the_balance() -> None:
    zh, en = refused({"prepay_amount": 896_970.53}), refused({"prepay_amount": 900_000}, "en")
    assert (zh.code, zh.slot) == ("E_PREPAY", "prepay_amount")
    assert "896,970.52元" in zh.message
    assert "RMB 896,970.52" in en.message
    assert "\n" not in zh.message


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"paid_months": 360}, "E_TERM", "paid_months"),
        ({"paid_months": 359, "term_months": 120}, "E_TERM", "paid_months"),
        ({"paid_months": 120, "term_months": 120}, "E_TERM", "paid_months"),
        ({"paid_months": -1}, "E_TERM", "paid_months"),
        ({"paid_months": 2.5}, "E_TERM", "paid_months"),
        ({"prepay_amount": 0}, "E_AMT_RANGE", "prepay_amount"),
        ({"annual_rate": 0.25}, "E_RATE_RANGE", "annual_rate"),
        ({"mode": "both"}, "E_CHOICE", "mode"),
        ({"method": "interest_only"}, "E_CHOICE", "method"),
        ({"prepay_amount": float("inf")}, "E_NUMBER", "prepay_amount"),
    ],
)
def test_what_is_outside_its_limits_is_named(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    error = refused(changed)
    assert (error.code, error.slot) == (code, slot)


def test_interest_since_the_last_due_date_and_the_fee_fall_due_with_the_sum() -> None:
    result = run(days_since_due=12, fee_rate=0.01)
    assert result.accrued_interest == Decimal("233.33")  # 200,000 × 3.5 % / 360 × 12
    assert result.fee == Decimal(2000)
    assert result.due_now == Decimal("202233.33")


def test_equal_principal_keeps_its_principal_when_the_term_is_shortened() -> None:
    result = run(method="equal_principal")
    # 60 × 2,777.78 are paid; the rest less 200,000 takes 228 instalments of 2,777.78
    assert result.balance == Decimal("833333.20")
    assert [option.instalments for option in result.options] == [300, 228]
    lower, shorter = result.options
    assert lower.payment < shorter.payment < result.payment
    assert shorter.interest_saved > lower.interest_saved


@settings(max_examples=60, deadline=None)
@given(
    principal=st.integers(10_000, 50_000_000),
    months=st.integers(2, 360),
    rate=st.decimals(0, Decimal("0.24"), places=4),
    share=st.floats(0.01, 0.99),
    part=st.floats(0.05, 0.95),
    method=st.sampled_from(["equal_instalment", "equal_principal"]),
)
def test_every_remaining_schedule_ends_at_zero_and_saves_interest(
    *,
    principal: int,
    months: int,
    rate: Decimal,
    share: float,
    part: float,
    method: Literal["equal_instalment", "equal_principal"],
) -> None:
    rows = schedule(Decimal(principal), months, rate, method)
    paid = min(int(months * share), len(rows) - 1)
    owed = rows[paid - 1].balance if paid else Decimal(principal)
    amount = max(Decimal(1000), round(owed * Decimal(str(part)), 2))
    if amount >= owed:
        return
    arguments = PrepayArguments(
        principal=Decimal(principal), term_months=months, annual_rate=rate, paid_months=paid,
        prepay_amount=amount, method=method,
    )  # fmt: skip
    result = prepay(arguments, context())
    for option in result.options:
        rest = remaining_rows(option.mode, result.balance_after, result.remaining_months, arguments)
        assert rest[-1].balance == 0
        assert sum(row.principal for row in rest) == result.balance_after
        assert len(rest) == option.instalments <= result.remaining_months
        assert option.interest_saved == result.remaining_interest - sum(row.interest for row in rest)
        assert option.interest_saved >= 0
