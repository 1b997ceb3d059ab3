"""From scores to probabilities: a temperature, and how likely an utterance is of no known matter.

Both are learned from scores of models that never saw the row (``head.Ridge``). Utterances whose whole class was
left out stand for matters nobody taught, so a rejection is learned even where no out-of-scope example exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from agent.nlu.head import Ridge

    Floats = NDArray[np.float32]

TURNED_AWAY: Final = 0.01
"""The share of known utterances, each scored by a model that never saw it, that may be turned away."""

FEWEST: Final = 8
"""Known classes from which leaving one out says what an unknown one looks like; with fewer, out-of-scope examples
of the class's own decide."""


@dataclass(frozen=True)
class Calibration:
    """Turns scores of the head into probabilities of the classes.

    ``outside`` is the place of the out-of-scope class; None where there is none, and nothing is turned away.
    """

    temperature: float
    outside: int | None = None
    slope: float = 0.0
    middle: float = 0.0

    def probabilities(self, scores: Floats) -> Floats:
        """Row-wise probabilities of ``(n, classes)`` scores."""
        import numpy as np

        shares = _softmax(scores / np.float32(self.temperature))
        if self.outside is None:
            return shares
        known = _sigmoid(self.slope * (strength(scores, self.outside) - self.middle))
        shares *= known[:, None]
        shares[:, self.outside] += 1 - known
        return shares


def strength(scores: Floats, outside: int) -> NDArray[np.float64]:
    """How much of any known class there is in each row: the length of its positive in-scope scores."""
    import numpy as np

    positive = np.maximum(np.delete(scores, outside, axis=1), 0).astype(np.float64)
    return np.asarray(np.sqrt((positive * positive).sum(axis=1)))


def calibrate(ridge: Ridge, labels: NDArray[np.int64], outside: int | None, asked: int) -> Calibration:
    """Learn from the first ``asked`` rows, which are utterances; rows behind them are not judged."""
    import numpy as np

    scores, labels = ridge.without_row[:asked], labels[:asked]
    plain = Calibration(_temperature(Calibration(1.0), scores, labels))
    inside = labels != outside
    few = len(np.unique(labels[inside])) < FEWEST and not inside.all()
    if outside is None or few:
        return plain
    absent = ridge.without_class[:asked][inside]
    strong = strength(scores, outside)
    unknown = np.concatenate([strength(absent, outside), strong[~inside]])
    slope = _slope(strong[inside], unknown)
    middle = _middle(Calibration(plain.temperature, outside, slope), scores[inside], strong[inside])
    found = Calibration(plain.temperature, outside, slope, middle)
    return Calibration(_temperature(found, scores, labels), outside, slope, middle)


def _temperature(start: Calibration, scores: Floats, labels: NDArray[np.int64]) -> float:
    """The temperature of least cross-entropy, between 0.01 and 1."""
    import numpy as np

    best, chosen = float("inf"), 1.0
    for temperature in np.geomspace(0.01, 1.0, 48):
        tried = Calibration(float(temperature), start.outside, start.slope, start.middle)
        probability = tried.probabilities(scores)[np.arange(len(labels)), labels]
        loss = -float(np.log(probability + 1e-9).mean())
        if loss < best:
            best, chosen = loss, float(temperature)
    return chosen


def _slope(known: NDArray[np.float64], unknown: NDArray[np.float64]) -> float:
    """The slope of a logistic curve between the two, both sides of equal weight; by Newton's method."""
    import numpy as np

    value = np.concatenate([known, unknown])
    truth = np.repeat([1.0, 0.0], [len(known), len(unknown)])
    weight = np.repeat([0.5 / max(1, len(known)), 0.5 / max(1, len(unknown))], [len(known), len(unknown)])
    rows = np.stack([value, np.ones_like(value)], axis=1)
    found = np.zeros(2)
    for _ in range(25):
        share = _sigmoid(rows @ found)
        gradient = rows.T @ (weight * (share - truth)) + 1e-4 * found
        curvature = (rows * (weight * share * (1 - share))[:, None]).T @ rows + 1e-4 * np.eye(2)
        found = found - np.linalg.solve(curvature, gradient)
    return max(1.0, float(found[0]))


def _middle(start: Calibration, scores: Floats, strong: NDArray[np.float64]) -> float:
    """The strength of even odds: as high as ``TURNED_AWAY`` of the known utterances allow.

    An utterance whose own scores name the out-of-scope class is lost either way and does not count.
    """
    import numpy as np

    taken = np.argmax(scores, axis=1) != start.outside
    allowed = int(TURNED_AWAY * len(scores))
    low, high = float(strong.min()) - 1.0, float(strong.max())
    for _ in range(30):
        middle = (low + high) / 2
        tried = Calibration(start.temperature, start.outside, start.slope, middle)
        lost = int((np.argmax(tried.probabilities(scores), axis=1)[taken] == start.outside).sum())
        low, high = (middle, high) if lost <= allowed else (low, middle)
    return low


def _softmax(scores: Floats) -> Floats:
    import numpy as np

    exponent = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=1, keepdims=True))


def _sigmoid(value: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-np.clip(value, -60, 60))))
