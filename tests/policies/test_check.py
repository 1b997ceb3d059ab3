"""What the check decides, what it says instead, and where it points."""

from __future__ import annotations

import pytest

from common.language import Language
from policies import PolicyContext, check, disclosure, rule_for
from policies.disclosures import disclosure_keys
from policies.escalation import escalation_rules
from policies.rulebook import rulebook


def test_a_first_promise_is_blocked_and_a_second_goes_to_compliance() -> None:
    text = "这款理财保本又保息。"
    assert check(text).decision == "block"
    again = check(text, earlier={"guarantee": 1})
    assert (again.decision, again.reason, again.priority) == ("escalate", "policy", "P2")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("问卷我替您填好了。", "suitability"),
        ("拆成四笔取就不用上报。", "aml"),
        ("我们已经把您上报反洗钱中心了。", "aml"),
        ("您丈夫的余额是30万。", "pii"),
    ],
)
def test_grave_cases_go_to_a_human_at_once(text: str, reason: str) -> None:
    verdict = check(text)
    assert (verdict.decision, verdict.reason, verdict.priority) == ("escalate", reason, "P1")
    assert verdict.revised
    assert text not in verdict.revised


def test_the_customers_own_number_is_masked_and_the_rest_stands() -> None:
    verdict = check("您的卡号是6222020200112233446，请核对。")
    assert verdict.decision == "amend"
    assert verdict.revised == "您的卡号是****3446，请核对。"


def test_an_owed_disclosure_is_appended() -> None:
    verdict = check("业绩比较基准为3.1%。")
    assert verdict.decision == "amend"
    assert verdict.disclosures == ("benchmark", "wealth")
    assert verdict.revised is not None
    assert disclosure("benchmark", "zh") in verdict.revised


def test_a_span_counts_in_the_text_as_given() -> None:
    text = "您好，这款理财保 本 保\u200b息。"
    finding = check(text).findings[0]
    assert finding.span is not None
    assert text[slice(*finding.span)] == finding.text == "保 本"


def test_the_clean_sentences_of_a_blocked_text_stay() -> None:
    verdict = check("请带好证件。这只基金绝对不会亏钱。")
    assert verdict.decision == "block"
    assert verdict.revised is not None
    assert verdict.revised.startswith("请带好证件。")
    assert "不会亏钱" not in verdict.revised


@pytest.mark.parametrize("speaker", ["customer", "staff", "assistant"])
def test_a_question_is_no_promise(speaker: str) -> None:
    assert check("有没有稳赚不赔的产品？", speaker=speaker).decision == "allow"  # type: ignore[arg-type]


def test_what_is_lawful_for_a_deposit_is_not_for_a_product() -> None:
    text = "到期本金一分不少。"
    assert check(text, context=PolicyContext(subject="deposit")).decision == "allow"
    assert check(text, context=PolicyContext(subject="fund")).decision == "block"


def test_a_level_gap_is_seen_through_the_context() -> None:
    context = PolicyContext(product_risk="R4", customer_risk="C2")
    assert check("可以给客户买一点。", context=context).reason == "suitability"
    assert check("产品等级高于客户等级，不能购买。", context=context).decision == "allow"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_own_wording_keeps_the_rules(language: Language) -> None:
    texts = [file.why[language] for file in rulebook().files] + [
        file.rewrite[language] for file in rulebook().files
    ]
    texts += [disclosure(key, language) for key in disclosure_keys()]
    texts += [rule.notice[language] for rule in escalation_rules().values()]
    texts += [rule.script[language] for rule in escalation_rules().values() if rule.script]
    assert not [text for text in texts if check(text).decision != "allow"]


def test_a_scam_is_answered_within_a_minute() -> None:
    rule = rule_for("fraud")
    assert (rule.priority, rule.seconds) == ("P0", 60)
    assert rule.script is not None
    assert "96110" in rule.script.zh
