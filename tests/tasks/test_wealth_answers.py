"""The wealth answers say only what their facts hold, pass review as they stand, and go to a human where they must."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from pydantic import JsonValue

from agent.tasks.base import Outline, Task
from agent.tasks.wealth.allocation import Allocation
from agent.tasks.wealth.dca_scenario import DcaScenarioTask
from agent.tasks.wealth.fund_metrics import FundMetricsTask
from agent.tasks.wealth.suitability_check import SuitabilityCheck
from common.figures import extract_figures, holds
from common.language import Language
from common.people import Staff
from policies import check
from policies.disclosures import disclosure
from policies.grounding import ground
from tests.tasks.counter import Counter

Slots = dict[str, JsonValue]
C2_R4: Slots = {"customer_risk": "C2", "product_risk": "R4"}
TEN_WEEKS: list[JsonValue] = [1.0, 1.012, 0.998, 1.025, 0.984, 0.961, 0.9905, 1.032, 1.0215, 1.048]
SURPLUS: Slots = {"customer_risk": "C3", "horizon_months": 36, "monthly_surplus": 5000}

CASES: list[tuple[Task, Slots]] = [
    (SuitabilityCheck(), C2_R4),
    (SuitabilityCheck(), {**C2_R4, "age": 68}),
    (SuitabilityCheck(), {**C2_R4, "assessment_date": "2024-05-01"}),
    (SuitabilityCheck(), {"customer_risk": "C3", "product_risk": "R3"}),
    (SuitabilityCheck(), {"customer_risk": "C3", "product_risk": "R2", "assessment_date": "2026-05-01"}),
    (SuitabilityCheck(), {"customer_risk": "C3", "product_risk": "R2", "assessment_date": "2025-05-01"}),
    (SuitabilityCheck(), {"customer_risk": "C1", "product_risk": "R1", "age": 72}),
    (SuitabilityCheck(), {"customer_risk": "C5", "product_risk": "R5", "age": 70}),
    (DcaScenarioTask(), {"monthly_amount": 1000, "term_months": 36}),
    (DcaScenarioTask(), {"monthly_amount": 20_000, "term_months": 1}),
    (DcaScenarioTask(), {"monthly_amount": 333.33, "term_months": 250}),
    (DcaScenarioTask(), {"monthly_amount": 1000, "price_path": [1, 0.92, 0.85, 0.8, 0.88, 0.95]}),
    (DcaScenarioTask(), {"monthly_amount": 1000, "price_path": [1, 0.92, 0.85]}),
    (FundMetricsTask(), {"daily_income": [0.4521, 0.4498, 0.461, 0.4475, 0.4532, 0.454, 0.4519]}),
    (FundMetricsTask(), {"nav_series": TEN_WEEKS, "risk_free_rate": 0.015}),
    (FundMetricsTask(), {"nav_series": [1, 1.01, 1.005, 1.02, 1.016, 1.03, 1.028, 1.035, 1.031, 1.04, 1.042, 1.038,
                                        1.048], "interval": "month", "risk_free_rate": 0.015}),
    (FundMetricsTask(), {"nav_series": TEN_WEEKS}),
    (FundMetricsTask(), {"nav_series": TEN_WEEKS, "interval": "month"}),
    (FundMetricsTask(), {"nav_series": [1, 1.01, 1.03, 1.048], "interval": "month"}),
    (FundMetricsTask(), {"nav_series": [1, 1.048], "dates": ["2025-01-01", "2026-02-05"]}),
    (FundMetricsTask(), {"nav_series": [1.2, 1.1, 1.3], "dates": ["2026-01-05", "2026-01-12", "2026-01-19"]}),
    (FundMetricsTask(), {"nav_series": [1, 1.1], "interval": "day"}),
    (FundMetricsTask(), {"nav_series": [1, *[1.01] * 29], "interval": "week"}),
    *((Allocation(), {**SURPLUS, "customer_risk": f"C{grade}", "horizon_months": months})
      for grade in range(1, 6) for months in (12, 36, 60)),
    (Allocation(), {**SURPLUS, "age": 70, "monthly_surplus": 12_345.67, "goal": "稳赚不赔地翻倍"}),
]  # fmt: skip

each_case = pytest.mark.parametrize(
    ("task", "slots"), CASES, ids=[f"{number}-{task.intent}" for number, (task, _) in enumerate(CASES)]
)
each_language = pytest.mark.parametrize("language", ["zh", "en"])
AtCounter = Callable[..., Counter]


def text(outline: Outline) -> str:
    return "\n".join(step.text for step in outline.steps)


@each_language
@each_case
def test_every_figure_stands_in_a_fact_and_labels_do_not_collide(
    counter: AtCounter, task: Task, slots: Slots, language: Language
) -> None:
    outline = counter(language).answer(task, **slots)
    sources = (*(fact.text for fact in outline.facts), *outline.evidence)
    known = [figure for source in sources for figure in extract_figures(source)]
    for figure in extract_figures(text(outline)):
        assert any(
            k.kind == figure.kind and (k.text == figure.text or holds(k.value, figure)) for k in known
        ), figure
    labels = [fact.label for fact in outline.facts]
    assert len(labels) == len(set(labels))
    assert all(fact.text in text(outline) for fact in outline.facts if fact.required)


@each_language
@each_case
def test_the_policies_let_the_answer_pass(
    counter: AtCounter, task: Task, slots: Slots, language: Language
) -> None:
    outline = counter(language).answer(task, **slots)
    tail = "\n".join(disclosure(key, language) for key in outline.disclosures)
    verdict = check(f"{text(outline)}\n{tail}", language=language, context=outline.context)
    assert (verdict.decision, verdict.findings) == ("allow", ())
    facts: dict[str, object] = {
        **{fact.label: fact.text for fact in outline.facts},
        "values": {fact.id: fact.value for fact in outline.facts},
        "slots": slots,
    }
    assert ground(text(outline), facts=facts, evidence=outline.evidence).ungrounded == ()
    assert not outline.rewordable


@pytest.mark.parametrize(
    ("slots", "said", "reason", "zh"),
    [
        (C2_R4, "", None, "不能办理"),
        (C2_R4, "客户坚持要买", "suitability", "不能办理"),
        (C2_R4, "the customer insists", "suitability", "不能办理"),
        ({**C2_R4, "age": 64}, "", None, "不能办理"),
        ({**C2_R4, "age": 65}, "", "vulnerable_customer", "持证理财经理"),
        ({"customer_risk": "C5", "product_risk": "R4", "age": 65}, "", "vulnerable_customer", "持证理财经理"),
        ({"customer_risk": "C1", "product_risk": "R1", "age": 65}, "", "vulnerable_customer", "持证理财经理"),
        ({"customer_risk": "C2", "product_risk": "R2", "age": 80}, "", None, "等级匹配"),
        ({"customer_risk": "C3", "product_risk": "R3"}, "客户坚持要买", None, "等级匹配"),
        (
            {"customer_risk": "C3", "product_risk": "R3", "assessment_date": "2025-11-23"},
            "",
            "suitability",
            "重新测评",
        ),
        (
            {"customer_risk": "C3", "product_risk": "R3", "assessment_date": "2025-11-24"},
            "",
            None,
            "等级匹配",
        ),
    ],
)
def test_who_takes_a_suitability_case_over(
    counter: AtCounter, slots: Slots, said: str, reason: str | None, zh: str
) -> None:
    at, task = counter("zh"), SuitabilityCheck()
    runs = at.call(task, **slots)
    outline = task.outline(task.Slots.model_validate(slots), runs, replace(at.scene, utterance=said))
    assert outline.escalate == reason
    assert zh in text(outline)


def test_the_records_fill_what_was_not_said_of_the_same_customer(counter: AtCounter) -> None:
    at, task = counter("zh", "C0003"), SuitabilityCheck()

    def filled(given: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        return task.from_records(given, at.scene, at.bank)

    held = filled({"product_risk": "R4"})
    assert (held["customer_risk"], held["age"]) == ("C2", 68)
    assert held["assessment_date"]
    assert filled({"customer_risk": "C2"}) == held
    assert filled({"customer_risk": "C4"}) == {}
    assert filled({"age": 30}) == {}


@pytest.mark.parametrize("customer", [None, "C0009"])
def test_nothing_is_filled_of_nobody_or_of_another_branch(counter: AtCounter, customer: str | None) -> None:
    at = counter("zh", customer)
    assert SuitabilityCheck().from_records({"product_risk": "R2"}, at.scene, at.bank) == {}


def test_a_grade_other_than_the_one_on_file_is_pointed_out(counter: AtCounter) -> None:
    slots: Slots = {"customer_risk": "C5", "product_risk": "R4"}
    assert "登记的等级是C2" in text(counter("zh", "C0003").answer(SuitabilityCheck(), **slots))
    assert "登记的等级" not in text(counter("zh", "C0002").answer(SuitabilityCheck(), **slots))


@pytest.mark.parametrize(
    ("slots", "said", "told"),
    [
        ({"nav_series": TEN_WEEKS}, "夏普多少", "夏普比率不计算"),
        ({"nav_series": [*[1] * 12, 1.04], "interval": "month"}, "夏普多少", "要有无风险利率才能算"),
        ({"nav_series": [*[1] * 12, 1.04], "interval": "month"}, "回撤多少", None),
    ],
)
def test_a_sharpe_ratio_that_is_asked_for_is_never_left_out_silently(
    counter: AtCounter, slots: Slots, said: str, told: str | None
) -> None:
    at, task = counter("zh"), FundMetricsTask()
    runs = at.call(task, **slots)
    answer = text(task.outline(task.Slots.model_validate(slots), runs, replace(at.scene, utterance=said)))
    assert told in answer if told is not None else "夏普" not in answer


@each_language
def test_the_customers_goal_is_not_repeated_as_ours(counter: AtCounter, language: Language) -> None:
    outline = counter(language).answer(Allocation(), **SURPLUS, goal="稳赚不赔地翻倍")
    assert "翻倍" not in text(outline)


@pytest.mark.parametrize(
    ("role", "refused"), [("teller", True), ("manager", False), ("supervisor", False), ("service", True)]
)
def test_allocation_is_for_the_roles_the_bank_lists(counter: AtCounter, role: str, refused: bool) -> None:
    scene = replace(counter("zh").scene, staff=Staff.model_validate({"id": "X1", "role": role}))
    said = Allocation().refusal(scene)
    assert (said is not None) == refused
    assert not refused or "客户经理、主管、合规人员" in (said or "")


@pytest.mark.parametrize("task", {case[0].intent: case[0] for case in CASES}.values(), ids=lambda t: t.intent)
def test_every_slot_is_declared_and_worded(task: Task) -> None:
    for name in task.Slots.model_fields:
        assert task.slot(name).type
        assert name in task.wording.slots
