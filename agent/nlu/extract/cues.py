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


_BEHIND: Final = "…"
"""What begins a cue that speaks of the value before it alone: with "…降到" 3.95%降到3.25% points at 3.95% only."""


@dataclass(frozen=True)
class Cue:
    """A cue word where it stands; ``behind`` where it speaks of the value before it and of no other."""

    slot: str
    start: int
    end: int
    behind: bool = False


def find_cues(text: str, slot: str, wording: SlotWording | None) -> list[Cue]:
    """Every cue word of the slot in ``text``, the longest one where several start together."""
    if wording is None:
        return []
    said = [word for language in wording.cues.values() for word in language]
    behind = tuple(word.removeprefix(_BEHIND) for word in said if word.startswith(_BEHIND))
    words = [word for word in said if not word.startswith(_BEHIND)] + [wording.label.zh, wording.label.en]
    return [
        Cue(slot, match.start(), match.end(), after)
        for pattern, after in ((word_pattern(tuple(words)), False), (word_pattern(behind), True))
        if pattern is not None
        for match in pattern.finditer(text)
    ]


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


def adjoins(cue: Cue, mention: Mention, text: str) -> bool:
    """Whether nothing stands between the mention and the cue, on the side from which the cue speaks of it."""
    low, high = (mention.end, cue.start) if cue.behind else (cue.end, mention.start)
    return low <= high and not text[low:high].strip()


def cue_strength(mention: Mention, cues: Sequence[Cue], others: Sequence[Mention], text: str) -> float:
    """How strongly the slot's cues point at ``mention``: 0 when none stands near with nothing between."""
    best = 0.0
    for cue in cues:
        if cue.start < mention.end and mention.start < cue.end:
            continue
        before = cue.end <= mention.start
        if before and cue.behind:
            continue
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
