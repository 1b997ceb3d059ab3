"""The head and what it is fitted to: closed forms against the long way round, layers against the package."""

from __future__ import annotations

import numpy as np
import pytest

from agent.nlu.calibration import Calibration, calibrate, strength
from agent.nlu.features import GramIndex
from agent.nlu.head import fit_ridge
from agent.nlu.similarity import kernel_of, learn_space
from knowledge.encoder import SentenceEncoder

ROWS, CLASSES = 700, 5


def _problem() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """More rows than one block, so that the blocks' seams are crossed."""
    random = np.random.default_rng(7)
    points = random.standard_normal((ROWS, 12)).astype(np.float32)
    labels = np.argmax(points[:, :CLASSES], axis=1)
    kernel = np.exp(-0.1 * ((points[:, None] - points[None]) ** 2).sum(axis=2)).astype(np.float32)
    penalty = np.full(ROWS, 0.1, dtype=np.float32)
    penalty[::2] = 0.3
    return kernel, labels.astype(np.int64), penalty


def test_the_weights_solve_the_ridge_equations() -> None:
    kernel, labels, penalty = _problem()
    wanted = np.linalg.solve(kernel.astype(np.float64) + np.diag(penalty), np.eye(CLASSES)[labels])
    found = fit_ridge(np.tril(kernel).copy(), labels, CLASSES, penalty)
    assert np.abs(found.weights - wanted).max() < 1e-3


@pytest.mark.parametrize("row", [0, 511, 512, 699])
def test_scores_without_a_row_are_those_of_a_model_trained_without_it(row: int) -> None:
    kernel, labels, penalty = _problem()
    rest = np.arange(ROWS) != row
    left = fit_ridge(kernel[np.ix_(rest, rest)].copy(), labels[rest], CLASSES, penalty[rest])
    whole = fit_ridge(kernel.copy(), labels, CLASSES, penalty)
    assert np.abs(kernel[row, rest] @ left.weights - whole.without_row[row]).max() < 1e-3


def test_the_kernel_is_the_gaussian_and_the_n_grams() -> None:
    texts = [f"pay the {word} of {other}" for word in ("bill", "rent", "fee") for other in "abcdefghijkl"]
    grams = GramIndex.learn(texts, least=1)
    weighed = [grams.weigh(text) for text in texts]
    dense = np.zeros((len(texts), len(grams.idf)), dtype=np.float32)
    for row, (places, weights) in enumerate(weighed):
        dense[row, list(places)] = weights
    vectors = np.random.default_rng(3).standard_normal((len(texts), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    wanted = np.exp(2 * (vectors @ vectors.T - 1)) + 0.4 * dense @ dense.T
    found = kernel_of(vectors, weighed, len(grams.idf), 0.4)
    assert np.abs(np.tril(found) - np.tril(wanted)).max() < 1e-5


def test_the_space_keeps_what_differs() -> None:
    random = np.random.default_rng(5)
    strong = random.standard_normal((400, 3)) @ random.standard_normal((3, 600))
    part = (strong + 0.01 * random.standard_normal((400, 600))).astype(np.float32)
    space = learn_space([part])
    centred = part - part.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    assert np.abs(space.place([part]) @ space.place([part]).T - centred @ centred.T).max() < 0.02


def test_too_little_of_anything_known_is_out_of_scope() -> None:
    calibration = Calibration(temperature=0.05, outside=2, least=0.4)
    scores = np.asarray([[0.9, 0.1, 0.0], [0.25, 0.2, 0.0], [0.35, 0.35, 0.0]], dtype=np.float32)
    shares = calibration.probabilities(scores)
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert shares.argmax(axis=1).tolist() == [0, 2, 0]
    assert strength(scores, 2)[2] > 0.4


def test_turning_away_costs_no_more_than_its_price() -> None:
    random = np.random.default_rng(11)
    labels = random.integers(0, 6, 2000)
    scores = 0.15 * random.standard_normal((2000, 7)).astype(np.float32)
    scores[np.arange(2000), labels] += random.uniform(0, 1, 2000).astype(np.float32)
    scores[:, 6] = 0
    before = scores.argmax(axis=1)
    after = calibrate(scores, labels, 6).probabilities(scores).argmax(axis=1)
    wrong = int((before != labels).sum())
    lost = int(((before == labels) & (after == 6)).sum())
    assert wrong > 100
    assert 0 < lost <= wrong * 0.25


def test_the_layers_end_in_the_vectors_of_the_package(encoder: SentenceEncoder) -> None:
    texts = ["月供多少", "how much is the monthly payment?", "a", "提前还款 " * 120]
    vectors, sums = encoder.layers(texts)
    assert np.abs(vectors - encoder.encode(texts)).max() < 1e-4
    assert sums.shape == (4, 512)
    assert np.linalg.norm(sums, axis=1) == pytest.approx(1, abs=1e-4)
    alone = encoder.layers(texts[1:2])[1]
    assert np.abs(alone - sums[1:2]).max() < 1e-4
