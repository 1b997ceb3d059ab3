"""Weights of features from labelled places: logistic regression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from agent.nlu.extract.contexts import weigh
from agent.schema.learning.regression import fit_softmax

_PENALTY: Final = 4e-3
_PRIOR_SCALE: Final = 3.0
"""Makes the penalty on what was known before a ninth of that on what is learned."""
_LEAST_SEEN: Final = 2
_DIGITS: Final = 3


def learn_weights(
    places: Sequence[Sequence[str]],
    labels: Sequence[int],
    classes: int,
    prior: Mapping[str, float] | None = None,
) -> list[dict[str, float]]:
    """For each class the weights of the features, centred over the classes.

    Args:
        places: the features of each place.
        labels: the class of each place.
        prior: weights that were known before, for class 1 of two; what is learned is added to them.
    """
    import numpy as np

    counts = Counter(feature for place in places for feature in set(place))
    kept = sorted(feature for feature, count in counts.items() if count >= _LEAST_SEEN)
    column = {feature: number for number, feature in enumerate(kept)}
    matrix = np.zeros((len(places), len(kept) + 2), dtype=np.float32)
    for row, place in enumerate(places):
        for feature in place:
            if feature in column:
                matrix[row, column[feature]] = 1.0
        matrix[row, -2] = _PRIOR_SCALE * weigh(place, prior or {}) / 10
        matrix[row, -1] = 1.0
    fitted = fit_softmax(matrix, np.asarray(labels, dtype=np.int64), classes, penalty=_PENALTY)
    centred = fitted - fitted.mean(axis=1, keepdims=True)
    if classes == 2:
        centred = centred * 2
    learned = []
    for number in range(classes):
        weights = {feature: float(centred[place, number]) for feature, place in column.items()}
        weights["bias"] = weights.get("bias", 0.0) + float(centred[-1, number])
        for feature, value in (prior or {}).items():
            share = float(centred[-2, number]) * _PRIOR_SCALE / 10
            weights[feature] = weights.get(feature, 0.0) + share * value
        learned.append(
            {feature: round(weight, _DIGITS) for feature, weight in weights.items() if abs(weight) > 0.01}
        )
    return learned
