"""The words around a place as features, and what a slot's weights make of them.

A feature is written so that a person can read and mend it: ``-1 to`` stands directly before, ``-2 to`` two
words before, ``- to`` somewhere among the five before it in the sentence, ``+1 's`` directly behind, ``-2-1
to my`` are the two words before. A number is ``#``, a capitalised word inside a sentence is also ``Aa``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

_TOKEN: Final = re.compile(
    r"(?P<number>[$€£¥]?\d[\d,.]*)|(?P<owner>['’]s?(?![A-Za-z]))|(?P<han>[\u3400-\u9fff]+)"
    r"|(?P<word>[^\W\d_\u3400-\u9fff]+(?:['’-](?!s(?![A-Za-z]))[^\W\d_\u3400-\u9fff]+)*)"
    r"|(?P<mark>[.?!;。？！；,，:：])"
)
_ABBREVIATED: Final = frozenset({"mr", "mrs", "ms", "dr", "st", "prof", "no"})
"""Words whose full stop ends no sentence."""
_ENDS: Final = frozenset(".?!;。？！；")
_FAR: Final = 5
_NEAR: Final = 3


@dataclass(frozen=True)
class Token:
    """A word, a number, a mark or a possessive ending; ``first`` says that it opens a sentence."""

    text: str
    start: int
    end: int
    first: bool

    @property
    def shape(self) -> str:
        """The word as features name it."""
        if self.text[0].isdigit() or self.text[0] in "$€£¥":
            return "#"
        return "'s" if self.text[0] in "'’" else self.text.lower()


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of ``text``; Han characters stand alone."""
    found: list[Token] = []
    first = True
    for match in _TOKEN.finditer(text):
        word = match.group()
        if match["han"]:
            for offset, character in enumerate(word):
                found.append(Token(character, match.start() + offset, match.start() + offset + 1, first))
                first = False
            continue
        if word == "." and found and found[-1].text.lower() in _ABBREVIATED:
            continue
        if match["number"]:
            word = word.rstrip(".,")
        found.append(Token(word, match.start(), match.start() + len(word), first))
        first = word[-1] in _ENDS
    return tuple(found)


def context_features(text: str, start: int, end: int) -> tuple[str, ...]:
    """The features of the place ``start``–``end`` of ``text``, without repetition."""
    every = tokens(text)
    before = _sentence(token for token in reversed(every) if token.end <= start)
    after = _sentence(token for token in every if token.start >= end)
    features: dict[str, None] = {}
    for side, words in (("-", before), ("+", after)):
        for place, token in enumerate(words, 1):
            if place <= _NEAR:
                features[f"{side}{place} {token.shape}"] = None
                if token.text[0].isupper() and not token.first:
                    features[f"{side}{place} Aa"] = None
            features[f"{side} {token.shape}"] = None
    if len(before) > 1:
        features[f"-2-1 {before[1].shape} {before[0].shape}"] = None
    if len(after) > 1:
        features[f"+1+2 {after[0].shape} {after[1].shape}"] = None
    if not before:
        features["-1 ^"] = None
    if not after:
        features["+1 $"] = None
    return tuple(features)


def _sentence(nearest: Iterable[Token]) -> list[Token]:
    """The nearest tokens up to the sentence's end."""
    kept = []
    for token in islice(nearest, _FAR):
        if token.text in _ENDS:
            break
        kept.append(token)
    return kept


def weigh(features: Iterable[str], weights: Mapping[str, float]) -> float:
    """The sum of the features' weights."""
    return sum(weights.get(feature, 0.0) for feature in features)
