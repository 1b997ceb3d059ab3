"""Which task an utterance asks for, with a calibrated probability and an out-of-scope decision.

Trained in seconds from the tasks' own examples at first use and kept as arrays under the cache; it knows no
intent by name but the out-of-scope label it is given.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from agent.nlu.features import Encodes, GramIndex, level
from agent.nlu.head import fit_softmax, fit_temperature, softmax
from agent.nlu.records import Classification, RankedIntent
from agent.tasks.base import Task
from common.errors import ConfigurationError
from common.language import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FORMAT: Final = 3
_GRAM_SHARE: Final = 1.0
_VECTOR_SHARE: Final = 1.0
_PENALTY: Final = 1.2e-4
_FOLDS: Final = 4
_ALTERNATIVES: Final = 3
DOUBT: Final = 0.34
"""An in-scope intent with a smaller calibrated probability is not taken: the utterance is out of scope."""


@dataclass(frozen=True)
class Example:
    """A training utterance."""

    text: str
    intent: str
    language: Language


def examples_of(tasks: Mapping[str, Task]) -> tuple[Example, ...]:
    """The examples in the tasks' own YAML files."""
    return tuple(
        Example(text, intent, language)
        for intent, task in tasks.items()
        for language, texts in task.wording.examples.items()
        for text in texts
    )


def out_of_scope_of(tasks: Mapping[str, Task]) -> str | None:
    """The intent of the task that answers what no other task can do."""
    return next((intent for intent, task in tasks.items() if task.fallback), None)


class IntentClassifier:
    """A trained classifier. ``classify`` is a pure function of the text."""

    def __init__(
        self,
        *,
        intents: Sequence[str],
        grams: GramIndex,
        matrix: NDArray[np.float32],
        temperature: float,
        encoder: Encodes,
        out_of_scope: str | None,
    ) -> None:
        self.intents = tuple(intents)
        self._grams = grams
        self._matrix = matrix
        self._temperature = temperature
        self._encoder = encoder
        self._out_of_scope = out_of_scope
        self._remembered = lru_cache(maxsize=256)(self._classify)

    @classmethod
    def load_or_train(
        cls, examples: Iterable[Example], cache: Path, encoder: Encodes, *, out_of_scope: str | None = None
    ) -> IntentClassifier:
        """The classifier of these examples: from ``cache`` when it was trained before, else trained now.

        The file is named by the hash of what it was trained on; a damaged one is trained anew. Raises
        ConfigurationError when there are fewer than two intents.
        """
        known = tuple(examples)
        file = cache / f"intents-{_fingerprint(known, out_of_scope)}.npz"
        if file.is_file():
            try:
                return cls._load(file, encoder)
            except (OSError, ValueError, KeyError, EOFError):
                file.unlink(missing_ok=True)
        trained = cls.train(known, encoder, out_of_scope=out_of_scope)
        trained._save(file)
        return trained

    @classmethod
    def train(
        cls, examples: Sequence[Example], encoder: Encodes, *, out_of_scope: str | None = None
    ) -> IntentClassifier:
        """Train on ``examples``; the temperature comes from held-out folds."""
        import numpy as np

        intents = sorted({example.intent for example in examples})
        if len(intents) < 2:
            raise ConfigurationError(
                "the intent classifier needs examples of two intents",
                remedy="add examples to the tasks' YAML files",
            )
        texts = [level(example.text) for example in examples]
        labels = np.asarray([intents.index(example.intent) for example in examples], dtype=np.int64)
        vectors = np.concatenate([encoder.encode(texts[at : at + 256]) for at in range(0, len(texts), 256)])
        grams = GramIndex.learn(texts)
        features = _matrix_of(grams, texts, vectors)
        counts = np.bincount(labels, minlength=len(intents))
        weights = (1.0 / np.sqrt(counts))[labels].astype(np.float32)
        temperature = _calibrate(features, labels, len(intents), weights)
        matrix = fit_softmax(features, labels, len(intents), penalty=_PENALTY, weights=weights)
        return cls(
            intents=intents, grams=grams, matrix=matrix, temperature=temperature, encoder=encoder,
            out_of_scope=out_of_scope,
        )  # fmt: skip

    def classify(self, text: str) -> Classification:
        """The intent of ``text``, its calibrated probability and up to three runners-up."""
        return self._remembered(level(text))

    def _classify(self, text: str) -> Classification:
        import numpy as np

        places, weights = self._grams.weigh(text)
        split = len(self._grams.idf)
        scores = _VECTOR_SHARE * (self._encoder.encode([text])[0] @ self._matrix[split:-1]) + self._matrix[-1]
        if places:
            scores = scores + _GRAM_SHARE * (weights @ self._matrix[places])
        probabilities = softmax(np.asarray(scores / np.float32(self._temperature)))
        order = np.argsort(-probabilities)
        ranked = [
            RankedIntent(intent=self.intents[i], confidence=round(float(probabilities[i]), 4)) for i in order
        ]
        first = ranked[0]
        if self._out_of_scope is not None and first.intent != self._out_of_scope and first.confidence < DOUBT:
            outside = RankedIntent(intent=self._out_of_scope, confidence=round(1 - first.confidence, 4))
            ranked = [outside, *(entry for entry in ranked if entry.intent != self._out_of_scope)]
            first = outside
        return Classification(
            intent=first.intent,
            confidence=first.confidence,
            alternatives=tuple(ranked[1 : 1 + _ALTERNATIVES]),
        )

    def _save(self, file: Path) -> None:
        """Write whole or not at all; a cache that cannot be written costs time only."""
        import numpy as np

        meta = {
            "intents": self.intents,
            "out_of_scope": self._out_of_scope,
            "temperature": self._temperature,
            "terms": list(self._grams.terms),
        }
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=file.parent, suffix=".npz")
        except OSError:
            return
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                packed = np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8)
                np.savez(stream, meta=packed, idf=self._grams.idf, matrix=self._matrix)
            part.replace(file)
        except OSError:
            part.unlink(missing_ok=True)

    @classmethod
    def _load(cls, file: Path, encoder: Encodes) -> IntentClassifier:
        import numpy as np

        with np.load(file) as data:
            meta = json.loads(data["meta"].tobytes())
            terms = {term: place for place, term in enumerate(meta["terms"])}
            matrix, idf = data["matrix"], data["idf"]
        return cls(
            intents=meta["intents"], grams=GramIndex(terms, idf), matrix=matrix, temperature=meta["temperature"],
            encoder=encoder, out_of_scope=meta["out_of_scope"],
        )  # fmt: skip


def _fingerprint(examples: Sequence[Example], out_of_scope: str | None) -> str:
    settings = [_FORMAT, _GRAM_SHARE, _VECTOR_SHARE, _PENALTY, out_of_scope]
    content = json.dumps([settings, sorted((e.intent, e.text) for e in examples)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:20]


def _matrix_of(grams: GramIndex, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    split = len(grams.idf)
    features = np.zeros((len(texts), split + vectors.shape[1] + 1), dtype=np.float32)
    for row, (places, weights) in enumerate(grams.rows(texts)):
        features[row, places] = _GRAM_SHARE * weights
    features[:, split:-1] = _VECTOR_SHARE * vectors
    features[:, -1] = 1.0
    return features


def _calibrate(
    features: NDArray[np.float32], labels: NDArray[np.int64], classes: int, weights: NDArray[np.float32]
) -> float:
    """Held-out scores of each fold set the temperature. The folds are by position, so training repeats exactly."""
    import numpy as np

    fold = np.arange(len(labels)) % _FOLDS
    scores = np.zeros((len(labels), classes), dtype=np.float32)
    for number in range(_FOLDS):
        held = fold == number
        matrix = fit_softmax(
            features[~held], labels[~held], classes, penalty=_PENALTY, weights=weights[~held], rounds=60
        )
        scores[held] = features[held] @ matrix
    return fit_temperature(scores, labels)
