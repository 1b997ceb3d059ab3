"""Answers made of somebody else's words: a pasted clause or report comes through review as it stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.tasks.base import Outline
from agent.tasks.regulation.checklist import ClauseChecklist
from agent.tasks.report.extract import ExtractReport
from common.language import Language
from policies import check
from policies.grounding import ground
from tests.tasks.counter import Counter

CLAUSES: list[tuple[Language, str]] = [
    (
        "zh",
        "第二十五条 销售人员不得有下列行为：（一）承诺保本保收益；（二）使用“零风险”“稳赚不赔”等表述；"
        "（三）代客户填写测评问卷；（四）将理财与存款比较。销售人员应当在5个工作日内登记，可以留存录音录像。",
    ),
    ("zh", "禁止返现、抽奖，禁止承诺年化收益4.5%，禁止推荐个股，应当说明理财非存款、产品有风险、投资须谨慎。"),
    ("zh", "金融机构不得泄露可疑交易报告信息，应当对报告保密；任何单位和个人不得帮助他人拆分交易规避报告。"),
    ("zh", "公安机关、法院依法冻结、扣划的，商业银行应当协助，不得通知存款人转移资金，冻结期限不得超过1年。"),
    ("zh", "本办法所称客户是指存款人。本办法自2026年1月1日起施行。"),
    (
        "en",
        "Article 12. Staff must not do any of the following: (a) promise that principal is guaranteed; (b) fill in "
        "the questionnaire for the customer; (c) call a product risk-free. Records shall be kept for at least 10 "
        "years. Customers may ask for a copy within 5 working days.",
    ),
    (
        "en",
        "The institution must not tip off the customer; it shall keep the report confidential and may ask for "
        "papers.",
    ),
]  # fmt: skip

REPORTS: list[tuple[Language, str]] = [
    (
        "zh",
        "截至2026年6月末，本行资产总额12.35万亿元，较上年末增长5.2%；不良贷款率1.27%，较上年末下降0.03个百分点；"
        "上半年实现净利润628.4亿元，同比增长3.1%，净息差1.54%，同比收窄8个基点；每股收益0.85元；客户数1.2亿户。",
    ),
    ("zh", "资产总额、负债总额分别为12万亿元、11万亿元，分别增长5%和4.8%；成本收入比由28.1%上升至29.3%。"),
    ("zh", "网点1,203个，员工2.3万人，平均每网点贷款3,456万元。"),
    (
        "en",
        "As of 30 June 2026, total assets stood at RMB 12.35 trillion, up 5.2% from the end of 2025; the NPL ratio "
        "fell 3 basis points to 1.27%. Net profit for the first half of 2026 was RMB 62.84 billion.",
    ),
]


def _judged(outline: Outline, passage: str, language: Language) -> tuple[str, object]:
    said = "\n".join(step.text for step in outline.steps)
    verdict = check(said, language=language, context=outline.context, reviewed=tuple(said.splitlines()))
    facts: dict[str, object] = {fact.label: fact.text for fact in outline.facts}
    return verdict.decision, ground(said, facts=facts, evidence=outline.evidence, user=passage).ungrounded


@pytest.mark.parametrize(("language", "passage"), CLAUSES)
def test_a_quoted_clause_passes_review(
    counter: Callable[..., Counter], language: Language, passage: str
) -> None:
    outline = counter(language).answer(ClauseChecklist(), passage=passage)
    assert _judged(outline, passage, language) == ("allow", ())
    assert not outline.rewordable


@pytest.mark.parametrize(("language", "passage"), REPORTS)
def test_a_quoted_report_passes_review(
    counter: Callable[..., Counter], language: Language, passage: str
) -> None:
    outline = counter(language).answer(ExtractReport(), passage=passage)
    assert _judged(outline, passage, language) == ("allow", ())
    assert not outline.rewordable


def test_what_the_clause_permits_against_the_rules_is_not_passed_on(counter: Callable[..., Counter]) -> None:
    """A pasted text is no licence: what it allows is still judged as said."""
    passage = "销售人员可以向客户承诺本金绝对安全、年化收益5%保证到手。"
    decision, _ = _judged(counter("zh").answer(ClauseChecklist(), passage=passage), passage, "zh")
    assert decision != "allow"


def test_sums_are_told_in_one_unit_and_small_ones_in_yuan(counter: Callable[..., Counter]) -> None:
    text = "\n".join(step.text for step in counter("zh").answer(ExtractReport(), passage=REPORTS[0][1]).steps)
    assert "123,500亿元" in text
    assert "628.4亿元" in text
    assert "0.85元" in text
    assert "-3bp" in text


def test_metrics_leave_out_the_rest_and_name_what_is_missing(counter: Callable[..., Counter]) -> None:
    outline = counter("zh").answer(ExtractReport(), passage=REPORTS[0][1], metrics=["净息差", "ROE"])
    text = "\n".join(step.text for step in outline.steps)
    assert "净息差" in text
    assert "资产总额" not in text
    assert "原文没有写到：ROE" in text


def test_a_text_without_figures_or_duties_says_so(counter: Callable[..., Counter]) -> None:
    nothing = counter("zh").answer(ExtractReport(), passage="本行经营稳健，客户数量持续增长。")
    assert "没有可以提取的数据" in nothing.steps[0].text
    none = counter("en").answer(ClauseChecklist(), passage="This chapter covers deposits.")
    assert "nothing to list" in none.steps[0].text
