"""From scores to probabilities: a temperature, and how likely an utterance is of no known matter.

Both are learned from scores of models that never saw the utterance (``head.Ridge``), so a rejection is learned
even where no out-of-scope example exists. What is unknown counts as a class of its own, which wins where there is
too little of any known class; its probability goes to the out-of-scope intent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

PRICE: Final = 0.2
"""What turning away may cost where no example is out of scope: rightly understood utterances turned away, as a share
of those that are taken for something else anyway. One that would be taken for something else is no loss."""

EXPECTED: Final = 0.05
"""The share of out-of-scope utterances that is assumed where there are examples of them to weigh it by."""

ENOUGH: Final = 20
"""Out-of-scope examples that it takes to do so."""

FEWEST: Final = 8
"""Known classes that it takes to say what too little of any is; with fewer, only examples are out of scope."""


@dataclass(frozen=True)
class Calibration:
    """Turns scores of the head into probabilities of the classes.

    ``outside`` is the place of the out-of-scope class; None where there is none. ``least`` is the strength (see
    ``strength``) below which an utterance is of no known matter; None turns nothing away by that.
    """

    temperature: float
    outside: int | None = None
    least: float | None = None

    def probabilities(self, scores: Floats) -> Floats:
        """Row-wise probabilities of ``(n, classes)`` scores."""
        import numpy as np

        warm = np.float32(1 / self.temperature)
        top = scores.max(axis=1)
        exponent = np.exp((scores - top[:, None]) * warm)
        if self.outside is not None and self.least is not None:
            lacking = (self.least - strength(scores, self.outside)) * warm
            exponent[:, self.outside] += np.exp(np.minimum(lacking, 60))
        return np.asarray(exponent / exponent.sum(axis=1, keepdims=True), dtype=np.float32)


def strength(scores: Floats, outside: int) -> Floats:
    """How much of known classes there is in each row: the length of its positive in-scope scores.

    Unlike the best score it is high for an utterance between two known classes.
    """
    import numpy as np

    positive = np.maximum(scores, 0)
    positive[:, outside] = 0
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", positive, positive)), dtype=np.float32)


def calibrate(scores: Floats, labels: NDArray[np.int64], outside: int | None) -> Calibration:
    """Learn from ``(n, classes)`` scores of models that never saw the row, and what each row is."""
    import numpy as np

    found = Calibration(_temperature(Calibration(1.0), scores, labels))
    if outside is None or (
        len(np.unique(labels[labels != outside])) < FEWEST and bool((labels == outside).any())
    ):
        return found
    found = replace(found, outside=outside, least=_least(scores, labels, outside))
    return replace(found, temperature=_temperature(found, scores, labels))


def _temperature(start: Calibration, scores: Floats, labels: NDArray[np.int64]) -> float:
    """The temperature of least cross-entropy, between 0.01 and 1."""
    import numpy as np

    best, chosen = float("inf"), 1.0
    for temperature in np.geomspace(0.01, 1.0, 48):
        tried = replace(start, temperature=float(temperature))
        probability = tried.probabilities(scores)[np.arange(len(labels)), labels]
        loss = -float(np.log(probability + 1e-9).mean())
        if loss < best:
            best, chosen = loss, float(temperature)
    return chosen


def _least(scores: Floats, labels: NDArray[np.int64], outside: int) -> float:
    """The strength below which to turn away: as PRICE allows, or best by the out-of-scope examples there are."""
    import numpy as np

    strong, answers = strength(scores, outside), np.argmax(scores, axis=1)
    inside = labels != outside
    right = np.sort(strong[inside & (answers == labels)])
    wrong = int(inside.sum()) - len(right)
    allowed = min(int(PRICE * wrong), len(right) - 1)
    if len(right) == 0:
        return 0.0
    if int((~inside).sum()) < ENOUGH:
        return float(right[allowed])
    missed = strong[~inside & (answers != outside)]
    tried = right[: len(right) // 10 + 1]
    lost = np.arange(len(tried)) / inside.sum()
    caught = np.searchsorted(np.sort(missed), tried) / (~inside).sum()
    return float(tried[np.argmax(EXPECTED * caught - (1 - EXPECTED) * lost)])
