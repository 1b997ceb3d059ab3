"""Multinomial logistic regression, L2-penalised, by L-BFGS, in numpy alone: for feature weights that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_HISTORY: Final = 10


def fit_softmax(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    classes: int,
    *,
    penalty: float,
    weights: NDArray[np.float32] | None = None,
    rounds: int = 120,
    tolerance: float = 1e-4,
) -> NDArray[np.float32]:
    """Return the ``(features, classes)`` matrix that minimises mean cross-entropy + penalty/2 · |W|².

    ``weights`` are one a row (class balance); two-loop L-BFGS with a backtracking line search.
    """
    import numpy as np

    rows = features.shape[0]
    weight = np.ones(rows, dtype=np.float32) if weights is None else weights
    weight = weight / weight.sum()
    target = np.zeros((rows, classes), dtype=np.float32)
    target[np.arange(rows), labels] = 1.0

    def cost(matrix: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
        scores = features @ matrix
        scores -= scores.max(axis=1, keepdims=True)
        exponent = np.exp(scores)
        total = exponent.sum(axis=1, keepdims=True)
        loss = float((weight * (np.log(total[:, 0]) - scores[np.arange(rows), labels])).sum())
        loss += 0.5 * penalty * float((matrix * matrix).sum())
        gradient = features.T @ ((exponent / total - target) * weight[:, None]) + penalty * matrix
        return loss, gradient.astype(np.float32)

    matrix = np.zeros((features.shape[1], classes), dtype=np.float32)
    value, gradient = cost(matrix)
    steps: list[tuple[NDArray[np.float32], NDArray[np.float32], float]] = []
    for _ in range(rounds):
        if float(np.abs(gradient).max()) < tolerance * max(1e-3, value) * 0.1:
            break
        direction = _direction(gradient, steps)
        slope = float((direction * gradient).sum())
        size = 1.0 if steps else 1.0 / max(1e-6, float(np.linalg.norm(gradient)))
        for _attempt in range(20):
            candidate = matrix + np.float32(size) * direction
            new_value, new_gradient = cost(candidate)
            if new_value <= value + 1e-4 * size * slope:
                break
            size *= 0.5
        else:
            break
        change, turn = candidate - matrix, new_gradient - gradient
        curvature = float((change * turn).sum())
        if curvature > 1e-10:
            steps = [*steps[-_HISTORY + 1 :], (change, turn, 1.0 / curvature)]
        done = value - new_value < 1e-6 * abs(value)
        matrix, value, gradient = candidate, new_value, new_gradient
        if done:
            break
    return matrix


def _direction(
    gradient: NDArray[np.float32], steps: list[tuple[NDArray[np.float32], NDArray[np.float32], float]]
) -> NDArray[np.float32]:
    direction = -gradient
    alphas = []
    for change, turn, inverse in reversed(steps):
        alpha = inverse * float((change * direction).sum())
        alphas.append(alpha)
        direction = direction - alpha * turn
    if steps:
        change, turn, inverse = steps[-1]
        direction = direction * (1.0 / (inverse * float((turn * turn).sum())))
    for (change, turn, inverse), alpha in zip(steps, reversed(alphas), strict=True):
        beta = inverse * float((turn * direction).sum())
        direction = direction + (alpha - beta) * change
    return direction
