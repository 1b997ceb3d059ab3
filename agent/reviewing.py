"""The checks between a draft and a reader: policy and grounding, on a sentence or on the whole answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from agent.material import Material
from agent.sentences import split_sentences
from policies import check
from policies.grounding import ground
from policies.pii import find_pii
from policies.verdict import DECISION_ORDER, Finding, Verdict

UNGROUNDED = "ungrounded"
OWED = "missing_disclosure"
TRUSTED_SOURCES = frozenset({"law", "glossary"})


@dataclass(frozen=True)
class Reviewer:
    """Judges wordings of one turn's material. ``breaches`` counts what was already blocked before."""

    material: Material
    breaches: Mapping[str, int]

    def sentence(self, text: str, before: Sequence[str] = ()) -> Verdict:
        """Judge one sentence as it is completed; ``before`` are those already approved."""
        policy = self._policy(text)
        repeated = (
            (_finding("repeated", text, (0, len(text))),)
            if text.strip() in {s.strip() for s in before}
            else ()
        )
        return _join(_without_owed(policy), (*self._ungrounded(text), *repeated))

    def whole(self, sentences: Sequence[str], tail: Sequence[str]) -> Verdict:
        """Judge the whole answer: policy with what code appends, grounding on the wording alone."""
        wording = "\n".join(line for line in sentences if line not in self.material.notices)
        policy = self._policy("\n".join((*sentences, *tail)))
        return _join(policy, self._ungrounded(wording))

    def _policy(self, text: str) -> Verdict:
        material = self.material
        return check(
            self._without_quoted_law(text),
            language=material.language,
            context=material.context,
            earlier=self.breaches,
            reviewed=(*material.template(), *material.tail()),
        )

    def _without_quoted_law(self, text: str) -> str:
        """What is left to judge when the library's own words are taken out: quoting a ban is no breach.

        Only rules and the glossary are trusted so; a bank's own documents are judged like any sentence. A
        line of the reviewed template that carries such words is theirs as a whole.
        """
        trusted = [citation for citation in self.material.citations if citation.kind in TRUSTED_SOURCES]
        quoted = [said for c in trusted for said in (c.text, c.note) if said]
        quoted += [c.title for c in trusted if c.kind == "glossary"]
        template = {step.text for step in self.material.steps}
        lines = [
            line
            for line in text.splitlines()
            if not (line in template and any(said in line for said in quoted))
        ]
        left = "\n".join(lines)
        for said in quoted:
            for part in (said, *split_sentences(said)):
                left = left.replace(part, "")
        return left

    def _ungrounded(self, text: str) -> tuple[Finding, ...]:
        """What stands nowhere; personal numbers are the policy's matter, which masks them."""
        citations: Collection[str] = {citation.id for citation in self.material.citations}
        result = ground(
            text,
            facts=self.material.grounding_facts(),
            evidence=self.material.evidence(),
            user=self.material.words,
            citations=citations,
        )
        personal = [(hit.start, hit.end) for hit in find_pii(text)]
        return tuple(
            _finding(item.why, item.text, item.span)
            for item in result.ungrounded
            if not any(start < item.span[1] and item.span[0] < end for start, end in personal)
        )


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """A turn's verdict: the gravest decision, all findings, the reason of whoever escalates."""
    gravest = max(verdicts, key=lambda verdict: DECISION_ORDER.index(verdict.decision))
    findings = dict.fromkeys(finding for verdict in verdicts for finding in verdict.findings)
    disclosures = dict.fromkeys(text for verdict in verdicts for text in verdict.disclosures)
    return gravest.model_copy(update={"findings": tuple(findings), "disclosures": tuple(disclosures)})


def _without_owed(policy: Verdict) -> Verdict:
    """A verdict on one sentence: what a whole answer owes its reader cannot be missing from a part of it."""
    findings = tuple(finding for finding in policy.findings if finding.category != OWED)
    if len(findings) == len(policy.findings):
        return policy
    return policy.model_copy(update={"findings": findings}) if findings else Verdict(decision="allow")


def _finding(why: str, text: str, span: tuple[int, int]) -> Finding:
    return Finding(
        rule=f"grounding: {why}", category=UNGROUNDED, severity="S2", text=text, span=span, action="block"
    )


def _join(policy: Verdict, ungrounded: tuple[Finding, ...]) -> Verdict:
    if not ungrounded:
        return policy
    blocked = Verdict(decision="block", findings=ungrounded)
    return worst([policy, blocked]) if policy.findings else blocked
