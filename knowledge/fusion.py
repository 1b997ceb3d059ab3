"""How far to trust each side: the words weigh more than the meaning, and a weak best is no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DENSE_WEIGHT = 0.5
"""Beside a BM25 weight of 1, both on scores divided by the query's best: equal weights lose to BM25 alone."""

WORDS_ENOUGH = 0.45
"""The share of the question's word weight at which a passage counts as fully spoken for."""

MEANING_FLOOR = 0.25
MEANING_ENOUGH = 0.75
"""Cosines of the encoder between which agreement grows from none to full: unrelated texts reach 0.25."""

GOOD_ENOUGH = 0.32
"""The least score of a result. Calibrated on questions in and out of scope (tests/knowledge)."""


@dataclass(frozen=True)
class Fused:
    """``order`` ranks passages, ``score`` in [0, 1] says how good each is by itself."""

    order: NDArray[np.float64]
    score: NDArray[np.float64]


def fuse(lexical: NDArray[np.float64], ceiling: float, dense: NDArray[np.float64]) -> Fused:
    """Combine BM25 scores (with the most a passage could have had) and cosines of the same passages."""
    import numpy as np

    best_word = float(lexical.max(initial=0.0))
    best_meaning = float(dense.max(initial=0.0))
    order = np.zeros_like(lexical)
    if best_word > 0:
        order += lexical / best_word
    if best_meaning > 0:
        order += DENSE_WEIGHT * np.clip(dense, 0, None) / best_meaning
    words = np.clip(lexical / ceiling / WORDS_ENOUGH, 0, 1) if ceiling > 0 else np.zeros_like(lexical)
    meaning = np.clip((dense - MEANING_FLOOR) / (MEANING_ENOUGH - MEANING_FLOOR), 0, 1)
    score = (words + DENSE_WEIGHT * meaning) / (1 + DENSE_WEIGHT)
    return Fused(order=order, score=score)
