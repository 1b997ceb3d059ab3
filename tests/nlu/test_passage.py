"""A pasted passage stays whole, is split from its request, and says nothing for the user."""

from __future__ import annotations

import pytest

from agent.nlu.extract.free_text import document, free_text
from agent.nlu.passage import find_passage, looks_pasted
from agent.nlu.segment import segment

CLAUSE = (
    "商业银行应当保证存款本金和利息的支付，不得拖延、拒绝支付。可以要求客户出示证件；不是本人的，取消办理。"
)
ENGLISH = "The bank shall verify identity. It must not open anonymous accounts; it may ask for papers."
WITH_QUOTES = "使用“保本”“无风险”等用语的，不得发布；应当标明风险等级，并且可以注明代销机构。"


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        (f"把下面这段变成清单：{CLAUSE}", CLAUSE),
        (f"“{CLAUSE}”这段帮我列成清单", CLAUSE),
        (f"{CLAUSE}\n这段变成清单", CLAUSE),
        (f"帮我整理成必须和禁止\n{CLAUSE}", CLAUSE),
        (f"清单：{WITH_QUOTES}", WITH_QUOTES),
        (f"把这段拆成步骤“{WITH_QUOTES}”", WITH_QUOTES),
        (f"turn this clause into a checklist: {ENGLISH}", ENGLISH),
        (f'checklist out of "{ENGLISH}" please', ENGLISH),
        (
            "下面财报里营收多少：2025年公司实现营业收入45.6亿元，同比下降2.3%，净利润3.1亿元。",
            "2025年公司实现营业收入45.6亿元，同比下降2.3%，净利润3.1亿元。",
        ),
        (f"Extract the figures from the text below\n\n{ENGLISH}\n", ENGLISH),
    ],
)
def test_the_passage_is_found_whole(text: str, passage: str) -> None:
    found = find_passage(text)
    assert found is not None
    assert text[found.start : found.end] == passage
    span = document(text, asked=False)
    assert span is not None
    assert text[slice(*span)] == passage
    assert len(segment(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "把这段变成清单",
        "贷100万,25年,3.5,月供多少?再查下存款保险上限",
        "我能不能跟客户说“这款理财保本保息，放心买”？",
        "查法条:民法典677条",
        "商业银行不得有下列行为：（一）拖延；（二）拒绝支付存款本金和利息，或者其他。",
        "what does article 29 of the commercial bank law say",
    ],
)
def test_ordinary_words_hold_no_passage(text: str) -> None:
    assert find_passage(text) is None


def test_a_request_behind_a_quoted_passage_is_still_a_request_of_its_own() -> None:
    text = f"把“{CLAUSE}”变成清单，再查下存款保险上限"
    assert [text[part.start : part.end] for part in segment(text)][-1] == "查下存款保险上限"


def test_an_order_alone_is_no_document_and_a_pasted_text_alone_is() -> None:
    assert document("把这段变成清单", asked=False) is None
    assert document("做个checklist", asked=False) is None
    span = document(CLAUSE, asked=False)
    assert span is not None
    assert CLAUSE[slice(*span)] == CLAUSE


def test_a_document_that_was_asked_for_is_taken_whole_with_its_quotes() -> None:
    span = document(WITH_QUOTES, asked=True)
    assert span is not None
    assert WITH_QUOTES[slice(*span)] == WITH_QUOTES


def test_other_free_text_takes_the_passage_too() -> None:
    text = f"检查一下这段话：{WITH_QUOTES}"
    span = free_text(text, asked=False)
    assert span is not None
    assert text[slice(*span)] == WITH_QUOTES.rstrip("。")


@pytest.mark.parametrize(
    ("text", "pasted"), [(CLAUSE, True), (ENGLISH, True), ("好的", False), ("这段就行", False)]
)
def test_what_looks_pasted(text: str, pasted: bool) -> None:
    assert looks_pasted(text) is pasted
