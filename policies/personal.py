"""Personal data in a text: the customer's own is masked, somebody else's goes to a human.

Numbers are found by :mod:`policies.pii`; this module finds statements about a person: a relative's
balance, a named person's salary, a colleague's refused loan. The words are in ``personal.yaml``.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from policies.clauses import exemption, split_sentences
from policies.context import PolicyContext
from policies.decisions import consequences
from policies.normalise import Normalised
from policies.pii import find_pii
from policies.rulebook import rulebook
from policies.verdict import Finding


@cache
def _patterns() -> tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]]:
    data = yaml.load((Path(__file__).parent / "personal.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    words = data["words"]

    def expand(pattern: str) -> str:
        for _ in range(3):
            pattern = re.sub(r"<([a-z_]+)>", lambda match: f"(?:{words[match.group(1)].strip()})", pattern)
        return re.sub(r"~(\d+)", r"[^。!?;\n]{0,\1}", pattern)

    statements = re.compile("|".join(expand(pattern) for pattern in data["statements"]))
    others = re.compile("|".join(expand(pattern) for pattern in data["others"]))
    return tuple(data["anchors"]), statements, others


def personal_findings(
    text: str, plain: Normalised, context: PolicyContext, speaker: str
) -> tuple[list[Finding], bool]:
    """Findings of category pii, and whether somebody other than the customer is concerned."""
    findings = [_finding(f"pii.{hit.kind}", (hit.start, hit.end), text) for hit in find_pii(text)]
    anchors, statements, others = _patterns()
    third_party = bool(findings) and speaker != "customer" and others.search(plain.text) is not None
    if speaker == "customer" or not any(anchor in plain.text for anchor in anchors):
        return findings, third_party
    for sentence in split_sentences(plain.text):
        for match in statements.finditer(sentence.text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            own = context.identified_customer
            if (own and own in match.group()) or exemption(sentence, start, end) in {
                "asked",
                "refuted",
                "negated",
            }:
                continue
            findings.append(_finding("pii.third_party", plain.span(start, end), text))
            third_party = True
            break
    return findings, third_party


def _finding(rule: str, span: tuple[int, int], text: str) -> Finding:
    file = rulebook().file("pii")
    return Finding(
        rule=rule,
        category="pii",
        severity=consequences()["pii"].severity,
        text=text[span[0] : span[1]],
        span=span,
        basis=file.basis if file else (),
        action="amend",
        message=file.why if file else None,
    )
