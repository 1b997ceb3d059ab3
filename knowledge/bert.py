"""The forward pass of a six-layer BERT in numpy: token numbers in, one L2-normalised mean vector a text out.

The model is MiniLM-L6-H384 (``knowledge/english_encoder.py`` brings its weights). The tokens of all texts lie
under each other in one matrix, with no padding between; only attention looks at texts, those of one length
together. Equations: Devlin et al. 2018 (arXiv 1810.04805), with the exact GELU of Hendrycks and Gimpel 2016.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WIDTH: Final = 384
LAYERS: Final = 6
_HEADS: Final = 12
_HEAD: Final = WIDTH // _HEADS
_INNER: Final = 4 * WIDTH
_EPSILON: Final = 1e-12

_TOKENS_AT_ONCE: Final = 512
"""Tokens of one matrix product: fewer leave the processor waiting for weights, more for activations."""
_ROWS_ALIGNED: Final = 4
"""Rows of a matrix are a multiple of this, up to three idle: OpenBLAS takes 1.5 times as long for 15 as for 16."""
_ROWS_AT_ONCE: Final = 32
"""Rows whose GELU is taken together: they and the scratch space stay in the second-level cache."""

_PARTS: Final = (
    ("qkv", (WIDTH, 3 * WIDTH)),
    ("attended", (WIDTH, WIDTH)),
    ("widen", (WIDTH, _INNER)),
    ("narrow", (_INNER, WIDTH)),
    ("qkv_bias", (3 * WIDTH,)),
    ("attended_bias", (WIDTH,)),
    ("attended_gain", (WIDTH,)),
    ("attended_shift", (WIDTH,)),
    ("widen_bias", (_INNER,)),
    ("narrow_bias", (WIDTH,)),
    ("narrow_gain", (WIDTH,)),
    ("narrow_shift", (WIDTH,)),
)
"""What a row of ``layers`` holds, in this order; matrices as ``(in, out)``, the way the product reads them."""


@dataclass(frozen=True)
class Layer:
    """The weights of one layer; ``qkv`` is query, key and value in one, the query already scaled."""

    qkv: Floats
    attended: Floats
    widen: Floats
    narrow: Floats
    qkv_bias: Floats
    attended_bias: Floats
    attended_gain: Floats
    attended_shift: Floats
    widen_bias: Floats
    narrow_bias: Floats
    narrow_gain: Floats
    narrow_shift: Floats


@dataclass(frozen=True)
class Bert:
    """A model ready to run.

    ``words`` is ``(vocabulary, 384)``; ``places`` ``(positions, 384)`` with the segment's vector added;
    ``norm`` the gain and shift after the embedding, ``(2, 384)``.
    """

    words: Floats
    places: Floats
    norm: Floats
    layers: tuple[Layer, ...]

    @classmethod
    def of(cls, words: Floats, places: Floats, norm: Floats, layers: Floats) -> Bert:
        """Take each layer's parts as views of one row of ``layers``, as ``flatten`` wrote it.

        Raises:
            ValueError: when the arrays are not of this model's shape.
        """
        if layers.shape != (LAYERS, sum(_size(shape) for _, shape in _PARTS)):
            raise ValueError(f"layers of shape {layers.shape}")
        if words.shape[1:] != (WIDTH,) or places.shape[1:] != (WIDTH,) or norm.shape != (2, WIDTH):
            raise ValueError("embeddings of another width")
        return cls(words, places, norm, tuple(_layer(row) for row in layers))

    def encode(self, tokens: Sequence[Sequence[int]]) -> Floats:
        """The mean of each text's last token vectors, ``(n, 384)`` with L2-normal rows, in the order given.

        Every text has at least one token and at most as many as there are ``places``.
        """
        import numpy as np

        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        vectors = np.empty((len(tokens), WIDTH), dtype=np.float32)
        batch: list[int] = []
        filled = 0
        for at in order:
            if batch and filled + len(tokens[at]) > _TOKENS_AT_ONCE:
                vectors[batch] = _forward(self, [tokens[one] for one in batch])
                batch, filled = [], 0
            batch.append(at)
            filled += len(tokens[at])
        if batch:
            vectors[batch] = _forward(self, [tokens[one] for one in batch])
        return vectors


def flatten(state: Mapping[str, Floats], positions: int) -> dict[str, Floats]:
    """The arguments of ``Bert.of`` from a checkpoint's own names, for texts of up to ``positions`` tokens.

    Raises:
        KeyError, ValueError: when the checkpoint is of another model.
    """
    import numpy as np

    def parts(number: int) -> list[Floats]:
        at = f"encoder.layer.{number}"
        names = [f"{at}.attention.self.{role}" for role in ("query", "key", "value")]
        scale = np.ones((3, 1), dtype=np.float32)
        scale[0] = _HEAD**-0.5
        qkv = np.concatenate(
            [state[f"{name}.weight"].T * by for name, by in zip(names, scale, strict=True)], axis=1
        )
        bias = np.concatenate([state[f"{name}.bias"] * by for name, by in zip(names, scale, strict=True)])
        return [
            qkv,
            state[f"{at}.attention.output.dense.weight"].T,
            state[f"{at}.intermediate.dense.weight"].T,
            state[f"{at}.output.dense.weight"].T,
            bias,
            state[f"{at}.attention.output.dense.bias"],
            state[f"{at}.attention.output.LayerNorm.weight"],
            state[f"{at}.attention.output.LayerNorm.bias"],
            state[f"{at}.intermediate.dense.bias"],
            state[f"{at}.output.dense.bias"],
            state[f"{at}.output.LayerNorm.weight"],
            state[f"{at}.output.LayerNorm.bias"],
        ]

    rows = [np.concatenate([part.ravel() for part in parts(number)]) for number in range(LAYERS)]
    places = state["embeddings.position_embeddings.weight"][:positions]
    return {
        "words": state["embeddings.word_embeddings.weight"],
        "places": places + state["embeddings.token_type_embeddings.weight"][0],
        "norm": np.stack([state[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias")]),
        "layers": np.stack(rows),
    }


def _size(shape: tuple[int, ...]) -> int:
    return shape[0] * (shape[1] if len(shape) > 1 else 1)


def _layer(row: Floats) -> Layer:
    parts: dict[str, Floats] = {}
    at = 0
    for name, shape in _PARTS:
        parts[name] = row[at : at + _size(shape)].reshape(shape)
        at += _size(shape)
    return Layer(**parts)


def _forward(model: Bert, tokens: Sequence[Sequence[int]]) -> Floats:
    """The vectors of texts that come in the order of their lengths."""
    import numpy as np

    groups = [(length, len(list(same))) for length, same in groupby(map(len, tokens))]
    own = sum(length * texts for length, texts in groups)
    total = -(-own // _ROWS_ALIGNED) * _ROWS_ALIGNED
    flat = np.zeros(total, dtype=np.int64)
    flat[:own] = np.fromiter(chain.from_iterable(tokens), dtype=np.int64, count=own)
    x = model.words[flat]
    at = 0
    for length, texts in groups:
        x[at : at + length * texts].reshape(texts, length, WIDTH)[...] += model.places[:length]
        at += length * texts
    _normalise(x, model.norm[0], model.norm[1])

    qkv = np.empty((total, 3 * WIDTH), dtype=np.float32)
    seen = np.zeros((total, WIDTH), dtype=np.float32)
    added = np.empty((total, WIDTH), dtype=np.float32)
    inner = np.empty((total, _INNER), dtype=np.float32)
    scratch = np.empty((2, min(total, _ROWS_AT_ONCE), _INNER), dtype=np.float32)
    for layer in model.layers:
        np.matmul(x, layer.qkv, out=qkv)
        qkv += layer.qkv_bias
        at = 0
        for length, texts in groups:
            rows = slice(at, at + length * texts)
            _attend(qkv[rows], seen[rows], texts, length)
            at = rows.stop
        np.matmul(seen, layer.attended, out=added)
        added += layer.attended_bias
        x += added
        _normalise(x, layer.attended_gain, layer.attended_shift)
        np.matmul(x, layer.widen, out=inner)
        for first in range(0, total, _ROWS_AT_ONCE):
            block = inner[first : first + _ROWS_AT_ONCE]
            block += layer.widen_bias
            gelu(block, scratch[:, : len(block)])
        np.matmul(inner, layer.narrow, out=added)
        added += layer.narrow_bias
        x += added
        _normalise(x, layer.narrow_gain, layer.narrow_shift)

    means = np.empty((len(tokens), WIDTH), dtype=np.float32)
    at = text = 0
    for length, texts in groups:
        block = x[at : at + length * texts].reshape(texts, length, WIDTH)
        np.add.reduce(block, axis=1, out=means[text : text + texts])  # the length goes with the norm
        at += length * texts
        text += texts
    means /= np.sqrt(np.einsum("ij,ij->i", means, means))[:, None]
    return means


def _attend(qkv: Floats, seen: Floats, texts: int, length: int) -> None:
    import numpy as np

    query, key, value = qkv.reshape(texts, length, 3, _HEADS, _HEAD).transpose(2, 0, 3, 1, 4)
    weights = np.matmul(query, key.swapaxes(-1, -2))
    weights -= np.maximum.reduce(weights, axis=-1, keepdims=True)
    np.exp(weights, out=weights)
    weights /= np.add.reduce(weights, axis=-1, keepdims=True)
    np.matmul(weights, value, out=seen.reshape(texts, length, _HEADS, _HEAD).transpose(0, 2, 1, 3))


def _normalise(rows: Floats, gain: Floats, shift: Floats) -> None:
    import numpy as np

    mean = np.add.reduce(rows, axis=1, keepdims=True)
    mean /= WIDTH
    rows -= mean
    variance = np.einsum("ij,ij->i", rows, rows)
    variance /= WIDTH
    variance += _EPSILON
    np.sqrt(variance, out=variance)
    rows /= variance[:, None]
    rows *= gain
    rows += shift


_GELU_CLIP: Final = 6.0
_GELU: Final = tuple(
    -term
    for term in (3.61123399e-09, -2.66892878e-07, 7.93822003e-06, -1.10480327e-04, -6.62599481e-05,
                 7.26685670e-02, 1.59576843e00)
)  # fmt: skip
"""-logit(Φ(x)) / x as a polynomial in x², highest power first, fitted on [0, 6] so that the greatest error of Φ
is least: 2e-7 in single precision, 4e-7 of erf. One exponential instead of an erf that numpy does not have."""


def gelu(x: Floats, scratch: Floats | None = None) -> None:
    """Replace ``x`` by x·Φ(x), Φ the normal distribution function; ``scratch`` has room for two such arrays."""
    import numpy as np

    clipped, power = np.empty((2, *x.shape), dtype=np.float32) if scratch is None else scratch
    np.maximum(x, -_GELU_CLIP, out=clipped)
    np.minimum(clipped, _GELU_CLIP, out=clipped)
    square = clipped * clipped
    np.multiply(square, _GELU[0], out=power)
    for term in _GELU[1:-1]:
        power += term
        power *= square
    power += _GELU[-1]
    power *= clipped
    np.exp(power, out=power)
    power += 1
    x /= power
