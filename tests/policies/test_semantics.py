"""The layer behind the rules: what it adds, what it leaves alone, and where its weights come from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

import agent
import knowledge
from common.errors import ConfigurationError
from policies import PolicyContext, check, disclosure, disclosures, escalation
from policies.clauses import split_sentences
from policies.normalise import normalise
from policies.semantics import suspect
from policies.semantics.features import cues, grams
from policies.semantics.layer import ALLOWED, CUES_AT_MOST, WEIGHTS, read_weights
from policies.semantics.training import PRECISION, Labelled, Trained, fingerprint, labelled_sentences, train

ROOT = Path(agent.__file__).parent


@cache
def _trained() -> Trained:
    return train(labelled_sentences())


def test_the_weights_are_those_of_the_sentences() -> None:
    assert read_weights().fingerprint == fingerprint(labelled_sentences()), (
        "run python -m policies.semantics.training"
    )


def test_training_again_gives_the_same_weights() -> None:
    shipped = read_weights()
    again = _trained()
    assert again.header["threshold"] == pytest.approx(shipped.threshold, abs=1e-3)
    differing = [abs(a - b) for a, b in zip(memoryview(again.weights).cast("b"), shipped.values, strict=True)]
    assert max(differing) <= 1


def test_the_threshold_keeps_the_precision_on_sentences_left_out() -> None:
    trained = _trained()
    sentences = labelled_sentences()
    taken = [
        sentence.label != ALLOWED
        for sentence, score in zip(sentences, trained.scores, strict=True)
        if score >= trained.header["threshold"] and not sentence.contrast
    ]
    assert sum(taken) / len(taken) >= PRECISION - 0.002


def test_there_is_enough_to_learn_from_and_no_text_has_two_labels() -> None:
    sentences = labelled_sentences()
    assert len(sentences) >= 2500
    assert min(sum(s.label == label for s in sentences) for label in {s.label for s in sentences}) >= 40


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("本金这块您尽管踏实，行里替您扛着，到期原封不动还您。", "guarantee"),
        ("这份问卷您随便填，我告诉您勾哪个选项分高。", "suitability"),
        ("装修发票我认识人能开，款子放两个月再挪去付首付。", "evasion"),
        ("You'd be crazy to let this chance go, sign before tonight.", "pushing"),
    ],
)
def test_it_finds_what_no_rule_spells_out(text: str, category: str) -> None:
    findings = check(text).findings
    assert [finding.category for finding in findings] == [category]
    assert all(finding.span and text[slice(*finding.span)] == finding.text for finding in findings)


def test_a_finding_of_the_layer_has_the_consequence_of_its_category() -> None:
    text = "装修发票我认识人能开，款子放两个月再挪去付首付。"
    verdict = check(text)
    assert (verdict.findings[0].rule, verdict.decision, verdict.reason) == (
        "semantic.evasion",
        "escalate",
        "aml",
    )


@pytest.mark.parametrize(
    "text",
    [
        "有没有到期原封不动还我、行里替我扛着的东西？",
        "严禁对客户说行里替他扛着、到期原封不动还他。",
        "任何人对您说行里替您扛着、到期原封不动还您，都是骗局。",
    ],
)
def test_it_respects_a_question_a_ban_and_a_condemnation(text: str) -> None:
    assert all(suspect(sentence) is None for sentence in split_sentences(normalise(text).text))


def test_a_customers_own_words_are_not_judged_by_it() -> None:
    assert (
        check("本金这块您尽管踏实，行里替您扛着，到期原封不动还您。", speaker="customer").decision == "allow"
    )


def test_what_is_lawful_for_a_deposit_stays_lawful() -> None:
    text = "这笔钱到期原封不动还给您，还带着利息。"
    assert check(text, context=PolicyContext(subject="deposit")).decision == "allow"


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def _semantic(texts: list[str]) -> list[tuple[str, str]]:
    return [
        (finding.rule, text)
        for text in texts
        for finding in check(text).findings
        if finding.rule.startswith("semantic.")
    ]


def test_none_of_our_fixed_wording_raises_an_alarm() -> None:
    texts = [disclosure(key, language) for key in disclosures.disclosure_keys() for language in ("zh", "en")]
    for rule in escalation.escalation_rules().values():
        texts += [part[language] for part in (rule.notice, rule.script) if part for language in ("zh", "en")]
    for path in (ROOT / "wording.yaml", *sorted((ROOT / "tasks").rglob("*.yaml"))):
        data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        data = {
            key: value for key, value in data.items() if key not in {"examples", "slots", "nouns", "signs"}
        }
        texts += _strings(data)
    assert len(texts) > 200
    assert _semantic(texts) == []


def test_the_law_as_the_library_tells_it_raises_no_alarm() -> None:
    texts: list[str] = []
    for path in sorted((Path(knowledge.__file__).parent / "corpus").glob("*.yaml")):
        texts += [
            text for text in _strings(yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)) if len(text) > 12
        ]
    assert len(texts) > 1000
    assert _semantic(texts) == []


def test_what_is_dismissed_by_its_ngrams_alone_is_nothing_the_cues_would_have_brought_back() -> None:
    weights = read_weights()
    for sentence in labelled_sentences():
        text = normalise(sentence.text).text
        shares = weights.shares(grams(text))
        added = weights.score(1, shares, cues(text)) - weights.score(1, shares, ())
        assert added < CUES_AT_MOST, sentence.text


def test_damaged_weights_are_said_to_be_so(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(WEIGHTS.read_bytes()[:4000])
    with pytest.raises(ConfigurationError, match="weights"):
        read_weights(path)
    with pytest.raises(ConfigurationError, match="weights"):
        read_weights(tmp_path / "absent.bin")


def test_the_fingerprint_changes_with_a_sentence() -> None:
    sentences = labelled_sentences()
    assert fingerprint(sentences) != fingerprint((*sentences[:-1], Labelled("另一句话。", ALLOWED)))
