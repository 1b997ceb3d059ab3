"""The compliant wording of a text in which something was found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from common.language import Language
from policies.disclosures import disclosure
from policies.pii import mask
from policies.rulebook import rulebook
from policies.verdict import Finding

_SENTENCE = re.compile(r"[^。！？!?；;\n]*?(?:[。！？!?；;\n]+|\.(?=\s|$)|$)")
_KEPT = frozenset({"pii", "missing_disclosure"})
"""Categories that leave the sentence standing, masked or completed."""


def revise(text: str, findings: Sequence[Finding], keys: Sequence[str], language: Language) -> str:
    """Replace what may not be said by what may, mask personal data, append the disclosures owed.

    Where a case goes to a human (suitability, evasion, tipping off, third-party data) nothing of the draft
    is kept: the neutral wording stands alone.
    """
    neutral = [finding for finding in findings if finding.action == "escalate"]
    if neutral:
        return _join(list(dict.fromkeys(_rewrite(finding, language) for finding in neutral)), language)
    pieces: list[str] = []
    for match in _SENTENCE.finditer(text):
        if not match.group().strip():
            continue
        broken = [
            finding
            for finding in findings
            if finding.category not in _KEPT
            and finding.span is not None
            and finding.span[0] < match.end()
            and finding.span[1] > match.start()
        ]
        new = [_rewrite(finding, language) for finding in broken] or [mask(match.group()).strip(" ")]
        ending = "\n" if match.group().endswith("\n") else ""
        pieces += [piece if piece.endswith("\n") else piece + ending for piece in dict.fromkeys(new)]
    lines = "\n" in text.strip()
    if lines and pieces and not pieces[-1].endswith("\n"):
        pieces[-1] += "\n"
    if language == "zh" and keys and pieces and pieces[-1][-1:] not in "。！？!?；;.\n”":
        pieces[-1] += "。"
    pieces += [disclosure(key, language) + ("\n" if lines else "") for key in keys]
    return _join(list(dict.fromkeys(pieces)), language).rstrip("\n")


def _rewrite(finding: Finding, language: Language) -> str:
    book = rulebook()
    for rule in book.rules:
        if rule.id == finding.rule and rule.source.rewrite is not None:
            return rule.source.rewrite[language]
    file = book.file(finding.category)
    return file.rewrite[language] if file else ""


def _join(sentences: Sequence[str], language: Language) -> str:
    return (
        ("" if language == "zh" else " ")
        .join(sentence for sentence in sentences if sentence)
        .replace("\n ", "\n")
    )
