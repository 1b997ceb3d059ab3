"""What an English encoder adds to the classifier: a head of its own, heard where leave-one-out says that it helps.

The multilingual encoder reads every language alike; a model made for English alone tells English utterances apart
better where examples are few. Its head learns from the English examples only and answers for English words only. How
much it counts beside the first head is measured on the examples, each scored by heads that never saw it, and it is
left out (and never loaded) where it does not help.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.nlu.features import alike
from agent.nlu.head import fit_ridge
from agent.nlu.similarity import Encodes, Space, gaussian, learn_space

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WEIGHTS: Final = (0.5, 1.0)
"""What its scores are tried with beside those of the first head."""

GAIN: Final = 0.003
"""The share of the English examples it must put right beyond the first head alone: loading it costs some ms a text."""

SURE: Final = 0.9
"""The probability from which the first head's answer is not asked about again: most utterances need one encoder."""

DIRECTIONS: Final = 192

_FEWEST: Final = 20
_PENALTY: Final = 0.1
_BATCH: Final = 256
_OTHER_SCRIPT: Final = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f]")


def is_english(text: str) -> bool:
    """Whether the text has no letter but Latin ones."""
    return _OTHER_SCRIPT.search(text) is None


@dataclass(frozen=True)
class EnglishHead:
    """A second head over the vectors of the English encoder."""

    space: Space
    anchors: Floats
    """The places of the English training utterances, one a row."""
    weights: Floats
    """``(rows, classes)``."""
    share: float
    """What its scores count beside 1 for the first head's."""

    def add(self, scores: Floats, text: str, encoder: Encodes) -> Floats:
        """The first head's scores of one text, ``(1, classes)``, weighed together with this one's."""
        place = self.space.place([encoder.encode([alike(text)])])
        own = gaussian(place @ self.anchors.T) @ self.weights
        return together(scores, own, self.share)


def together(first: Floats, second: Floats, share: float) -> Floats:
    """Scores of both heads on the scale of the first's."""
    import numpy as np

    return np.asarray((first + share * second) / (1 + share), dtype=np.float32)


def learn_english(
    texts: Sequence[str], labels: NDArray[np.int64], first: Floats, encoder: Encodes
) -> tuple[EnglishHead | None, Floats]:
    """The head that helps, or None, and the scores of each text without that text.

    Args:
        texts: all training utterances, of any language; ``labels`` their classes.
        first: the first head's scores of each, by a head that never saw it, ``(n, classes)``.
        encoder: the English encoder.
    """
    import numpy as np

    rows = [row for row, text in enumerate(texts) if is_english(text)]
    if len(rows) < _FEWEST or len(np.unique(labels[rows])) < 2:
        return None, first
    read = [alike(texts[row]) for row in rows]
    vectors = np.concatenate([encoder.encode(read[at : at + _BATCH]) for at in range(0, len(read), _BATCH)])
    space = learn_space([vectors], DIRECTIONS)
    anchors = space.place([vectors])
    counts = np.bincount(labels[rows], minlength=first.shape[1])[labels[rows]]
    penalty = (_PENALTY * np.sqrt(counts / counts.mean())).astype(np.float32)
    ridge = fit_ridge(gaussian(anchors @ anchors.T), labels[rows], first.shape[1], penalty)
    own, wanted = first[rows], labels[rows]
    alone = int((own.argmax(axis=1) == wanted).sum())
    right = [
        int((together(own, ridge.without_row, share).argmax(axis=1) == wanted).sum()) for share in WEIGHTS
    ]
    best = int(np.argmax(right))
    if right[best] - alone < GAIN * len(rows):
        return None, first
    head = EnglishHead(space, anchors, ridge.weights, WEIGHTS[best])
    scores = first.copy()
    scores[rows] = together(own, ridge.without_row, head.share)
    return head, scores
