"""Sums that belong to no slot because they are named for what else they are (首付30万, a salary of 20k)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.nlu.extract.cues import Cue, word_pattern
from agent.nlu.extract.mention import Mention
from common.language import Language

_FILE: Final = Path(__file__).with_name("asides.yaml")
_LINK: Final = re.compile(
    r"(?:款|金|的|是|为|有|大?概|大?约|共|付|了|要|[:：\s]|of|is|are|was|about|around)*", re.I
)
_SUMS: Final = frozenset({"money", "plain"})


class _Asides(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    before: dict[Language, tuple[str, ...]]
    after: dict[Language, tuple[str, ...]]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_model(_FILE, _Asides)
    before = word_pattern(tuple(word for group in words.before.values() for word in group))
    after = word_pattern(tuple(word for group in words.after.values() for word in group))
    assert before is not None and after is not None
    return before, after


def without_asides(text: str, mentions: list[Mention], cues: Iterable[Cue]) -> list[Mention]:
    """The mentions that may be a slot's; a word that is itself a cue of the task makes no aside."""
    if not any(mention.kind in _SUMS for mention in mentions):
        return mentions
    before, after = _patterns()
    own = [(cue.start, cue.end) for cue in cues]
    heads = [match.span() for match in before.finditer(text) if not _owned(match.span(), own)]
    tails = [match.span() for match in after.finditer(text) if not _owned(match.span(), own)]
    if not heads and not tails:
        return mentions

    def aside(mention: Mention) -> bool:
        if mention.kind not in _SUMS or (mention.kind == "plain" and mention.unit is not None):
            return False
        if any(end <= mention.start and _LINK.fullmatch(text, end, mention.start) for _, end in heads):
            return True
        return any(mention.end <= start and _LINK.fullmatch(text, mention.end, start) for start, _ in tails)

    return [mention for mention in mentions if not aside(mention)]


def _owned(span: tuple[int, int], own: list[tuple[int, int]]) -> bool:
    return any(low < span[1] and span[0] < high for low, high in own)
