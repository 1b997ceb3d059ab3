"""What a sentence speaks of: a deposit, a bond, a wealth product, a fund, an insurance policy, a loan.

A promise about principal is lawful for a deposit and a breach for a fund, so the rules name the subjects
they leave alone. The words are in ``subjects.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from policies.clauses import Sentence

INVESTMENTS = frozenset({"wealth", "fund", "insurance", "stock"})
"""Subjects of which neither principal nor return may be promised."""


@dataclass(frozen=True)
class _Words:
    subjects: tuple[tuple[str, re.Pattern[str]], ...]
    compared: re.Pattern[str]


@cache
def _words() -> _Words:
    data = yaml.load((Path(__file__).parent / "subjects.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    subjects = tuple((name, re.compile(pattern.strip())) for name, pattern in data["subjects"].items())
    return _Words(subjects, re.compile(data["compared"].strip()))


def subjects_of(text: str) -> frozenset[str]:
    """The subjects a plain text names; things it is only compared with do not count."""
    words = _words()
    remaining = words.compared.sub(" ", text)
    return frozenset(name for name, pattern in words.subjects if pattern.search(remaining))


def assign_subjects(sentences: Sequence[Sentence], given: str | None) -> list[frozenset[str]]:
    """The subjects of each sentence: named in it, else given by the context, else the last ones named."""
    assigned: list[frozenset[str]] = []
    last: frozenset[str] = frozenset()
    for sentence in sentences:
        named = subjects_of(sentence.text)
        last = named or (frozenset({given}) if given else last)
        assigned.append(last)
    return assigned


def is_exempt(subjects: frozenset[str], exempt: frozenset[str]) -> bool:
    """Whether a rule leaves these subjects alone: one of them is exempt and none is an investment."""
    return bool(subjects & exempt) and not subjects & (INVESTMENTS - exempt)
