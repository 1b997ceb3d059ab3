"""The policy check against our own sentences, and against the labelled lines where they lie at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import policies
from policies import PolicyContext, check
from policies.rulebook import Rule, rulebook

PRECISION_FLOOR = 0.86
RECALL_FLOOR = 0.85

HERE = Path(__file__).parent
SENTENCES = Path(policies.__file__).parent / "semantics" / "sentences"
EXAMPLES = HERE.parents[2] / "shared" / "domain" / "policy_examples.jsonl"


def _score(name: str) -> tuple[float, float]:
    """Precision and recall of "not allowed" on one of our files."""
    groups = yaml.safe_load((SENTENCES / f"{name}.yaml").read_text(encoding="utf-8"))
    caught = missed = alarms = 0
    for group in groups.values():
        for text in group.get("broken", ()):
            hit = check(text).decision != "allow"
            caught, missed = caught + hit, missed + (not hit)
        alarms += sum(check(text).decision != "allow" for text in group.get("kept", ()))
    return caught / (caught + alarms), caught / (caught + missed)


@pytest.mark.parametrize("name", ["rules_dev", "rules_held", "rules_fresh", "rules_last", "practice"])
def test_our_own_sentences_are_told_apart(name: str) -> None:
    precision, recall = _score(name)
    assert precision >= 0.97
    assert recall >= 0.95


def test_wording_nobody_foresaw_is_mostly_caught_and_seldom_a_false_alarm() -> None:
    """The honest measure: nobody who writes rules or sentences to learn from reads this file."""
    lines = yaml.safe_load((HERE / "sentences_blind.yaml").read_text(encoding="utf-8"))
    judged = [(line["label"] == "violation", check(line["text"]).decision != "allow") for line in lines]
    caught = sum(breach and hit for breach, hit in judged)
    assert caught / sum(hit for _, hit in judged) >= PRECISION_FLOOR
    assert caught / sum(breach for breach, _ in judged) >= RECALL_FLOOR


def _examples() -> Iterator[tuple[str, str, str, str | None]]:
    for line in EXAMPLES.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        yield item["category"], item["label"], item["text"], item["kind"]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the labelled lines of ../shared are not on this machine")
def test_the_labelled_lines_are_told_apart() -> None:
    wrong: list[str] = []
    for _, label, text, kind in _examples():
        context = PolicyContext(agency=True) if kind == "context:实为代销" else None
        if (check(text, context=context).decision != "allow") != (label == "violation"):
            wrong.append(text)
    assert len(wrong) <= 6, wrong


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the labelled lines of ../shared are not on this machine")
def test_every_trap_passes_and_nearly_every_disguise_is_seen_through() -> None:
    lines = list(_examples())
    assert not [text for category, _, text, _ in lines if category == "LEXICAL_TRAP" and check(text).findings]
    seen = [check(text).decision != "allow" for category, _, text, _ in lines if category == "OBFUSCATION"]
    assert sum(seen) >= 22


@pytest.mark.parametrize("rule", rulebook().rules, ids=lambda rule: rule.id)
def test_a_rule_matches_what_it_must_and_nothing_it_must_not(rule: Rule) -> None:
    for text in rule.source.must_match:
        assert rule.category in {finding.category for finding in check(text).findings}, text
    for text in rule.source.must_not_match:
        assert rule.category not in {finding.category for finding in check(text).findings}, text
    assert rule.source.must_match
    assert rule.source.must_not_match


@pytest.mark.parametrize("rule", rulebook().rules, ids=lambda rule: rule.id)
def test_a_rule_compiles(rule: Rule) -> None:
    assert rule.pattern.pattern
    assert rule.unless is None or rule.unless.pattern
