"""Gives mentions to slots: the assignment whose unit fits, cue words and order agree best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

Scores = Sequence[Mapping[str, float]]
"""For each mention, what it is worth in each slot that can take it (all above zero)."""

MAX_MENTIONS = 14
"""More figures than a request ever has; the rest of a longer list is left alone."""


def best_assignment(scores: Scores) -> dict[str, int]:
    """Return slot -> index of its mention, maximising the sum; a mention and a slot are used once each."""
    rows = list(scores[:MAX_MENTIONS])
    slots = sorted({slot for row in rows for slot in row})
    place = {slot: position for position, slot in enumerate(slots)}

    @cache
    def best(index: int, used: int) -> tuple[float, tuple[tuple[str, int], ...]]:
        if index == len(rows):
            return 0.0, ()
        value, chosen = best(index + 1, used)
        for slot, worth in rows[index].items():
            bit = 1 << place[slot]
            if used & bit:
                continue
            rest, others = best(index + 1, used | bit)
            if worth + rest > value + 1e-9:
                value, chosen = worth + rest, ((slot, index), *others)
        return value, chosen

    return dict(best(0, 0)[1])
