"""Every template answer says only what its facts hold, in both languages, without a promise."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

import pytest
from pydantic import JsonValue

from agent.tasks.account.lookup import Lookup
from agent.tasks.bank.nim_effect import NimEffect
from agent.tasks.base import Outline, Task
from agent.tasks.bond.risk import BondRiskTask
from agent.tasks.bond.ytm import YieldToMaturity
from agent.tasks.deposit.insurance_cover import InsuranceCoverTask
from agent.tasks.deposit.large_cd import LargeCd
from agent.tasks.deposit.term_interest import TermInterest
from agent.tasks.loan.compare_methods import CompareMethods
from agent.tasks.loan.cost_disclosure import CostDisclosure
from agent.tasks.loan.overdue_interest import PenaltyInterest
from agent.tasks.loan.prepay import Prepay
from agent.tasks.loan.quote_payment import QuotePayment
from agent.tasks.loan.reprice import Reprice
from common.figures import extract_figures, holds
from common.language import Language
from tests.tasks.counter import Counter

LOAN: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}
PREPAID: dict[str, JsonValue] = {**LOAN, "paid_months": 60, "prepay_amount": 200_000}
OWED: dict[str, JsonValue] = {"balance": 963_757.98, "new_rate": 0.0325, "remaining_months": 336}
LATE: dict[str, JsonValue] = {"overdue_principal": 5000, "annual_rate": 0.045, "days": 20, "uplift": 0.5}
FEE: dict[str, JsonValue] = {"principal": 12_000, "periods": 12, "fee_rate_per_period": 0.006}
BOND: dict[str, JsonValue] = {"settlement": "2026-11-23"}
A_BOND: dict[str, JsonValue] = {**BOND, "coupon_rate": 0.0267, "frequency": 2, "maturity": "2033-05-25"}
DEPOSIT: dict[str, JsonValue] = {"principal": 100_000, "annual_rate": 0.0155, "term_months": 36}
EARLY: dict[str, JsonValue] = {**DEPOSIT, "withdraw_after_days": 200, "demand_rate": 0.0005}
OVERDUE: dict[str, JsonValue] = {**DEPOSIT, "overdue_days": 30, "demand_rate": 0.0005}
SHIFT: dict[str, JsonValue] = {
    "rate_shift_bp": -25,
    "buckets": [
        {"months": 3, "assets": 30_000_000_000, "liabilities": 22_000_000_000},
        {"months": 6, "assets": 20_000_000_000, "liabilities": 15_000_000_000},
        {"months": 12, "assets": 25_000_000_000, "liabilities": 18_000_000_000},
    ],
}

CASES: list[tuple[Task, str | None, dict[str, JsonValue]]] = [
    (QuotePayment(), None, LOAN),
    (QuotePayment(), None, {**LOAN, "method": "equal_principal"}),
    (QuotePayment(), None, {**LOAN, "method": "interest_only", "term_months": 12}),
    (QuotePayment(), None, {**LOAN, "method": "balloon", "balloon": 300_000}),
    (QuotePayment(), None, {**LOAN, "method": "balloon", "amortised_over": 360, "term_months": 60}),
    (QuotePayment(), None, {**LOAN, "method": "balloon", "balloon": 300_000, "annual_rate": 0}),
    (QuotePayment(), None, {**LOAN, "principal": 66_000_000}),
    (QuotePayment(), None, {**LOAN, "annual_rate": 0}),
    (CompareMethods(), None, LOAN),
    (CompareMethods(), None, {**LOAN, "annual_rate": 0}),
    (Prepay(), None, PREPAID),
    (Prepay(), None, {**PREPAID, "mode": "shorten_term", "method": "equal_instalment"}),
    (Prepay(), None, {**PREPAID, "mode": "lower_payment", "paid_months": 0}),
    (Prepay(), None, {**PREPAID, "method": "equal_principal"}),
    (Prepay(), None, {**PREPAID, "prepay_amount": 896_970.52}),
    (Prepay(), None, {**PREPAID, "annual_rate": 0, "term_months": 120}),
    (Reprice(), None, OWED),
    (Reprice(), None, {**OWED, "reset_date": "2027-01-01", "old_rate": 0.0395}),
    (Reprice(), None, {**OWED, "old_rate": 0.03, "method": "equal_principal"}),
    (Reprice(), None, {**OWED, "old_rate": 0.0325, "method": "equal_instalment"}),
    (Reprice(), None, {**OWED, "old_rate": 0.0395, "days_old": 17, "days_new": 14}),
    (PenaltyInterest(), None, LATE),
    (PenaltyInterest(), None, {**LATE, "breach": "misuse", "uplift": 1}),
    (CostDisclosure(), None, FEE),
    (CostDisclosure(), None, {**FEE, "upfront_fee": 500}),
    (CostDisclosure(), None, {**FEE, "fee_rate_per_period": 0.02, "periods": 1}),
    (CostDisclosure(), None, {**FEE, "fee_rate_per_period": 0}),
    (InsuranceCoverTask(), None, {}),
    (InsuranceCoverTask(), None, {"principal": 800_000}),
    (InsuranceCoverTask(), None, {"principal": 300_000.5}),
    (
        YieldToMaturity(),
        None,
        {**BOND, "coupon_rate": 0.0235, "frequency": 1, "maturity": "2029-03-18", "clean_price": 101.2},
    ),
    (
        YieldToMaturity(),
        None,
        {**BOND, "coupon_rate": 0.025, "frequency": 2, "maturity": "2027-03-10", "clean_price": 100.25},
    ),
    (
        YieldToMaturity(),
        None,
        {**BOND, "coupon_rate": 0, "frequency": 0, "maturity": "2027-05-24", "clean_price": 99.3},
    ),
    (
        YieldToMaturity(),
        None,
        {**BOND, "coupon_rate": 0, "frequency": 1, "maturity": "2028-11-23", "clean_price": 96.5},
    ),
    (YieldToMaturity(), None, {**A_BOND, "clean_price": 105.004141, "convention": "exchange"}),
    (
        YieldToMaturity(),
        None,
        {
            **A_BOND,
            "clean_price": 105.004141,
            "curve": "cdb",
            "benchmark": [{"months": 60, "yield": 0.0155}, {"months": 84, "yield": 0.0165}],
        },
    ),
    (YieldToMaturity(), None, {**A_BOND, "clean_price": 105.004141, "curve": "treasury"}),
    (YieldToMaturity(), None, {**A_BOND, "clean_price": 105.004141, "convention": "compounded"}),
    (YieldToMaturity(), None, {**A_BOND, "frequency": 12, "maturity": "2056-05-31", "clean_price": 99}),
    (
        YieldToMaturity(),
        None,
        {
            **BOND,
            "coupon_rate": 0,
            "frequency": 0,
            "maturity": "2027-05-24",
            "clean_price": 99.3,
            "convention": "compounded",
        },
    ),
    (BondRiskTask(), None, {**A_BOND, "yield": 0.0185, "shift_bp": 100, "convention": "exchange"}),
    (BondRiskTask(), None, {**A_BOND, "maturity": "2026-12-15", "clean_price": 100, "shift_bp": 25}),
    (TermInterest(), None, DEPOSIT),
    (TermInterest(), None, EARLY),
    (TermInterest(), None, {**EARLY, "withdraw_after_days": 1094}),
    (TermInterest(), None, {**EARLY, "principal": 200_000, "partial_amount": 50_000}),
    (TermInterest(), None, OVERDUE),
    (TermInterest(), None, {**OVERDUE, "partial_amount": 50_000}),
    (TermInterest(), None, {**DEPOSIT, "open_date": "2026-11-23", "term_months": 18}),
    (
        TermInterest(),
        None,
        {**DEPOSIT, "open_date": "2023-11-23", "withdraw_date": "2026-12-23", "demand_rate": 0.0005},
    ),
    (LargeCd(), None, {**DEPOSIT, "principal": 300_000}),
    (LargeCd(), None, {**DEPOSIT, "principal": 150_000}),
    (LargeCd(), None, {**EARLY, "principal": 300_000}),
    (NimEffect(), None, SHIFT),
    (NimEffect(), None, {**SHIFT, "deposit_beta": 0.6, "earning_assets": 150_000_000_000, "base_nim": 0.016}),
    (NimEffect(), None, {**SHIFT, "rate_shift_bp": 50, "earning_assets": 150_000_000_000}),
    (
        BondRiskTask(),
        None,
        {
            **BOND,
            "coupon_rate": 0.0235,
            "frequency": 1,
            "maturity": "2029-03-18",
            "clean_price": 101.2,
            "shift_bp": 50,
        },
    ),
    (
        BondRiskTask(),
        None,
        {
            **BOND,
            "coupon_rate": 0.0267,
            "frequency": 2,
            "maturity": "2033-05-25",
            "yield": 0.0185,
            "shift_bp": -100,
        },
    ),
    (
        BondRiskTask(),
        None,
        {
            **BOND,
            "coupon_rate": 0,
            "frequency": 0,
            "maturity": "2027-05-24",
            "clean_price": 99.3,
            "shift_bp": 0,
        },
    ),
    (
        BondRiskTask(),
        None,
        {
            **BOND,
            "coupon_rate": 0,
            "frequency": 1,
            "maturity": "2028-11-23",
            "yield": 0.018,
            "shift_bp": 12.5,
        },
    ),
    (Lookup(), "C0003", {}),
    (Lookup(), "C0003", {"view": "transactions"}),
    (Lookup(), "C0003", {"view": "maturities"}),
    (Lookup(), "C0003", {"view": "holdings"}),
    (Lookup(), "C0003", {"view": "loans"}),
    (Lookup(), "C0003", {"view": "applications"}),
    (Lookup(), "C0005", {"view": "loans"}),
    (Lookup(), "C0005", {"account_ref": "5520"}),
    (
        Lookup(),
        "C0002",
        {
            "view": "transactions",
            "account_ref": "4018",
            "period": {"start": "2026-11-21", "end": "2026-11-23"},
        },
    ),
]

each_case = pytest.mark.parametrize(
    ("task", "customer", "slots"), CASES, ids=[f"{i}-{task.intent}" for i, (task, _, _) in enumerate(CASES)]
)
each_language = pytest.mark.parametrize("language", ["zh", "en"])


def _text(outline: Outline) -> str:
    return "\n".join(step.text for step in outline.steps)


@each_language
@each_case
def test_every_figure_of_the_answer_stands_in_a_fact(
    counter: Callable[..., Counter],
    task: Task,
    customer: str | None,
    slots: dict[str, JsonValue],
    language: Language,
) -> None:
    outline = counter(language, customer).answer(task, **slots)
    known = [figure for fact in outline.facts for figure in extract_figures(fact.text)]
    for figure in extract_figures(_text(outline)):
        assert any(
            k.kind == figure.kind and (k.text == figure.text or holds(k.value, figure)) for k in known
        ), figure


@each_language
@each_case
def test_what_is_required_is_said_and_labels_do_not_collide(
    counter: Callable[..., Counter],
    task: Task,
    customer: str | None,
    slots: dict[str, JsonValue],
    language: Language,
) -> None:
    outline = counter(language, customer).answer(task, **slots)
    labels = [fact.label for fact in outline.facts]
    assert len(labels) == len(set(labels))
    for fact in outline.facts:
        assert not fact.required or fact.text in _text(outline)


@each_language
@each_case
def test_the_policies_let_the_answer_pass(
    counter: Callable[..., Counter],
    task: Task,
    customer: str | None,
    slots: dict[str, JsonValue],
    language: Language,
) -> None:
    from policies import check
    from policies.disclosures import disclosure
    from policies.grounding import ground

    outline = counter(language, customer).answer(task, **slots)
    said = _text(outline)
    tail = "\n".join(disclosure(key, language) for key in outline.disclosures)
    assert check(f"{said}\n{tail}", language=language, context=outline.context).decision == "allow"
    facts: dict[str, object] = {
        **{fact.label: fact.text for fact in outline.facts},
        "values": {fact.id: fact.value for fact in outline.facts},
        "slots": slots,
    }
    assert ground(said, facts=facts).ungrounded == ()


@each_language
@each_case
def test_a_worksheet_passes_the_policies_and_adds_up(
    counter: Callable[..., Counter],
    task: Task,
    customer: str | None,
    slots: dict[str, JsonValue],
    language: Language,
) -> None:
    from policies import check

    outline = counter(language, customer).answer(task, **slots)
    if task.intent.startswith("bond."):
        assert outline.worksheet
    lines = "\n".join(outline.worksheet)
    whole = check(f"{_text(outline)}\n{lines}", language=language, context=outline.context)
    assert whole.decision == "allow"
    marks = re.findall(r"(?:现值|present value )(?:RMB )?([\d,]+\.\d{6})", lines)
    totals = re.findall(r"(?:现值合计|add up to )(?:RMB )?([\d,]+\.\d{6})(?:元|,)", lines)
    told = sum(float(mark.replace(",", "")) for mark in marks)
    assert bool(marks) == task.intent.startswith("bond.")
    assert not marks or told == pytest.approx(float(totals[0].replace(",", "")), abs=5e-5)


@each_language
@pytest.mark.parametrize(
    ("task", "slots"),
    [
        (
            QuotePayment(),
            {"principal": 600_000, "term_months": 120, "annual_rate": 0.042, "method": "equal_instalment"},
        ),
        (CompareMethods(), {"principal": 600_000, "term_months": 120, "annual_rate": 0.042}),
        (InsuranceCoverTask(), {"principal": 700_000}),
        (
            YieldToMaturity(),
            {
                "coupon_rate": 0.03,
                "frequency": 1,
                "maturity": "2030-06-15",
                "settlement": "2026-12-01",
                "clean_price": 99.8,
            },
        ),
    ],
    ids=lambda value: value.intent if isinstance(value, Task) else "",
)
def test_the_worked_example_of_the_model_is_true(
    counter: Callable[..., Counter], task: Task, slots: dict[str, JsonValue], language: Language
) -> None:
    """The facts of the example are those the task gives, and its answer has no figure of its own."""
    outline = counter(language).answer(task, **slots)
    colon = "：" if language == "zh" else ": "
    example = task.wording.example[language]
    assert list(example.facts) == [f"{fact.label}{colon}{fact.text}" for fact in outline.facts]
    known = [figure for fact in example.facts for figure in extract_figures(fact)]
    for figure in extract_figures(example.answer):
        assert any(k.kind == figure.kind and k.value == figure.value for k in known), figure
    assert 3 <= len(example.answer.splitlines()) <= 5


@pytest.mark.parametrize("task", [task for task, _, _ in CASES], ids=lambda task: cast("Task", task).intent)
def test_every_slot_is_declared_and_worded(task: Task) -> None:
    for name in task.Slots.model_fields:
        assert task.slot(name).type
        assert name in task.wording.slots
