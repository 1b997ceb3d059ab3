"""Only supplied figures can be written, in the forms in which the facts write them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.drafting import grammar
from agent.drafting.protocol import DraftRequest

testing = pytest.importorskip("xgrammar.testing", reason="xgrammar (extra gpu) reads the grammars")

FACTS = (
    ("贷款金额", "1,000,000元"),
    ("贷款期限", "30年（360期）"),
    ("年利率", "3.5%"),
    ("每月还款", "4,490.45元"),
    ("风险等级", "R4"),
)
ENGLISH = (
    ("loan amount", "RMB 1,000,000"),
    ("term", "30 years (360 months)"),
    ("rate", "3.5%"),
    ("move", "-3.08%"),
)
ZH = DraftRequest("zh", "", FACTS, (), None, grammar.literals_of(FACTS))
EN = DraftRequest("en", "", ENGLISH, (), None, grammar.literals_of(ENGLISH))


def writes(request: DraftRequest, *lines: str) -> bool:
    from xgrammar import Grammar

    compiled = Grammar.from_ebnf(grammar.build(replace(request, max_sentences=max(3, len(lines)))))
    filled = [*lines, *(["好的。", "好的。"] if request.language == "zh" else ["Fine.", "Fine."])][
        : max(3, len(lines))
    ]
    return bool(testing._is_grammar_accept_string(compiled, "\n".join(filled)))


def test_the_facts_can_be_said_in_ordinary_sentences() -> None:
    assert writes(
        ZH, "您贷款1,000,000元，30年（360期），年利率3.5%。", "每月还款4,490.45元。", "产品等级是R4。"
    )
    assert writes(
        EN, "On RMB 1,000,000 over 30 years (360 months), at 3.5%, it moves -3.08%.", "A 30-year loan."
    )


@pytest.mark.parametrize(
    "line",
    [
        "每月还款4,490.46元。",
        "每月还款4,490.45万元。",
        "每月还款14,490.45元。",
        "每月还款4,490元。",
        "每月还款4,490.45期。",
        "年利率3.5。",
        "年利率-3.5%。",
        "共360年。",
        "每月还款４，４９０元。",
        "月供四千四百元。",
        "百分之三点五。",
        "产品等级是R5。",
        "产品等级是C4。",
        "共①项。",
        "大约½。",
        "贷款$1,000,000元。",
        "每月30年360期。",
        "# 您好。",
        "**您好**。",
    ],
)
def test_no_other_figure_and_no_markup_can_be_written(line: str) -> None:
    assert not writes(ZH, line)


@pytest.mark.parametrize(
    "line",
    [
        "RMB 1,000,000k in all.",
        "It is 1,000,000.",
        "About 3.5 in all.",
        "It moves 3.08%.",
        "Pay USD 30-360 now.",
        "It is 360,30 in all.",
        "It is 360.30 in all.",
        "It is 36.",
        "It is 3.5%30.",
    ],
)
def test_figures_keep_sign_currency_and_distance(line: str) -> None:
    assert not writes(EN, line)


def test_ordinary_words_with_one_and_two_stay_possible() -> None:
    assert writes(ZH, "两种方式一样，统一按合同办理。")


def test_the_number_of_sentences_is_bounded() -> None:
    from xgrammar import Grammar

    compiled = Grammar.from_ebnf(grammar.build(replace(ZH, max_sentences=4)))
    for count, accepted in ((2, False), (3, True), (4, True), (5, False)):
        assert testing._is_grammar_accept_string(compiled, "\n".join(["好的。"] * count)) is accepted


def test_without_any_figure_plain_sentences_remain() -> None:
    bare = DraftRequest("zh", "", (("要点", "存款自愿"),), (), None, ())
    assert writes(bare, "存款自愿。")
    assert not writes(bare, "存款3次。")


def test_literals_are_read_from_the_facts_with_dates_whole() -> None:
    facts = (
        ("到期日", "2029年3月18日"),
        ("settlement", "2026-11-23"),
        ("净价", "101.20元"),
        ("第2期", "1,234,567.8"),
    )
    assert grammar.literals_of(facts) == ("2029年3月18日", "2026-11-23", "101.20", "2", "1,234,567.8")


def test_chinese_article_numbers_of_the_facts_can_be_written() -> None:
    law = DraftRequest("zh", "", (("法规", "商业银行法第二十九条"),), (), None, ())
    assert writes(law, "依据商业银行法第二十九条。")
    assert not writes(law, "依据商业银行法第三十条。")


@settings(max_examples=60, deadline=None)
@given(st.decimals(min_value="0.01", max_value="99999999", places=2))
def test_an_amount_can_be_written_just_when_it_is_a_fact(amount: object) -> None:
    text = f"{amount:,}元"
    assert writes(ZH, f"每月还款{text}。") is (text in {value for _, value in FACTS})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(grammar.forms(ZH)), min_size=1, max_size=6))
def test_supplied_figures_in_any_order_make_a_sentence(chosen: list[str]) -> None:
    assert writes(ZH, "".join(f"其中是{form}，" for form in chosen) + "请留意。")
    assert not writes(ZH, "其中是" + "".join([*chosen, chosen[0]]) + "。")
