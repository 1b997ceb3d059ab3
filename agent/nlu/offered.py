"""Which of several posted values the words choose: 按消费贷的, the second one, the home loan rate please."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from agent.nlu.extract.cues import word_pattern
from agent.nlu.references import ordinal_in
from agent.nlu.residue import residue
from agent.offers import PostedValue

_BESIDE: Final = re.compile(
    r"挂牌|利率|那个|这个|那种|这种|一种|一个|类|款|posted|\brates?\b|\bones?\b|\bthe\b|\bplease\b", re.I
)
"""Words that may stand beside the name of what is chosen."""


def chosen_offer(text: str, options: Sequence[PostedValue]) -> PostedValue | None:
    """The one option that ``text`` names and says nothing besides; ``None`` when it does not."""
    if len(options) < 2:
        return None
    ordinal = ordinal_in(text)
    if ordinal is not None and not _beside(text, [ordinal[1:]]):
        place = ordinal[0] if ordinal[0] >= 0 else len(options) + ordinal[0]
        return options[place] if 0 <= place < len(options) else None
    named: list[PostedValue] = []
    spans: list[tuple[int, int]] = []
    for option in options:
        pattern = word_pattern(option.words)
        hits = [match.span() for match in pattern.finditer(text)] if pattern is not None else []
        if hits:
            named.append(option)
            spans += hits
    return named[0] if len(named) == 1 and not _beside(text, spans) else None


def _beside(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """What the words say besides the choice."""
    skipped = [*spans, *(match.span() for match in _BESIDE.finditer(text))]
    return residue(text, skip=skipped)
