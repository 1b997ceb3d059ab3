"""A clause becomes steps by its own words; every step points at the sentence it stands in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.people import Staff
from tools.attached import LONGEST
from tools.base import ToolContext
from tools.clause_checklist import Checklist, ChecklistArguments, clause_checklist
from tools.registry import call_tool

CONTEXT = ToolContext(
    now=datetime(2026, 11, 23, tzinfo=UTC),
    language="zh",
    staff=Staff(id="M1001"),
    customer=None,
    bank=None,
    library=None,
    record=lambda kind, fields: None,
)


def read(passage: str) -> Checklist:
    return clause_checklist(ChecklistArguments(passage=passage), CONTEXT)


def steps(passage: str) -> list[tuple[str, str, int]]:
    return [(step.kind, step.text, step.sentence) for step in read(passage).steps]


def test_the_three_kinds_are_told_apart_within_one_sentence() -> None:
    assert steps("金融机构应当核实客户身份，不得为身份不明的客户提供服务，可以要求客户补充材料。") == [
        ("must", "必须核实客户身份（金融机构）", 1),
        ("must_not", "禁止为身份不明的客户提供服务（金融机构）", 1),
        ("may", "可以要求客户补充材料（金融机构）", 1),
    ]


def test_english_clauses_read_alike() -> None:
    passage = (
        "The bank shall verify the customer's identity before opening an account, and must not open anonymous "
        "accounts. It may ask for further documents. Staff need not repeat the check within 30 days."
    )
    assert steps(passage) == [
        ("must", "Must verify the customer's identity before opening an account (The bank)", 1),
        ("must_not", "Must not open anonymous accounts (The bank)", 1),
        ("may", "May ask for further documents (It)", 2),
        ("need_not", "Need not repeat the check within 30 days (Staff)", 3),
    ]


def test_items_of_a_list_take_the_marker_of_the_sentence_that_opens_it() -> None:
    passage = "销售机构不得有下列行为：（一）承诺保本保收益；（二）代客户填写问卷，但客户可以自行打印；（三）泄露信息。"
    assert steps(passage) == [
        ("must_not", "禁止承诺保本保收益（销售机构）", 2),
        ("must_not", "禁止代客户填写问卷（销售机构）", 3),
        ("may", "可以自行打印（客户）", 3),
        ("must_not", "禁止泄露信息（销售机构）", 4),
    ]
    assert [step.item for step in read(passage).steps] == ["（一）", "（二）", "（二）", "（三）"]


def test_the_verb_of_a_lead_stays_with_each_item() -> None:
    assert [text for _, text, _ in steps("银行应当对下列信息逐项核对：\n1. 姓名；\n2. 证件号码。")] == [
        "必须对姓名逐项核对（银行）",
        "必须对证件号码逐项核对（银行）",
    ]
    assert [
        text for _, text, _ in steps("Staff must not do any of the following: (a) hide fees; (b) sign.")
    ] == [
        "Must not hide fees (Staff)",
        "Must not sign (Staff)",
    ]


@pytest.mark.parametrize(
    ("sentence", "kind", "text"),
    [
        ("保存期限不得少于十年。", "must_not", "禁止保存期限少于十年"),
        ("核对无误后，方可办理。", "may_only", "满足条件后才可以办理（核对无误后）"),
        ("无需客户重复提交。", "need_not", "无需客户重复提交"),
        ("柜员不得不核验。", "must", "必须核验（柜员）"),
        ("对应当报告的大额交易，金融机构应当在5个工作日内报告。", "must", None),
        ("严禁代客保管密码。", "must_not", "禁止代客保管密码"),
        ("客户有权拒绝。", "may", "可以拒绝（客户）"),
        ("No employee may share passwords.", "must_not", "Must not share passwords (employee)"),
        (
            "Customers are prohibited from lending accounts.",
            "must_not",
            "Must not: lending accounts (Customers)",
        ),
        ("Fees must not exceed 1%.", "must_not", "Must not: Fees exceed 1%"),
    ],
)
def test_each_marker_means_what_it_says(sentence: str, kind: str, text: str | None) -> None:
    found = steps(sentence)
    assert len(found) == 1
    assert found[0][0] == kind
    assert text is None or found[0][1] == text


@pytest.mark.parametrize(
    "sentence",
    [
        "相应资料另行公布。",
        "应收账款增加。",
        "可能存在风险。",
        "本办法自2026年5月1日起施行。",
        "It applies from 1 May 2026.",
    ],
)
def test_words_that_only_hold_a_marker_order_nothing(sentence: str) -> None:
    assert read(sentence).steps == ()
    assert read(sentence).unmarked == (1,)


def test_a_quoted_marker_is_part_of_what_is_ordered() -> None:
    assert steps("宣传材料不得使用“应当购买”等表述。") == [
        ("must_not", "禁止使用“应当购买”等表述（宣传材料）", 1)
    ]


def test_every_step_points_at_its_sentence_and_heading_marks_are_no_part_of_it() -> None:
    passage = "第二十九条　商业银行应当为存款人保密。\n本条所称存款人是指个人。\n任何单位不得查询。"
    result = read(passage)
    assert [passage[slice(*step.span)] for step in result.steps] == [
        "商业银行应当为存款人保密",
        "任何单位不得查询",
    ]
    assert [step.sentence for step in result.steps] == [1, 3]
    assert result.unmarked == (2,)
    assert result.sentences == 3


@given(st.text(alphabet="商业银行应当不得可以（一）：；。，\n1. (a)shall not may—“”", max_size=120))
def test_whatever_is_pasted_every_action_stands_in_its_own_sentence(passage: str) -> None:
    if not passage.strip():
        return
    result = read(passage)
    for step in result.steps:
        start, end = step.span
        assert 0 <= start < end <= len(passage)
        assert step.marker in passage
        assert 1 <= step.sentence <= result.sentences


def test_an_empty_or_endless_passage_is_refused_in_one_line() -> None:
    for passage in ("", "应" * (LONGEST + 1)):
        run = call_tool("clause_checklist", {"passage": passage}, CONTEXT)
        assert run.error is not None
        assert (run.error.code, run.error.slot) == ("E_VALUE", "passage")
        assert "\n" not in run.error.message
