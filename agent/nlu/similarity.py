"""How alike two utterances are: a Gaussian of their sentence vectors plus the inner product of their n-grams.

The vectors are two layers of the encoder, for one spelling of the text or two, centred, joined and turned onto
their main directions. The n-gram part stays linear, so at query time it is one row of a matrix a term.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from agent.nlu.features import alike, level

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Weighed = tuple[Sequence[int], "Floats"]
"""A text's n-grams: their places and L2-normal weights."""

SHARPNESS: Final = 1.0
DIRECTIONS: Final = 256
"""Of 1,024 or 2,048: no worse than all of them on the development sets, and a fraction of the time."""

_OFTEN: Final = 20
_SPARE: Final = 48
_BATCH: Final = 256
_ROWS: Final = 512


class Encodes(Protocol):
    """A sentence encoder: L2-normalised rows, one a text."""

    @property
    def identity(self) -> str:
        """What its vectors depend on; a classifier is trained anew for another."""

    def encode(self, texts: Sequence[str]) -> Floats: ...


@runtime_checkable
class HasLayers(Protocol):
    """An encoder that shows its inner layers as well."""

    def layers(self, texts: Sequence[str]) -> tuple[Floats, ...]: ...


@runtime_checkable
class HasEnglish(Protocol):
    """An encoder with another beside it that was made for English."""

    def english(self) -> Encodes | None:
        """That encoder; None where it is not installed."""
        ...


@dataclass(frozen=True)
class Balance:
    """What few examples need another measure of than many; chosen on the development sets, see docs/measured.md."""

    spellings: int
    """1: figures alike; 2: that, and also levelled. The second gains where examples are few."""
    gram_share: float
    """The weight of the n-grams beside the vectors."""
    least: int
    """In how many utterances an n-gram must occur to count."""


FEW: Final = Balance(spellings=2, gram_share=0.15, least=1)
MANY: Final = Balance(spellings=2, gram_share=0.3, least=2)


@dataclass(frozen=True)
class Space:
    """The learned frame of the vectors: what is taken off each part, and the directions that are kept."""

    centre: Floats
    turn: Floats

    def place(self, parts: Sequence[Floats]) -> Floats:
        """L2-normal rows from the parts of ``parts_of``."""
        return _unit(_joined(parts, self.centre) @ self.turn)


def parts_of(encoder: Encodes, texts: Sequence[str], spellings: int) -> list[Floats]:
    """Every layer of each spelling, each ``(n, d)``; what is spelled alike is encoded once."""
    import numpy as np

    forms = [form(text) for form in (alike, level)[:spellings] for text in texts]
    distinct = {text: place for place, text in enumerate(dict.fromkeys(forms))}
    wanted = list(distinct)
    batches = [_encoded(encoder, wanted[at : at + _BATCH]) for at in range(0, len(wanted), _BATCH)]
    found = [np.concatenate(layer) for layer in zip(*batches, strict=True)]
    places = np.asarray([distinct[text] for text in forms]).reshape(spellings, len(texts))
    return [layer[rows] for rows in places for layer in found]


def learn_space(parts: Sequence[Floats], directions: int = DIRECTIONS) -> Space:
    """The frame of training vectors: their mean, and their main directions by randomised projection.

    After Halko, Martinsson & Tropp (2011), with two power iterations and fixed noise, so it repeats exactly.
    """
    import numpy as np

    centre = np.concatenate([part.mean(axis=0) for part in parts]).astype(np.float32)
    joined = _joined(parts, centre)
    kept = min(directions, *joined.shape)
    width = min(kept + _SPARE, *joined.shape)
    noise = np.random.default_rng(0).standard_normal((joined.shape[1], width)).astype(np.float32)
    base = np.linalg.qr(joined.T @ (joined @ noise))[0]
    base = np.linalg.qr(joined.T @ (joined @ base))[0]
    small = joined @ base
    strength, turn = np.linalg.eigh(small.T @ small)
    turn = turn[:, np.argsort(-strength)[:kept]]
    return Space(centre=centre, turn=np.ascontiguousarray(base @ turn, dtype=np.float32))


def kernel_of(vectors: Floats, grams: Sequence[Weighed], terms: int, share: float) -> Floats:
    """The lower triangle of the ``(n, n)`` kernel; what stands above it is of no meaning."""
    import numpy as np

    size = len(vectors)
    kernel = np.zeros((size, size), dtype=np.float32)
    for start in range(0, size, _ROWS):
        end = min(start + _ROWS, size)
        kernel[start:end, :end] = gaussian(vectors[start:end] @ vectors[:end].T)
    _add_inner_products(kernel, grams, terms, share)
    return kernel


def gaussian(cosines: Floats) -> Floats:
    """exp(−|a − b|² · sharpness) of L2-normal vectors, from their cosines (overwritten)."""
    import numpy as np

    cosines -= 1
    cosines *= 2 * SHARPNESS
    return np.exp(cosines, out=cosines)


def gram_matrix(grams: Sequence[Weighed], terms: int, weights: Floats, share: float) -> Floats:
    """The n-grams' part of a head: ``(terms, classes)``, what each n-gram adds to each class."""
    import numpy as np

    matrix = np.zeros((terms, weights.shape[1]), dtype=np.float32)
    for (places, shares), row in zip(grams, weights, strict=True):
        matrix[places] += (share * shares)[:, None] * row
    return matrix


def _add_inner_products(kernel: Floats, grams: Sequence[Weighed], terms: int, share: float) -> None:
    """Rare n-grams are added pair by pair, frequent ones by a matrix product."""
    import numpy as np

    size = len(kernel)
    lengths = np.asarray([len(places) for places, _ in grams])
    place = np.concatenate([np.asarray(places, dtype=np.int64) for places, _ in grams])
    weight = np.concatenate([weights for _, weights in grams]) * np.float32(math.sqrt(share))
    row = np.repeat(np.arange(size), lengths)
    order = np.argsort(place, kind="stable")
    place, weight, row = place[order], weight[order], row[order]
    counts = np.bincount(place, minlength=terms)
    frequent = counts > max(2, size // _OFTEN)
    ends = np.cumsum(counts)
    for term in np.flatnonzero((counts > 0) & ~frequent):
        part = slice(ends[term] - counts[term], ends[term])
        rows, weights = row[part], weight[part]
        kernel[rows[:, None], rows] += weights[:, None] * weights
    dense = np.zeros((size, int(frequent.sum())), dtype=np.float32)
    column = np.cumsum(frequent) - 1
    common = frequent[place]
    dense[row[common], column[place[common]]] = weight[common]
    for start in range(0, size, _ROWS):
        end = min(start + _ROWS, size)
        kernel[start:end, :end] += dense[start:end] @ dense[:end].T


def _encoded(encoder: Encodes, texts: Sequence[str]) -> tuple[Floats, ...]:
    return encoder.layers(texts) if isinstance(encoder, HasLayers) else (encoder.encode(texts),)


def _joined(parts: Sequence[Floats], centre: Floats) -> Floats:
    import numpy as np

    joined = np.concatenate(parts, axis=1) - centre
    start = 0
    for part in parts:
        end = start + part.shape[1]
        joined[:, start:end] = _unit(joined[:, start:end])
        start = end
    return joined


def _unit(rows: Floats) -> Floats:
    import numpy as np

    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.maximum(lengths, 1e-6)[:, None], dtype=np.float32)
