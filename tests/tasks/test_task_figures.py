"""The headline figures of each task, and what happens with defaults and wrong values."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic import JsonValue

from agent.tasks.account.lookup import Lookup
from agent.tasks.bond.ytm import YieldToMaturity
from agent.tasks.deposit.insurance_cover import InsuranceCoverTask
from agent.tasks.loan.compare_methods import CompareMethods
from agent.tasks.loan.quote_payment import QuotePayment
from tests.tasks.counter import Counter

Counters = Callable[..., Counter]


def test_a_default_method_is_named_and_a_chosen_one_is_not_called_a_default(counter: Counters) -> None:
    default = counter().answer(QuotePayment(), principal=1_000_000, term_months=360, annual_rate=0.035)
    chosen = counter().answer(
        QuotePayment(),
        principal=1_000_000,
        term_months=360,
        annual_rate=0.035,
        method="equal_instalment",
    )
    assert "没有说明还款方式" in default.steps[0].text
    assert "没有说明" not in chosen.steps[0].text
    assert "等额本息" in chosen.steps[0].text


def test_equal_principal_names_first_and_last_month_interest_and_decrease(counter: Counters) -> None:
    outline = counter().answer(
        QuotePayment(),
        principal=1_000_000,
        term_months=360,
        annual_rate=0.035,
        method="equal_principal",
    )
    said = "".join(step.text for step in outline.steps)
    for figure in ("5,694.45元", "2,785.08元", "526,457.92元", "8.10元"):
        assert figure in said


def test_a_comparison_calls_the_calculator_once_a_method_and_recommends_neither(counter: Counters) -> None:
    desk = counter()
    runs = desk.call(CompareMethods(), principal=1_000_000, term_months=360, annual_rate=0.035)
    assert [run.args["method"] for run in runs] == ["equal_instalment", "equal_principal"]
    outline = desk.answer(CompareMethods(), principal=1_000_000, term_months=360, annual_rate=0.035)
    said = "".join(step.text for step in outline.steps)
    assert "90,102.15元" in said
    assert "建议" not in said
    assert "推荐" not in said


def test_a_balloon_loan_without_its_balloon_asks_for_it(counter: Counters) -> None:
    (run,) = counter().call(
        QuotePayment(), principal=300_000, term_months=36, annual_rate=0.045, method="balloon"
    )
    assert run.error is not None
    assert (run.error.code, run.error.slot) == ("E_MISSING", "balloon")


@pytest.mark.parametrize(
    ("said", "payment", "last"),
    [({"balloon": 100_000}, "6,324.38", "106,324.59"), ({"amortised_over": 120}, "3,109.15", "226,786.67")],
)
def test_a_balloon_loan_is_told_with_what_is_left_to_the_end(
    counter: Counters, said: dict[str, JsonValue], payment: str, last: str
) -> None:
    slots: dict[str, JsonValue] = {"principal": 300_000, "term_months": 36, "annual_rate": 0.045}
    outline = counter().answer(QuotePayment(), **slots, **said, method="balloon")
    words = "".join(step.text for step in outline.steps)
    assert payment in words
    assert last in words


def test_a_balloon_said_before_another_method_is_left_out(counter: Counters) -> None:
    slots: dict[str, JsonValue] = {"principal": 300_000, "term_months": 36, "annual_rate": 0.045}
    (run,) = counter().call(QuotePayment(), **slots, balloon=100_000, method="equal_instalment")
    assert run.error is None
    assert "balloon" not in run.args


def test_the_insurance_limit_is_told_without_asking_for_a_sum(counter: Counters) -> None:
    assert InsuranceCoverTask().required == ()
    outline = counter("en").answer(InsuranceCoverTask())
    assert any("RMB 500,000" in step.text for step in outline.steps)


def test_a_yield_is_told_with_four_decimals_and_its_condition(counter: Counters) -> None:
    outline = counter().answer(
        YieldToMaturity(),
        coupon_rate=0.0235,
        frequency=1,
        maturity="2029-03-18",
        settlement="2026-11-23",
        clean_price=101.20,
    )
    result = next(step.text for step in outline.steps if step.kind == "result")
    assert "1.8140%" in result
    assert "持有到期" in result
    assert "不违约" in result
    assert any("1.6096元" in step.text for step in outline.steps)


def test_no_account_is_shown_before_the_customer_is_identified(counter: Counters) -> None:
    refusal = Lookup().refusal(counter().scene)
    assert refusal is not None
    assert "客户" in refusal
    assert Lookup().refusal(counter(customer="C0003").scene) is None


def test_the_records_settle_the_account_when_one_fits(counter: Counters) -> None:
    def filled(customer: str, staff: str = "T1001", **given: str) -> dict[str, object]:
        desk = counter(customer=customer, staff=staff)
        return dict(Lookup().from_records(given, desk.scene, desk.bank))

    assert filled("C0003") == {"account_ref": "7781"}
    assert filled("C0005", view="loans") == {"account_ref": "5520"}
    assert filled("C0002") == {}
    assert filled("C0003", account_ref="0000") == {}
    assert filled("C0003", staff="T2001") == {}


def test_account_answers_are_records_and_not_reworded(counter: Counters) -> None:
    outline = counter(customer="C0003").answer(Lookup(), view="holdings")
    assert not outline.rewordable
    assert "wealth" in outline.disclosures
