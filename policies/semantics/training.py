"""Trains the semantic layer from the labelled sentences, in seconds, and writes its weights.

``python -m policies.semantics.training`` rewrites ``weights.bin`` and prints what leave-one-out
cross-validation says. Ridge regression on ±1 targets: one matrix inverse gives the weights and, exactly,
every sentence's score by a model that never saw it (residual = dual weight / diagonal of the inverse;
Golub, Heath & Wahba 1979). The threshold is the least score above which those held-out scores are right
in :data:`PRECISION` of the cases.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from common.errors import ConfigurationError
from policies.disclosures import disclosure, disclosure_keys
from policies.escalation import escalation_rules
from policies.normalise import normalise
from policies.rulebook import rulebook
from policies.semantics.features import BUCKETS, CUE_SHARE, cues, grams
from policies.semantics.layer import ALLOWED, FORMAT, WEIGHTS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

PRECISION: Final = 0.97
_PENALTY: Final = 0.6
_SENTENCES: Final = Path(__file__).parent / "sentences"
_UNTAUGHT: Final = frozenset({"missing_disclosure", "obfuscated", "obfuscation"})
"""Groups whose broken sentences break a rule of the whole answer or of spelling: nothing to learn here."""


@dataclass(frozen=True)
class Labelled:
    """A sentence and the category it breaks, or ``ok``."""

    text: str
    label: str
    contrast: bool = False
    """Written beside its opposite: left out, it is judged by its opposite, so it says nothing of unseen wording."""


def labelled_sentences() -> tuple[Labelled, ...]:
    """The own sentences, the rules' examples and our fixed wording; each text once.

    Raises:
        ConfigurationError: when a file of sentences has another shape or a text has two labels.
    """
    found: dict[str, str] = {}
    for text, label in [*_from_files(), *_from_rules(), *_from_fixed_wording()]:
        if found.setdefault(text, label) != label:
            raise ConfigurationError(
                f"the sentence {text} is labelled {found[text]} and {label}", remedy="keep one label"
            )
    contrasts = {text for text, _ in _from_files("contrasts")}
    return tuple(Labelled(text, label, text in contrasts) for text, label in sorted(found.items()))


def _from_files(name: str = "*") -> Iterator[tuple[str, str]]:
    for path in sorted(_SENTENCES.glob(f"{name}.yaml")):
        try:
            groups: dict[str, dict[str, list[str]]] = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
            for category, group in groups.items():
                for text in group.get("broken", ()) if category not in _UNTAUGHT else ():
                    yield text, category
                for text in group.get("kept", ()):
                    yield text, ALLOWED
        except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
            raise ConfigurationError(f"sentences {path.name}: {error}", remedy="mend the file") from error


def _from_rules() -> Iterator[tuple[str, str]]:
    for rule in rulebook().rules:
        yield from ((text, str(rule.category)) for text in rule.source.must_match)
        yield from ((text, ALLOWED) for text in rule.source.must_not_match)


def _from_fixed_wording() -> Iterator[tuple[str, str]]:
    wording = [disclosure(key, language) for key in disclosure_keys() for language in ("zh", "en")]
    for rule in escalation_rules().values():
        wording += [
            text[language] for text in (rule.notice, rule.script) if text for language in ("zh", "en")
        ]
    for file in rulebook().files:
        wording += [text[language] for text in (file.why, file.rewrite) for language in ("zh", "en")]
    return ((text, ALLOWED) for text in wording)


def fingerprint(sentences: Sequence[Labelled]) -> str:
    """The hash of what the weights are made of."""
    content = json.dumps(
        [FORMAT, BUCKETS, CUE_SHARE, _PENALTY, PRECISION, [[s.text, s.label] for s in sentences]],
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Trained:
    """The layer's weights and what cross-validation found."""

    header: dict[str, Any]
    weights: bytes
    scores: NDArray[np.float64]
    """(sentences,): each one's score by a model that never saw it."""

    def save(self, path: Path = WEIGHTS) -> None:
        """One line of JSON, then the weights, compressed."""
        path.write_bytes(
            json.dumps(self.header, ensure_ascii=False).encode() + b"\n" + zlib.compress(self.weights, 9)
        )


def train(sentences: Sequence[Labelled]) -> Trained:
    """Fit "breaks a rule" on all sentences and "which one" on those that do."""
    import numpy as np

    features, used, rarity = _features([normalise(sentence.text).text for sentence in sentences])
    kernel = _kernel(features)
    breaks = np.asarray([sentence.label != ALLOWED for sentence in sentences])
    dual, scores = _ridge(kernel, np.where(breaks, 1.0, -1.0)[:, None])
    categories = sorted({sentence.label for sentence in sentences if sentence.label != ALLOWED})
    broken = np.flatnonzero(breaks)
    targets = (
        np.asarray([[sentences[i].label == name for name in categories] for i in broken.tolist()]) * 2.0 - 1.0
    )
    which, guesses = _ridge(kernel[np.ix_(broken, broken)], targets)
    right = float((guesses.argmax(axis=1) == targets.argmax(axis=1)).mean())
    matrix = np.concatenate([features.T @ dual, features[broken].T @ which], axis=1)
    scales = np.abs(matrix).max(axis=0) / 127
    whole = np.zeros((1 + matrix.shape[1], BUCKETS), dtype=np.int8)
    whole[0] = rarity
    whole[1:, used] = np.rint(matrix / scales).T.astype(np.int8)
    held = scores[:, 0]
    judged = np.asarray([not sentence.contrast for sentence in sentences])
    threshold = _threshold(held[judged], breaks[judged])
    header = {
        "fingerprint": fingerprint(sentences), "threshold": round(threshold, 4), "bias": float(dual.sum()),
        "categories": categories, "biases": which.sum(axis=0).tolist(), "scales": scales.tolist(),
        "recall": round(float((held[breaks & judged] >= threshold).mean()), 3), "category_right": round(right, 3),
    }  # fmt: skip
    return Trained(header, whole.tobytes(), held)


def _features(texts: Sequence[str]) -> tuple[Matrix, NDArray[np.int64], NDArray[np.int8]]:
    """One row a text over the buckets in use, which buckets those are, and how rare every bucket is.

    Rarity is the inverse document frequency ln((1 + texts)/(1 + texts that hold it)) + 1/2 in sixteenths,
    rounded as it is stored, so that training and judging weigh alike.
    """
    import numpy as np

    rows = [(sorted(grams(text)), sorted(cues(text))) for text in texts]
    used = sorted({bucket for pair in rows for part in pair for bucket in part})
    place = {bucket: number for number, bucket in enumerate(used)}
    holding = np.zeros(BUCKETS)
    for parts, _ in rows:
        holding[parts] += 1
    rarity = np.rint(16 * (np.log((1 + len(texts)) / (1 + holding)) + 0.5)).clip(1, 127).astype(np.int8)
    features = np.zeros((len(texts), len(used)), dtype=np.float32)
    for row, (parts, flags) in enumerate(rows):
        weights = rarity[parts].astype(np.float32)
        features[row, [place[bucket] for bucket in parts]] = weights / max(
            1.0, float(np.linalg.norm(weights))
        )
        features[row, [place[bucket] for bucket in flags]] += CUE_SHARE
    return features, np.asarray(used), rarity


def _kernel(features: Matrix) -> NDArray[np.float64]:
    """Inner products plus one, which stands for a constant feature."""
    import numpy as np

    return (features @ features.T).astype(np.float64) + 1.0


def _ridge(
    kernel: NDArray[np.float64], targets: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Dual weights, and the leave-one-out predictions."""
    import numpy as np

    inverse = np.linalg.inv(kernel + _PENALTY * np.eye(len(kernel)))
    dual = inverse @ targets
    return dual, targets - dual / np.diag(inverse)[:, None]


def _threshold(scores: NDArray[np.float64], breaks: NDArray[np.bool_]) -> float:
    """The least score at and above which the share of true breaches is at least :data:`PRECISION`."""
    import numpy as np

    order = np.argsort(-scores)
    right = np.cumsum(breaks[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(right >= PRECISION)
    return float(scores[order[good[-1]]]) if len(good) else float("inf")


def main() -> None:
    """Train and save; say what cross-validation found."""
    sentences = labelled_sentences()
    trained = train(sentences)
    trained.save()
    shown = {key: trained.header[key] for key in ("threshold", "recall", "category_right")}
    sys.stdout.write(f"{len(sentences)} sentences, {WEIGHTS.stat().st_size:,} bytes, {shown}\n")


if __name__ == "__main__":
    main()
