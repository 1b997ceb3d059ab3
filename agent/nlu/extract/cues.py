"""Cue words: which slot the words around a mention speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent.nlu.extract.mention import Mention
from agent.tasks.base import SlotWording

_NEAR_BEFORE: Final = 12
_NEAR_AFTER: Final = 6
_APART: Final = 0.7
"""What white space beside a Chinese cue takes from it: 2030-08-01兑付 T+1 speaks of the day before it."""
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Cue:
    """A cue word where it stands."""

    slot: str
    start: int
    end: int


def find_cues(text: str, slot: str, wording: SlotWording | None) -> list[Cue]:
    """Every cue word of the slot in ``text``, the longest one where several start together."""
    if wording is None:
        return []
    words = [word for language in wording.cues.values() for word in language]
    words += [wording.label.zh, wording.label.en]
    pattern = word_pattern(tuple(words))
    return [Cue(slot, match.start(), match.end()) for match in pattern.finditer(text)] if pattern else []


@lru_cache(maxsize=512)
def word_pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """One expression for all ``words``: longest first, Latin words whole, blanks as any white space."""
    unique = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    if not unique:
        return None
    return re.compile("|".join(_one(word) for word in unique), re.I)


def _one(word: str) -> str:
    body = r"\s+".join(re.escape(part) for part in word.split())
    head = r"(?<![A-Za-z])" if word[0].isascii() and word[0].isalpha() else ""
    tail = r"(?![A-Za-z])" if word[-1].isascii() and word[-1].isalpha() else ""
    return f"{head}{body}{tail}"


def cue_strength(mention: Mention, cues: Sequence[Cue], others: Sequence[Mention], text: str) -> float:
    """How strongly the slot's cues point at ``mention``: 0 when none stands near with nothing between."""
    best = 0.0
    for cue in cues:
        if cue.start < mention.end and mention.start < cue.end:
            continue
        before = cue.end <= mention.start
        gap = text[cue.end : mention.start] if before else text[mention.end : cue.start]
        if len(gap) > (_NEAR_BEFORE if before else _NEAR_AFTER) + 8 * (not _HAN.search(gap)):
            continue
        low, high = (cue.end, mention.start) if before else (mention.end, cue.start)
        if any(low <= other.start < high for other in others if other is not mention):
            continue
        broken = bool(re.search(r"[,，;；。?？!！]", gap))
        strength = 4.0 if before else 3.4
        strength -= 0.12 * len(gap.strip()) + (1.5 if broken else 0)
        if (
            gap
            and gap[0 if before else -1].isspace()
            and _HAN.match(text, cue.end - 1 if before else cue.start)
        ):
            strength -= _APART
        strength += min(0.06 * (cue.end - cue.start), 0.5)
        best = max(best, strength)
    return best
