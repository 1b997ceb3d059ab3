"""The classifier's head: kernel ridge regression on class indicators, in numpy alone.

One factorisation gives the weights and, in closed form, what a model would have said of each row had it never
seen that row. So nothing has to be trained twice to be calibrated.

With A = K + diag(penalty), weights W = A⁻¹Y. Without row i the scores of i are y_i − w_i / (A⁻¹)_ii (Rifkin &
Lippert, "Notes on Regularized Least-Squares", 2007).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_BLOCK: Final = 512
"""Rows taken at a time: large enough for matrix products, small enough to need no second matrix."""


@dataclass(frozen=True)
class Ridge:
    """A fitted head. Each array is ``(rows, classes)``."""

    weights: Floats
    without_row: Floats
    """Scores of each row by the model that never saw it."""


def fit_ridge(kernel: Floats, labels: NDArray[np.int64], classes: int, penalty: Floats) -> Ridge:
    """Fit to ``labels`` (one class a row; penalty one a row). Only the lower triangle of ``kernel`` is read.

    ``kernel`` is overwritten: with 15,000 rows it is 0.9 GB, and a second one is not needed.
    """
    import numpy as np

    target = np.zeros((len(labels), classes), dtype=np.float32)
    target[np.arange(len(labels)), labels] = 1.0
    kernel[np.diag_indices(len(kernel))] += penalty
    _factorise(kernel)
    _invert(kernel)
    weights = kernel.T @ (kernel @ target)
    diagonal = np.zeros(len(kernel), dtype=np.float32)
    for start, end in _blocks(len(kernel)):
        diagonal[:end] += np.einsum("ij,ij->j", kernel[start:end, :end], kernel[start:end, :end])
    return Ridge(
        weights=np.asarray(weights, dtype=np.float32),
        without_row=np.asarray(target - weights / diagonal[:, None], dtype=np.float32),
    )


def _blocks(size: int) -> Sequence[tuple[int, int]]:
    return [(start, min(start + _BLOCK, size)) for start in range(0, size, _BLOCK)]


def _factorise(matrix: Floats) -> None:
    """The Cholesky factor in place of the lower triangle; what stands above it becomes 0."""
    import numpy as np

    size = len(matrix)
    for start, end in _blocks(size):
        matrix[start:end, start:end] = np.linalg.cholesky(_symmetric(matrix[start:end, start:end]))
        matrix[start:end, end:] = 0.0
        corner = np.linalg.inv(matrix[start:end, start:end])
        matrix[end:, start:end] = matrix[end:, start:end] @ corner.T
        for row in range(end, size, _BLOCK):
            upto = min(row + _BLOCK, size)
            matrix[row:upto, end:upto] -= matrix[row:upto, start:end] @ matrix[end:upto, start:end].T


def _invert(factor: Floats) -> None:
    """The inverse of a lower triangular matrix, in its place."""
    import numpy as np

    size = len(factor)
    for start, end in reversed(_blocks(size)):
        corner = np.linalg.inv(factor[start:end, start:end])
        column = factor[end:, start:end] @ corner
        for row in range(end, size, _BLOCK):
            upto = min(row + _BLOCK, size)
            factor[row:upto, start:end] = -(factor[row:upto, end:upto] @ column[: upto - end])
        factor[start:end, start:end] = np.tril(corner)


def _symmetric(block: Floats) -> Floats:
    import numpy as np

    lower = np.tril(block)
    return np.asarray(lower + np.tril(block, -1).T, dtype=np.float32)
