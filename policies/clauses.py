"""Sentences, clauses, quotations, and how a phrase stands in them: asserted, or exempt and why.

A phrase breaks a rule only when it is asserted. "监管规定不得承诺保本" forbids it, "客户问能不能保本"
reports it, "刚性兑付指…" defines it, "不是不保本" asserts it after all. The cue words are in
``polarity.yaml``; this module knows only how they act.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

Exemption = Literal["negated", "refuted", "quoted", "defined", "asked", "attributed", "hypothetical"]

_SENTENCE_END = re.compile(r"[。!?;\n…]+[”\"’』」)]*|(?<=[a-z%)\"'\d])\.(?=\s|$)[”\"’』」)]*")
_CLAUSE_END = re.compile(r"[,:](?!\d)|——|\s-\s")
_INVERTED = re.compile(
    r"\W*(?:is|are|does|do|can|could|will|would|may) (?:it|this|that|the|they|we|i|you|a|an|my|our|these|those|wealth|any)\b"  # noqa: E501
)
_QUOTES = re.compile(r"[“\"「『]([^”\"」』\n]{1,60})[”\"」』]|(?<![a-z])'([^'\n]{2,60})'(?![a-z])")

_STANCES = (
    "questions", "prohibitions", "refutations", "turns", "attributions", "mentions", "condemnations", "hypotheses",
    "rhetorical",
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """One sentence of the plain text; all positions count in the whole text."""

    text: str
    start: int
    clauses: tuple[tuple[int, int], ...]
    quotes: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def clause(self, position: int) -> tuple[int, int]:
        """The clause ``position`` stands in."""
        for begin, stop in self.clauses:
            if position < stop:
                return begin, stop
        return self.clauses[-1]


@dataclass(frozen=True)
class _Cues:
    not_negations: re.Pattern[str]
    rhetorical_negations: re.Pattern[str]
    questions: re.Pattern[str]
    tag_questions: re.Pattern[str]
    question_ends: re.Pattern[str]
    english_questions: re.Pattern[str]
    rhetorical: re.Pattern[str]
    negations: re.Pattern[str]
    prohibitions: re.Pattern[str]
    refutations: re.Pattern[str]
    turns: re.Pattern[str]
    attributions: re.Pattern[str]
    mentions: re.Pattern[str]
    mentions_after: re.Pattern[str]
    definitions_after: re.Pattern[str]
    definitions_before: re.Pattern[str]
    hypotheses: re.Pattern[str]
    condemnations: re.Pattern[str]


@cache
def _cues() -> _Cues:
    data = yaml.load((Path(__file__).parent / "polarity.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return _Cues(
        **{name: re.compile(re.sub(r"\|\s+", "|", pattern.strip())) for name, pattern in data.items()}
    )


def split_sentences(text: str) -> list[Sentence]:
    """Split plain text; a sentence keeps its closing mark."""
    sentences: list[Sentence] = []
    start = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]:
        body = text[start:end]
        if body.strip():
            sentences.append(_sentence(body, start))
        start = end
    return sentences


def _sentence(body: str, start: int) -> Sentence:
    clauses: list[tuple[int, int]] = []
    begin = start
    for match in _CLAUSE_END.finditer(body):
        clauses.append((begin, start + match.end()))
        begin = start + match.end()
    if begin < start + len(body) or not clauses:
        clauses.append((begin, start + len(body)))
    quotes = tuple((start + match.start(), start + match.end()) for match in _QUOTES.finditer(body))
    return Sentence(body, start, tuple(clauses), quotes)


def exemption(sentence: Sentence, start: int, end: int) -> Exemption | None:
    """Why the phrase at ``start:end`` is not asserted; None when it is.

    Negations are counted in the phrase's own clause and before it (two cancel out); what forbids acts on
    the rest of the sentence up to a turn of speech ("但", "其实"); what refutes afterwards acts back.
    """
    cues = _cues()
    base = sentence.start
    clause_start, clause_end = sentence.clause(start)
    left = _after_turn(sentence.text[: start - base], cues)
    in_clause = _after_turn(sentence.text[clause_start - base : start - base], cues)
    right = sentence.text[end - base :]
    if _asked(sentence, clause_start, clause_end, end, cues):
        return "asked"
    if cues.definitions_after.search(right) or cues.definitions_before.search(left):
        return "defined"
    if _refuted(sentence, left, right, cues):
        return "refuted"
    if cues.attributions.search(in_clause):
        return "attributed"
    if _negations(in_clause, cues) % 2 == 1:
        return "negated"
    mentioned = cues.mentions.search(left[-14:]) or cues.mentions_after.search(right)
    return "quoted" if mentioned and _quoted(sentence, start, end) else None


def _refuted(sentence: Sentence, left: str, right: str, cues: _Cues) -> bool:
    if cues.prohibitions.search(left) or cues.refutations.search(right):
        return True
    return cues.condemnations.search(sentence.text) is not None and not cues.turns.search(sentence.text)


def hypothetical(sentence: Sentence) -> bool:
    """Whether the sentence speaks of a supposed case."""
    return _cues().hypotheses.search(sentence.text) is not None


def stance_cues(text: str) -> set[str]:
    """The kinds of cue a plain text holds, and ``negated 0|1|2`` for how often it negates (2: or more)."""
    cues = _cues()
    found = {name for name in _STANCES if getattr(cues, name).search(text)}
    negations = len(cues.negations.findall(cues.not_negations.sub("", text)))
    return found | {f"negated {min(negations, 2)}"}


def _after_turn(text: str, cues: _Cues) -> str:
    ends = [match.end() for match in cues.turns.finditer(text)]
    return text[ends[-1] :] if ends else text


def _negations(text: str, cues: _Cues) -> int:
    text = cues.rhetorical_negations.sub("", text)
    text = cues.questions.sub("", text)
    return len(cues.negations.findall(cues.not_negations.sub("", text)))


def _quoted(sentence: Sentence, start: int, end: int) -> bool:
    return any(begin <= start and end <= stop for begin, stop in sentence.quotes)


def _asked(sentence: Sentence, clause_start: int, clause_end: int, end: int, cues: _Cues) -> bool:
    """A real question about the phrase: not a rhetorical one, nor a mere "right?" at its end."""
    text = sentence.text
    clause = text[clause_start - sentence.start : clause_end - sentence.start]
    if cues.rhetorical.search(text):
        return False
    if cues.questions.search(clause[: max(end - clause_start, 0)]):
        return True
    if cues.tag_questions.search(text.strip()):
        return False
    inverted = _INVERTED.match(text)
    if "?" not in text and not inverted and not text.rstrip("。!, ").endswith("吗"):
        return False
    last = sentence.clauses[-1][0] == clause_start
    return last and (
        not re.search("[a-z]{3}", clause) or bool(cues.english_questions.search(text)) or "吗" in clause
    )
