"""The policy check: a text in, a verdict out.

Plain reading (:mod:`policies.normalise`), sentences and their stance (:mod:`policies.clauses`), what they
speak of (:mod:`policies.subject`), the rules (:mod:`policies.rulebook`), personal data, whole-answer
disclosures; then the table of consequences (:mod:`policies.decisions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from common.language import Language, detect_language
from policies.clauses import Sentence, exemption, hypothetical, split_sentences
from policies.context import PolicyContext
from policies.decisions import Consequence, Priority, consequences
from policies.disclosures import owed
from policies.normalise import Normalised, normalise
from policies.personal import personal_findings
from policies.revision import revise
from policies.rulebook import Rule, rulebook
from policies.subject import assign_subjects, is_exempt
from policies.suitability import level_gap
from policies.verdict import DECISION_ORDER, Decision, Finding, Verdict

Speaker = Literal["assistant", "staff", "customer"]

_CUSTOMER_CATEGORIES = frozenset({"evasion"})
"""A customer may say and ask what a bank may not; only a request to evade the rules is marked."""


def check(
    text: str,
    *,
    language: Language | None = None,
    speaker: Speaker = "assistant",
    context: PolicyContext | None = None,
    earlier: Mapping[str, int] | None = None,
) -> Verdict:
    """Judge ``text`` as said to a customer.

    Args:
        text: the words; any length, either language or mixed.
        language: the language of ``revised``; detected when absent.
        speaker: whose words they are. A customer's own words break no sales rule.
        context: what is known of the product and the customer.
        earlier: how often each category was blocked before in this dialogue.
    """
    context = context or PolicyContext()
    language = language or detect_language(text)
    plain = normalise(text)
    sentences = split_sentences(plain.text)
    findings = _spoken_findings(plain, sentences, speaker, context)
    third_party = False
    personal, third_party = personal_findings(text, plain, context, speaker)
    findings += personal
    keys: list[str] = []
    if speaker != "customer":
        for item in owed(plain.text, context=context, speaker=speaker, given=context.disclosures):
            findings.append(_finding("missing_disclosure", item.rule, plain, item.start, item.end))
            keys += [key for key in item.keys if key not in keys and key not in context.disclosures]
    if not findings:
        return Verdict(decision="allow")
    return _decide(text, findings, third_party, tuple(keys), language, earlier or {})


def _spoken_findings(
    plain: Normalised, sentences: list[Sentence], speaker: Speaker, context: PolicyContext
) -> list[Finding]:
    subjects = assign_subjects(sentences, context.subject)
    seen: set[tuple[str, int]] = set()
    findings: list[Finding] = []
    for rule in rulebook().rules:
        if speaker == "customer" and rule.category not in _CUSTOMER_CATEGORIES:
            continue
        if not any(anchor in plain.text for anchor in rule.source.anchors):
            continue
        for start, end, sentence in _matches(rule, sentences, subjects):
            if (rule.category, sentence.start) in seen:
                continue
            seen.add((rule.category, sentence.start))
            findings.append(_finding(rule.category, rule.id, plain, start, end, rule))
    if speaker != "customer" and not any(finding.category == "suitability" for finding in findings):
        gap = level_gap(sentences, context)
        if gap is not None:
            findings.append(_finding("suitability", "suitability.level_gap", plain, *gap))
    return sorted(findings, key=lambda finding: finding.span or (0, 0))


def _matches(
    rule: Rule, sentences: list[Sentence], subjects: list[frozenset[str]]
) -> Iterator[tuple[int, int, Sentence]]:
    for sentence, named in zip(sentences, subjects, strict=True):
        if is_exempt(named, rule.exempt_subjects):
            continue
        only = rule.source.only_subjects
        if only is not None and not named & only:
            continue
        if rule.unless is not None and rule.unless.search(sentence.text):
            continue
        for match in rule.pattern.finditer(sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            stance = exemption(sentence, start, end)
            if stance is not None and stance in rule.source.exempt:
                continue
            if "hypothetical" in rule.source.exempt and hypothetical(sentence):
                continue
            yield start, end, sentence
            break


def _finding(
    category: str, rule_id: str, plain: Normalised, start: int, end: int, rule: Rule | None = None
) -> Finding:
    consequence = consequences()[category]  # type: ignore[index]
    file = rulebook().file(category)
    span = plain.span(start, end)
    return Finding(
        rule=rule_id if "." in rule_id else f"{category}.{rule_id}",
        category=category,
        severity=consequence.severity,
        text=plain.original[span[0] : span[1]],
        span=span,
        basis=rule.basis if rule else file.basis if file else (),
        action=consequence.first,
        message=file.why if file else None,
    )


def _decide(
    text: str,
    findings: list[Finding],
    third_party: bool,
    keys: tuple[str, ...],
    language: Language,
    earlier: Mapping[str, int],
) -> Verdict:
    """The gravest consequence decides; the reason is that of the gravest case a human gets."""
    table = consequences()
    decision: Decision = "allow"
    case: Consequence | None = None
    settled: list[Finding] = []
    for finding in findings:
        consequence: Consequence = table[finding.category]  # type: ignore[index]
        action: Decision = consequence.again if earlier.get(finding.category, 0) else consequence.first
        if finding.category == "pii" and third_party:
            action = "escalate"
        if action == "escalate" and (case is None or (consequence.priority or "P3") < (case.priority or "P3")):
            case = consequence
        decision = max(decision, action, key=DECISION_ORDER.index)
        settled.append(finding.model_copy(update={"action": action}))
    priority: Priority | None = case.priority if case else None
    return Verdict(
        decision=decision,
        findings=tuple(settled),
        disclosures=keys,
        revised=revise(text, settled, keys, language),
        reason=case.reason if case else None,
        priority=priority,
    )
