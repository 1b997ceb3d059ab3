"""How a text becomes the terms BM25 counts: character bigrams for Chinese, light stems for English.

Character bigrams beat word segmentation on Chinese statutes (STARD) and need no dictionary. Numbers stay
whole, with the unit a Chinese figure carries, so that 50万 meets 50万 and not 5万.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError

STOPWORDS = Path(__file__).with_name("stopwords.yaml")
"""The words that only ask; part of an index's identity."""

_PIECES = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?(?:万|亿|%|年|日|天|个月|岁)?)|(?P<latin>[a-z]+)|(?P<han>[\u3400-\u9fff]+)"
)
_SUFFIXES = (
    ("ations", "at"), ("ation", "at"), ("izing", "iz"), ("ising", "iz"), ("ies", "y"), ("sses", "ss"),
    ("ments", "ment"), ("ingly", ""), ("edly", ""), ("ings", ""), ("ing", ""), ("ed", ""), ("ers", "er"),
    ("es", ""), ("ly", ""), ("s", ""),
)  # fmt: skip


class _Stopwords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: tuple[str, ...]
    en: frozenset[str]


def terms(text: str) -> list[str]:
    """The terms of a passage, repeated as often as they occur."""
    stop = _stopwords().en
    found: list[str] = []
    for piece in _PIECES.finditer(_normal(text)):
        if number := piece["number"]:
            found.append(number.replace(",", ""))
        elif word := piece["latin"]:
            if word not in stop:
                found.append(stem(word))
        else:
            found.extend(_bigrams(piece["han"]))
    return found


def query_terms(text: str) -> list[str]:
    """The terms of a question, without the words that only ask, each once and in order.

    A question of nothing but such words keeps them: it is better to search for little than for nothing.
    """
    stripped = _asking().sub(" ", _normal(text))
    return list(dict.fromkeys(terms(stripped) or terms(text)))


def residue(text: str) -> list[str]:
    """What is left of a question when the words that only ask are gone: [] when it asks about nothing."""
    return terms(_asking().sub(" ", _normal(text)))


def stem(word: str) -> str:
    """A light stem: plural, participle and adverb endings go, short words stay as they are."""
    for suffix, replacement in _SUFFIXES:
        if (
            word.endswith(suffix)
            and len(word) - len(suffix) >= 3
            and not (suffix == "s" and word.endswith("ss"))
        ):
            base = word[: -len(suffix)] + replacement
            if (
                suffix in {"ing", "ed", "ings"}
                and len(base) > 3
                and base[-1] == base[-2]
                and base[-1] not in "lsz"
            ):
                base = base[:-1]
            return base.removesuffix("e") if len(base) > 4 else base
    return word.removesuffix("e") if len(word) > 4 else word


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _bigrams(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[place : place + 2] for place in range(len(run) - 1)]


@cache
def _stopwords() -> _Stopwords:
    try:
        return _Stopwords.model_validate(yaml.load(STOPWORDS.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{STOPWORDS.name}: {error}", remedy="mend the file") from error


@cache
def _asking() -> re.Pattern[str]:
    longest_first = sorted(_stopwords().zh, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
