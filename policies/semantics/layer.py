"""Judges a sentence in which no rule found anything, by weights learnt from labelled sentences.

The weights (``weights.bin``: a line of JSON, then int8 arrays, compressed) are written by
:mod:`policies.semantics.training`. Reading them needs neither numpy nor the sentences: a sentence's score
is a sum over its n-grams, and only one that crosses the threshold is asked which rule it breaks.
"""

from __future__ import annotations

import json
import re
import zlib
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from common.errors import ConfigurationError
from policies.clauses import Sentence, exemption
from policies.semantics.features import BUCKETS, CUE_SHARE, cues, grams

FORMAT: Final = 1
ALLOWED: Final = "ok"
WEIGHTS: Final = Path(__file__).with_name("weights.bin")
SHORTEST: Final = 6
"""Han characters or Latin words below which a sentence says too little to be judged by its n-grams."""

CUES_AT_MOST: Final = 0.9
"""What the cues of one sentence can add to its score; no labelled sentence comes near (a test holds it)."""

_UNIT = re.compile(r"[\u3400-\u9fff]|[a-z][a-z'-]*")


@dataclass(frozen=True)
class Weights:
    """Weights as read; row 0 of ``values`` is how rare n-grams are, 1 whether a rule is broken, the rest which."""

    fingerprint: str
    threshold: float
    categories: tuple[str, ...]
    biases: tuple[float, ...]
    scales: tuple[float, ...]
    values: array[int]

    def shares(self, parts: Collection[int]) -> list[tuple[int, float]]:
        """N-gram buckets with their values: rarer ones count more, together they have length 1."""
        rarity = self.values
        length = max(1.0, sum([rarity[bucket] ** 2 for bucket in parts]) ** 0.5)
        return [(bucket, rarity[bucket] / length) for bucket in parts]

    def score(self, row: int, shares: Collection[tuple[int, float]], flags: Collection[int]) -> float:
        """The linear score of row 1 (is a rule broken) or of a category (2 and on)."""
        values, base = self.values, row * BUCKETS
        total = sum([values[base + bucket] * share for bucket, share in shares])
        total += CUE_SHARE * sum([values[base + bucket] for bucket in flags])
        return self.scales[row - 1] * total + self.biases[row - 1]


@dataclass(frozen=True)
class Suspicion:
    """A sentence that sounds like a breach: of what, and where in the plain text."""

    category: str
    start: int
    end: int
    score: float


def read_weights(path: Path = WEIGHTS) -> Weights:
    """Read a file of weights.

    Raises:
        ConfigurationError: when it is absent or damaged.
    """
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        header = json.loads(head)
        values = array("b", zlib.decompress(body))
        weights = Weights(
            fingerprint=header["fingerprint"],
            threshold=header["threshold"],
            categories=tuple(header["categories"]),
            biases=(header["bias"], *header["biases"]),
            scales=tuple(header["scales"]),
            values=values,
        )
    except (OSError, ValueError, KeyError, zlib.error) as error:
        raise ConfigurationError(
            f"policy weights {path.name}: {error}", remedy="run python -m policies.semantics.training"
        ) from error
    if len(values) != (1 + len(weights.scales)) * BUCKETS:
        raise ConfigurationError(
            f"policy weights {path.name} are cut short", remedy="run python -m policies.semantics.training"
        )
    return weights


@cache
def _weights() -> Weights:
    return read_weights()


def suspect(sentence: Sentence) -> Suspicion | None:
    """What ``sentence`` seems to break; None when it seems allowed or is exempt as the rules' finds are.

    A sentence that asks, defines, forbids or condemns what it names is exempt.
    """
    if len(_UNIT.findall(sentence.text)) < SHORTEST:
        return None
    weights = _weights()
    shares = weights.shares(grams(sentence.text))
    if weights.score(1, shares, ()) < weights.threshold - CUES_AT_MOST:
        return None
    flags = cues(sentence.text)
    score = weights.score(1, shares, flags)
    if score < weights.threshold:
        return None
    start, end = _peak(sentence, weights)
    if exemption(sentence, start, end) is not None:
        return None
    rows = range(2, len(weights.categories) + 2)
    best = max(rows, key=lambda row: weights.score(row, shares, flags))
    return Suspicion(weights.categories[best - 2], start, end, score)


def _peak(sentence: Sentence, weights: Weights) -> tuple[int, int]:
    """The clause that speaks loudest for a breach, without the white space around it."""

    def loudness(clause: tuple[int, int]) -> float:
        return weights.score(1, weights.shares(grams(_words(sentence, clause))), ())

    start, end = max(sentence.clauses, key=loudness)
    words = _words(sentence, (start, end))
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _words(sentence: Sentence, clause: tuple[int, int]) -> str:
    return sentence.text[clause[0] - sentence.start : clause[1] - sentence.start]
