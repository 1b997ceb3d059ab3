"""The search index of a corpus: built on first use, kept under the cache, rebuilt when anything changes.

The folder's name is the identity of what it was built from (corpus, encoder, this code), its files carry
checksums, and it appears whole or not at all. A damaged folder is built anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from common.language import Language
from knowledge import analysis
from knowledge.dense import DenseIndex
from knowledge.encoder import SentenceEncoder, encoder_version
from knowledge.lexical import LexicalIndex
from knowledge.passages import Passage

Progress = Callable[[str, float], None]
"""Told what is being done and how much of it is done, 0 to 1."""

_CODE = ("analysis.py", "stopwords.yaml", "lexical.py", "dense.py", "passages.py", "index.py")
_LANGUAGES: tuple[Language, Language] = ("zh", "en")
_BATCH = 32


@dataclass(frozen=True)
class LanguageIndex:
    """Both sides of one language, in passage order."""

    lexical: LexicalIndex
    dense: DenseIndex


SearchIndex = dict[Language, LanguageIndex]


def open_index(
    passages: Sequence[Passage],
    digest: str,
    cache: Path,
    encoder: SentenceEncoder,
    progress: Progress | None = None,
) -> SearchIndex:
    """Read the index of ``passages`` from ``cache``, building it where it is absent or damaged."""
    folder = cache / f"index-{_identity(digest)}"
    try:
        return _read(folder, len(passages))
    except (OSError, ValueError, KeyError, RuntimeError):
        built = _build(passages, encoder, progress or _silent)
    _keep(built, folder, len(passages))
    return built


def _silent(_what: str, _share: float) -> None:
    pass


def _identity(digest: str) -> str:
    whole = hashlib.sha256(f"{digest} {encoder_version()}".encode())
    for name in _CODE:
        whole.update(Path(__file__).with_name(name).read_bytes())
    return whole.hexdigest()[:24]


def _build(passages: Sequence[Passage], encoder: SentenceEncoder, progress: Progress) -> SearchIndex:
    import numpy as np

    built: SearchIndex = {}
    for turn, language in enumerate(_LANGUAGES):
        progress(language, turn / 2)
        lexical = LexicalIndex.build([analysis.terms(passage.words[language]) for passage in passages])
        vectors = []
        for start in range(0, len(passages), _BATCH):
            batch = passages[start : start + _BATCH]
            vectors.append(encoder.encode([passage.meaning[language] for passage in batch]))
            progress(language, (turn + min(1.0, (start + _BATCH) / len(passages))) / 2)
        built[language] = LanguageIndex(lexical, DenseIndex.build(np.concatenate(vectors)))
    return built


def _read(folder: Path, count: int) -> SearchIndex:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    if manifest["passages"] != count:
        raise ValueError("the index holds other passages")
    contents: dict[str, bytes] = {}
    for name, expected in manifest["sha256"].items():
        contents[name] = (folder / name).read_bytes()
        if hashlib.sha256(contents[name]).hexdigest() != expected:
            raise ValueError(f"{name} is damaged")
    return {
        language: LanguageIndex(
            LexicalIndex.from_bytes(contents[f"{language}.lexical.npz"]),
            DenseIndex.from_bytes(contents[f"{language}.faiss"]),
        )
        for language in _LANGUAGES
    }


def _keep(index: SearchIndex, folder: Path, count: int) -> None:
    contents: dict[str, bytes] = {}
    for language, sides in index.items():
        contents[f"{language}.lexical.npz"] = sides.lexical.to_bytes()
        contents[f"{language}.faiss"] = sides.dense.to_bytes()
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    contents["manifest.json"] = json.dumps({"passages": count, "sha256": sums}).encode()
    part: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}", dir=folder.parent))
        for name, content in contents.items():
            (part / name).write_bytes(content)
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    except OSError:
        # A cache that cannot be written is no reason to refuse an answer: the built index is used as it is.
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)
