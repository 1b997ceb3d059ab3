"""The policy check: a text in, a verdict out.

Plain reading (:mod:`policies.normalise`), sentences and their stance (:mod:`policies.clauses`), what they
speak of (:mod:`policies.subject`), the rules (:mod:`policies.rulebook`), what sounds like a breach though no
rule spells it out (:mod:`policies.semantics`), personal data, whole-answer disclosures; then the table of
consequences (:mod:`policies.decisions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from common.language import Language, detect_language
from policies.clauses import Sentence, exemption, hypothetical, split_sentences
from policies.context import PolicyContext
from policies.decisions import Category, Consequence, consequences
from policies.disclosures import owed
from policies.normalise import Normalised, normalise
from policies.personal import personal_findings
from policies.revision import revise
from policies.rulebook import Rule, rulebook
from policies.semantics import suspect
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
    reviewed: Sequence[str] = (),
) -> Verdict:
    """Judge ``text`` as said to a customer.

    Args:
        text: the words; any length, either language or mixed.
        language: the language of ``revised``; detected when absent.
        speaker: whose words they are. A customer's own words break no sales rule.
        context: what is known of the product and the customer.
        earlier: how often each category was blocked before in this dialogue.
        reviewed: lines that a person has worded and approved; the rules judge them, the learnt layer, which is
            for words nobody foresaw, does not.
    """
    context = context or PolicyContext()
    language = language or detect_language(text)
    plain = normalise(text)
    sentences = split_sentences(plain.text)
    findings = _spoken_findings(plain, sentences, speaker, context)
    if reviewed:
        findings = _without_suspicions_of(findings, text, reviewed)
    personal, third_party = personal_findings(text, plain, context, speaker)
    findings += personal
    third_party = third_party or any(finding.rule == "semantic.pii" for finding in findings)
    keys: list[str] = []
    if speaker != "customer":
        for item in owed(plain.text, context=context, speaker=speaker, given=context.disclosures):
            findings.append(_finding("missing_disclosure", item.rule, plain, (item.start, item.end)))
            keys += [key for key in item.keys if key not in keys and key not in context.disclosures]
    if not findings:
        return Verdict(decision="allow")
    gravest, settled = _settle(findings, third_party, earlier or {})
    return Verdict(
        decision=max((_action(finding) for finding in settled), key=DECISION_ORDER.index),
        findings=settled,
        disclosures=tuple(keys),
        revised=revise(text, settled, keys, language),
        reason=gravest.reason if gravest else None,
        priority=gravest.priority if gravest else None,
    )


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
            findings.append(_finding(rule.category, rule.id, plain, (start, end), rule.basis))
    if speaker != "customer" and not any(finding.category == "suitability" for finding in findings):
        gap = level_gap(sentences, context)
        if gap is not None:
            findings.append(_finding("suitability", "suitability.level_gap", plain, gap))
    if speaker != "customer":
        findings += _semantic_findings(plain, sentences, subjects, context, {start for _, start in seen})
    return sorted(findings, key=lambda finding: finding.span or (0, 0))


def _without_suspicions_of(findings: list[Finding], text: str, reviewed: Sequence[str]) -> list[Finding]:
    spans = [(start, start + len(line)) for line in reviewed if line and (start := text.find(line)) >= 0]
    return [
        finding
        for finding in findings
        if not finding.rule.startswith("semantic.")
        or finding.span is None
        or not any(start <= finding.span[0] and finding.span[1] <= end for start, end in spans)
    ]


def _semantic_findings(
    plain: Normalised,
    sentences: list[Sentence],
    subjects: list[frozenset[str]],
    context: PolicyContext,
    settled: set[int],
) -> Iterator[Finding]:
    """What sounds like a breach in sentences where no rule found one (``settled`` are the starts of the others)."""
    own = normalise(context.identified_customer).text if context.identified_customer else None
    for sentence, named in zip(sentences, subjects, strict=True):
        if sentence.start in settled:
            continue
        suspicion = suspect(sentence)
        if suspicion is None:
            continue
        file = rulebook().file(suspicion.category)
        if file is None or is_exempt(named, file.exempt_subjects):
            continue
        if suspicion.category == "pii" and own and own in sentence.text:
            continue
        where = (suspicion.start, suspicion.end)
        yield _finding(file.category, f"semantic.{file.category}", plain, where)


def _matches(
    rule: Rule, sentences: list[Sentence], subjects: list[frozenset[str]]
) -> Iterator[tuple[int, int, Sentence]]:
    for sentence, named in zip(sentences, subjects, strict=True):
        if len(sentences) > 1 and not any(anchor in sentence.text for anchor in rule.source.anchors):
            continue
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
    category: Category,
    rule_id: str,
    plain: Normalised,
    where: tuple[int, int],
    basis: tuple[str, ...] | None = None,
) -> Finding:
    consequence = consequences()[category]
    file = rulebook().file(category)
    span = plain.span(*where)
    return Finding(
        rule=rule_id if "." in rule_id else f"{category}.{rule_id}",
        category=category,
        severity=consequence.severity,
        text=plain.original[span[0] : span[1]],
        span=span,
        basis=basis or (file.basis if file else ()),
        action=consequence.first,
        message=file.why if file else None,
    )


def _settle(
    findings: Sequence[Finding], third_party: bool, earlier: Mapping[str, int]
) -> tuple[Consequence | None, tuple[Finding, ...]]:
    """Each finding with its action, and the consequence of the gravest case a human gets."""
    table: Mapping[str, Consequence] = {str(name): value for name, value in consequences().items()}
    gravest: Consequence | None = None
    settled: list[Finding] = []
    for finding in findings:
        consequence = table[finding.category]
        action: Decision = consequence.again if earlier.get(finding.category, 0) else consequence.first
        if finding.category == "pii" and third_party:
            action = "escalate"
        if action == "escalate" and (
            gravest is None or (consequence.priority or "P3") < (gravest.priority or "P3")
        ):
            gravest = consequence
        settled.append(finding.model_copy(update={"action": action}))
    return gravest, tuple(settled)


def _action(finding: Finding) -> Decision:
    return next(decision for decision in DECISION_ORDER if decision == finding.action)
