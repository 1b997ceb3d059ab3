"""Which task an utterance asks for, with a calibrated probability and a learned rejection.

Trained in seconds from the tasks' own examples at first use and kept as arrays under the cache; it knows no
intent by name but the out-of-scope label it is given.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agent.nlu.calibration import Calibration, calibrate
from agent.nlu.english import SURE, EnglishHead, is_english, learn_english
from agent.nlu.features import GramIndex, alike, level
from agent.nlu.head import fit_ridge
from agent.nlu.records import Classification, RankedIntent
from agent.nlu.similarity import (
    FEW,
    MANY,
    Encodes,
    HasEnglish,
    Space,
    Weighed,
    gaussian,
    gram_matrix,
    kernel_of,
    learn_space,
    parts_of,
)
from agent.tasks.base import Task
from common.errors import ConfigurationError
from common.language import Language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED: Final = Path(__file__).with_name("trained")
"""What ``make train`` made of the built-in tasks' examples."""

_FORMAT: Final = 7
_PENALTY: Final = 0.1
_FEW_UP_TO: Final = 2_000
"""Examples up to which the balance of ``similarity.FEW`` holds."""

SHARES: Final = (0.3, 0.6, 1.0)
"""Weights of the n-grams beside the vectors that are tried where examples are many."""

_SAMPLE: Final = 4_000
"""Utterances on which they are tried."""

MOST: Final = 20_000
"""Examples learned from, for the memory's sake (1.6 GB)."""

FIRST_USE: Final = 8_000
"""The same where somebody waits for it: half a minute instead of two, and one answer in a hundred is worse."""

_ALTERNATIVES: Final = 3
_JOINTS: Final = re.compile(r"[\W_]+")


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


@dataclass(frozen=True)
class _Learned:
    """What training arrives at: everything ``classify`` needs besides the encoder."""

    intents: tuple[str, ...]
    spellings: int
    grams: GramIndex
    gram_matrix: NDArray[np.float32]
    space: Space
    anchors: NDArray[np.float32]
    """The places of the training utterances, one a row."""
    weights: NDArray[np.float32]
    calibration: Calibration
    english: EnglishHead | None = None

    def scores(self, text: str, encoder: Encodes) -> NDArray[np.float32]:
        """The head's scores of one text, ``(1, classes)``."""
        place = self.space.place(parts_of(encoder, [text], self.spellings))[0]
        scores = gaussian(self.anchors @ place) @ self.weights
        places, shares = self.grams.weigh(level(text))
        if places:
            scores = scores + shares @ self.gram_matrix[places]
        return scores.reshape(1, -1)

    def probabilities(self, text: str, encoder: Encodes) -> NDArray[np.float32]:
        """The calibrated probabilities of the classes; the English head is heard where the first is not sure."""
        import numpy as np

        scores = self.scores(text, encoder)
        found: NDArray[np.float32] = self.calibration.probabilities(scores)[0]
        if self.english is None or found.max() >= SURE or not is_english(text):
            return found
        beside = _english(encoder)
        if beside is None:
            return found
        both: NDArray[np.float32] = self.calibration.probabilities(self.english.add(scores, text, beside))
        return np.asarray(both[0])


class IntentClassifier:
    """A trained classifier. ``classify`` is a pure function of the text."""

    def __init__(self, learned: _Learned, encoder: Encodes) -> None:
        self.intents = learned.intents
        self._learned = learned
        self._encoder = encoder
        self._remembered = lru_cache(maxsize=256)(self._classify)

    @classmethod
    def load_or_train(
        cls, examples: Iterable[Example], cache: Path, encoder: Encodes, *, out_of_scope: str | None = None
    ) -> IntentClassifier:
        """The classifier of these examples: from ``cache`` when it was trained before, else trained now.

        The file is named by the hash of what it was trained on; a damaged one is trained anew. What was trained
        from the built-in tasks alone is shipped (``make train``), so that nobody waits for it. Raises
        ConfigurationError when there are fewer than two intents.
        """
        known = tuple(examples)
        shipped = SHIPPED / trained_name(known, encoder, out_of_scope)
        if (found := cls._kept(shipped, encoder)) is not None:
            return found
        own = cache / trained_name(known, encoder, out_of_scope, beside=_english(encoder))
        if (found := cls._kept(own, encoder)) is not None:
            return found
        trained = cls.train(known, encoder, out_of_scope=out_of_scope, most=FIRST_USE)
        trained.save(own)
        return trained

    @classmethod
    def _kept(cls, file: Path, encoder: Encodes) -> IntentClassifier | None:
        """What is kept in ``file``; None where that is absent or damaged."""
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError):
            if file.is_file():
                return cls(_load(file), encoder)
        return None

    def save(self, file: Path) -> None:
        """Keep it in ``file``, whole or not at all; a cache that cannot be written costs time only."""
        _save(self._learned, file)

    @classmethod
    def train(
        cls,
        examples: Sequence[Example],
        encoder: Encodes,
        *,
        out_of_scope: str | None = None,
        most: int = MOST,
    ) -> IntentClassifier:
        """Train on ``examples``, in any order; utterances like none of them become ``out_of_scope``.

        Without that label nothing is turned away. It need not have examples of its own. Of more than ``most``
        examples those intents give some up that have the most.
        """
        if len({example.intent for example in examples}) < 2:
            raise ConfigurationError(
                "the intent classifier needs examples of two intents",
                remedy="add examples to the tasks' YAML files",
            )
        return cls(_learn(_share(examples, most, out_of_scope), encoder, out_of_scope), encoder)

    def classify(self, text: str) -> Classification:
        """The intent of ``text``, its calibrated probability and up to three runners-up."""
        return self._remembered(alike(text))

    def _classify(self, text: str) -> Classification:
        import numpy as np

        shares = self._learned.probabilities(text, self._encoder)
        first, *others = [
            RankedIntent(intent=self.intents[place], confidence=round(float(shares[place]), 4))
            for place in np.argsort(-shares, kind="stable")[: 1 + _ALTERNATIVES]
        ]
        return Classification(intent=first.intent, confidence=first.confidence, alternatives=tuple(others))


def _learn(examples: Sequence[Example], encoder: Encodes, out_of_scope: str | None) -> _Learned:
    """Each intent's name, as words, is one more example of it; it is never asked what it would be taken for."""
    import numpy as np

    outside = set() if out_of_scope is None else {out_of_scope}
    intents = sorted({example.intent for example in examples} | outside)
    named = [intent for intent in intents if intent != out_of_scope]
    texts = [*(example.text for example in examples), *(_JOINTS.sub(" ", intent) for intent in named)]
    place = {intent: number for number, intent in enumerate(intents)}
    labels = np.asarray([place[name] for name in [*(e.intent for e in examples), *named]], dtype=np.int64)
    balance = FEW if len(texts) <= _FEW_UP_TO else MANY
    parts = parts_of(encoder, texts, balance.spellings)
    space = learn_space(parts)
    anchors = space.place(parts)
    levelled = [level(text) for text in texts]
    grams = GramIndex.learn(levelled, least=balance.least)
    weighed = [grams.weigh(text) for text in levelled]
    counts = np.bincount(labels, minlength=len(intents))[labels]
    penalty = _PENALTY * np.sqrt(counts / counts.mean())
    penalty = penalty.astype(np.float32)
    if balance is MANY:
        share = _best_share(anchors, weighed, labels, len(grams.idf), penalty)
        balance = replace(balance, gram_share=share)
    kernel = kernel_of(anchors, weighed, len(grams.idf), balance.gram_share)
    ridge = fit_ridge(kernel, labels, len(intents), penalty)
    without_row, beside = ridge.without_row, _english(encoder)
    head = None
    if beside is not None:
        head, without_row = learn_english(texts, labels, without_row, beside)
    return _Learned(
        intents=tuple(intents),
        spellings=balance.spellings,
        grams=grams,
        gram_matrix=gram_matrix(weighed, len(grams.idf), ridge.weights, balance.gram_share),
        space=space,
        anchors=anchors,
        weights=ridge.weights,
        calibration=calibrate(
            without_row[: len(examples)], labels[: len(examples)], place.get(out_of_scope or "")
        ),
        english=head,
    )


def _english(encoder: Encodes) -> Encodes | None:
    return encoder.english() if isinstance(encoder, HasEnglish) else None


def _best_share(
    anchors: NDArray[np.float32],
    weighed: Sequence[Weighed],
    labels: NDArray[np.int64],
    terms: int,
    penalty: NDArray[np.float32],
) -> float:
    """How much the n-grams count beside the vectors: the share under which most of a sample, each utterance
    scored by a model that never saw it, is right."""
    import numpy as np

    sample = np.unique(np.linspace(0, len(labels) - 1, _SAMPLE).astype(np.int64))
    own, classes = [weighed[row] for row in sample], int(labels.max()) + 1
    right = []
    for share in SHARES:
        kernel = kernel_of(anchors[sample], own, terms, share)
        ridge = fit_ridge(kernel, labels[sample], classes, penalty[sample])
        right.append(int((ridge.without_row.argmax(axis=1) == labels[sample]).sum()))
    return SHARES[int(np.argmax(right))]


def _share(examples: Sequence[Example], most: int, out_of_scope: str | None) -> list[Example]:
    """The examples in an order of their own; of too many, evenly spread ones of the intents that have most.

    What is out of scope is of no one kind, so of that as large a part stays as it is of all.
    """
    ordered = sorted(set(examples), key=lambda e: (e.intent, e.text, e.language))
    counts = Counter(example.intent for example in ordered)
    if len(ordered) <= most:
        return ordered
    outside = counts.pop(out_of_scope or "", 0)
    spared = outside * most // len(ordered)
    limit = max(counts.values(), default=1)
    while limit > 1 and sum(min(count, limit) for count in counts.values()) > most - spared:
        limit -= 1
    kept: list[Example] = []
    for intent in sorted({example.intent for example in ordered}):
        own = [example for example in ordered if example.intent == intent]
        wanted = spared if intent == out_of_scope else min(len(own), limit)
        kept += [own[number * len(own) // wanted] for number in range(wanted)]
    return kept


def trained_name(
    examples: Sequence[Example],
    encoder: Encodes,
    out_of_scope: str | None,
    *,
    beside: Encodes | None = None,
) -> str:
    """The name of the file that keeps the classifier of these examples.

    The shipped one is named without the English encoder ``beside``, so that it serves where that is not installed.
    """
    identities = [encoder.identity, *([] if beside is None else [beside.identity])]
    settings = [_FORMAT, asdict(FEW), asdict(MANY), _PENALTY, identities, out_of_scope]
    content = json.dumps([settings, sorted((e.intent, e.text) for e in examples)], ensure_ascii=False)
    return f"intents-{hashlib.sha256(content.encode()).hexdigest()[:20]}.npz"


def _save(learned: _Learned, file: Path) -> None:
    """In half precision, which no development set can tell from single."""
    import numpy as np

    half = np.float16

    meta = {
        "intents": learned.intents,
        "spellings": learned.spellings,
        "terms": list(learned.grams.terms),
        "calibration": asdict(learned.calibration),
    }
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, suffix=".npz")
    except OSError:
        return
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            arrays = _english_arrays(learned.english)
            np.savez_compressed(
                stream,
                allow_pickle=False,
                meta=np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8),
                idf=learned.grams.idf,
                gram_matrix=learned.gram_matrix.astype(half),
                centre=learned.space.centre,
                turn=learned.space.turn.astype(half),
                anchors=learned.anchors.astype(half),
                weights=learned.weights.astype(half),
                **arrays,
            )
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)


def _load(file: Path) -> _Learned:
    import numpy as np

    with np.load(file) as data:
        meta = json.loads(data["meta"].tobytes())
        terms = {term: place for place, term in enumerate(meta["terms"])}
        return _Learned(
            intents=tuple(meta["intents"]),
            spellings=meta["spellings"],
            grams=GramIndex(terms, data["idf"]),
            gram_matrix=data["gram_matrix"].astype(np.float32),
            space=Space(data["centre"], data["turn"].astype(np.float32)),
            anchors=data["anchors"].astype(np.float32),
            weights=data["weights"].astype(np.float32),
            calibration=Calibration(**meta["calibration"]),
            english=_load_english(data),
        )


def _english_arrays(head: EnglishHead | None) -> dict[str, NDArray[Any]]:
    import numpy as np

    if head is None:
        return {}
    return {
        "english_centre": head.space.centre,
        "english_turn": head.space.turn.astype(np.float16),
        "english_anchors": head.anchors.astype(np.float16),
        "english_weights": head.weights.astype(np.float16),
        "english_share": np.asarray([head.share], dtype=np.float32),
    }


def _load_english(data: Mapping[str, NDArray[np.float32]]) -> EnglishHead | None:
    import numpy as np

    if "english_share" not in data:
        return None
    return EnglishHead(
        Space(data["english_centre"], data["english_turn"].astype(np.float32)),
        data["english_anchors"].astype(np.float32),
        data["english_weights"].astype(np.float32),
        float(data["english_share"][0]),
    )
