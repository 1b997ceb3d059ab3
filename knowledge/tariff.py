"""A bank's own table of limits and fees: dated rows in both languages, found by the words of a topic.

A row is found only when every one of its word groups is met, so that a topic the table does not hold finds
nothing rather than something near.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from common.language import Bilingual, Language
from knowledge import analysis

TariffKind = Literal["limit", "fee"]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RowId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

MOST_ROWS = 3
"""Rows told at once; a topic that fits more is answered with those it names best."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TariffRow(_Record):
    """One limit or fee. ``words``: groups of which each must be met; ``unless``: words of another matter."""

    id: RowId
    kind: TariffKind
    title: Bilingual
    zh: Word
    en: Word
    words: tuple[tuple[Word, ...], ...] = Field(min_length=1)
    unless: tuple[Word, ...] = ()

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Tariff(_Record):
    """The table. ``note`` is said beside every row; the dates bound its validity, inclusive."""

    id: RowId
    title: Bilingual
    note: Bilingual
    effective_from: date
    effective_to: date | None = None
    kinds: dict[TariffKind, tuple[Word, ...]]
    """How people name each kind: a topic that names one gets rows of that kind alone."""
    idle: tuple[Word, ...] = ()
    """Words that name no matter (各项, 业务, all): a topic of a kind and these alone asks what there is."""
    unless: tuple[Word, ...] = ()
    """Words of matters that the table does not hold at all."""
    rows: tuple[TariffRow, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Tariff:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        ids = [row.id for row in self.rows]
        if len(set(ids)) != len(ids):
            raise ValueError("two rows have the same id")
        return self

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def find(self, topic: str) -> tuple[TariffRow, ...]:
        """The rows a topic speaks of, the most particular ones only; () when none is met."""
        text = _normal(topic)
        if _longest(self.unless, text):
            return ()
        kinds = self.kinds_named(topic)
        met: list[tuple[int, int, TariffRow]] = []
        for row in self.rows:
            lengths = [_longest(group, text) for group in row.words]
            if not all(lengths) or (kinds and row.kind not in kinds) or _longest(row.unless, text):
                continue
            met.append((len(lengths), sum(lengths), row))
        particular = max((groups for groups, _, _ in met), default=0)
        best = sorted((entry for entry in met if entry[0] == particular), key=lambda entry: -entry[1])
        return tuple(row for _, _, row in best[:MOST_ROWS])

    def kinds_named(self, topic: str) -> frozenset[TariffKind]:
        """Limits, fees, or both or neither."""
        text = _normal(topic)
        return frozenset(kind for kind, words in self.kinds.items() if _longest(words, text))

    def names_only_a_kind(self, topic: str) -> bool:
        """Whether a topic says no more than "limits" or "fees"."""
        text = _normal(topic)
        for words in (*self.kinds.values(), self.idle):
            text = _pattern(words).sub(" ", text) if words else text
        return bool(self.kinds_named(topic)) and not analysis.residue(text)


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _longest(words: Sequence[str], text: str) -> int:
    """Characters of the longest of ``words`` that stands in ``text``; 0 without one."""
    return max((len(hit[0]) for hit in _pattern(tuple(words)).finditer(text)), default=0) if words else 0


_ENDING = r"(?:e?s|e?d|e|ing|als?|ers?|ements?|ances?)?(?![a-z])"
"""What may follow a Latin word of the table: "withdraw" meets withdrawals, "replac" replacement, "fee" no feeling."""


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Longest first; Latin words whole but for their endings."""
    ordered = sorted({_normal(word) for word in words}, key=lambda word: (-len(word), word))
    return re.compile("|".join(_one(word) for word in ordered))


def _one(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}{_ENDING}" if word.isascii() else re.escape(word)
