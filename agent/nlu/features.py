"""What the classifier sees of a text: word and character n-grams, weighted, with figures made alike.

Amounts, rates, terms and dates become one written form per kind, so that 80万 and 1.2亿 are the same to the
classifier; for the n-grams everything that only spells differently (width, case, spaces) is levelled too.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from common.figures import extract_figures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


_SAME: Final = {
    "money": "100万",
    "percent": "3%",
    "bp": "10bp",
    "term": "10年",
    "date": "2030-01-01",
    "count": "2个",
}
_PLAIN: Final = {"article": "第1条", "id": "1234"}
_SPACES: Final = re.compile(r"\s+")
_REPEATS: Final = re.compile(r"([^\w\s])\1+")
_GRADE: Final = re.compile(r"[a-z]\d", re.I)
"""A letter says which scale a level is on (C2, R4); the level itself is a figure like any other."""

_RUNS: Final = re.compile(
    r"[\u3400-\u9fff]+|(?<![a-z\d])[a-z]\d(?![a-z\d])|[a-z][a-z'&/-]*|[^\s\w]|[\d.%a-z]+"
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def alike(text: str) -> str:
    """The text with figures replaced by one form per kind, spelled as it is otherwise."""
    plain = unicodedata.normalize("NFKC", text)
    folded = plain.lower()
    if len(folded) != len(plain):
        plain = folded
    parts, position = [], 0
    for figure in extract_figures(folded):
        if figure.start < position:
            continue
        same = _SAME.get(figure.kind) or _PLAIN.get(figure.unit or "", "30")
        if _GRADE.fullmatch(figure.text):
            same = f"{plain[figure.start]}1"
        if figure.kind == "count" and _HAN.search(figure.text):
            same = plain[figure.start : figure.end]
        parts += [plain[position : figure.start], same]
        position = figure.end
    parts.append(plain[position:])
    return _SPACES.sub(" ", "".join(parts)).strip()


def level(text: str) -> str:
    """The same folded: lower case, repeated marks once, none at the ends."""
    return _REPEATS.sub(r"\1", alike(text.lower())).strip(" .。!！?？")


def grams(text: str) -> Counter[str]:
    """Counts of character n-grams (1 to 3 Han characters, 3 to 5 Latin ones inside words) and words."""
    counts: Counter[str] = Counter()
    for run in _RUNS.findall(text):
        if _HAN.match(run):
            padded = f"^{run}$" if len(run) < 3 else run
            for size in (1, 2, 3):
                counts.update(padded[i : i + size] for i in range(len(padded) - size + 1))
        elif run[0].isalpha():
            counts[f"w:{run}"] += 1
            padded = f" {run} "
            for size in (3, 4, 5):
                counts.update(f"c:{padded[i : i + size]}" for i in range(len(padded) - size + 1))
    words = re.findall(r"[a-z][a-z'&/-]*", text)
    counts.update(f"b:{first} {second}" for first, second in pairwise(words))
    return counts


class GramIndex:
    """TF-IDF weights of the n-grams seen in at least ``least`` training texts."""

    def __init__(self, terms: Mapping[str, int], idf: NDArray[np.float32]) -> None:
        self.terms = terms
        self.idf = idf

    @classmethod
    def learn(cls, texts: Sequence[str], *, least: int = 2) -> GramIndex:
        """Take the n-grams of levelled ``texts`` that are worth a feature."""
        import numpy as np

        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(grams(text).keys())
        kept = sorted(term for term, count in seen.items() if count >= least)
        idf = [math.log((1 + len(texts)) / (1 + seen[term])) + 1 for term in kept]
        return cls({term: place for place, term in enumerate(kept)}, np.asarray(idf, dtype=np.float32))

    def weigh(self, text: str) -> tuple[list[int], NDArray[np.float32]]:
        """The places and L2-normalised weights of a levelled text's n-grams."""
        import numpy as np

        found = [
            (self.terms[term], 1 + math.log(count))
            for term, count in grams(text).items()
            if term in self.terms
        ]
        places = [place for place, _ in found]
        weights = np.asarray([weight for _, weight in found], dtype=np.float32) * self.idf[places]
        norm = float(np.linalg.norm(weights))
        return places, weights / norm if norm else weights
