"""What the semantic layer sees of a sentence: hashed character pairs, words, and how it is meant.

Han characters singly, in pairs and in pairs with one left out between; Latin words, their beginnings and
pairs of them; every figure alike. Beside them the cues of :mod:`policies.clauses` and the subjects of
:mod:`policies.subject`, so that "不保证" and "保证", a fund and a deposit, are not the same, and the classes
of words in ``cues.yaml``.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from zlib import crc32

import yaml

from common.errors import ConfigurationError
from policies.clauses import stance_cues
from policies.subject import subjects_of

BUCKETS: Final = 1 << 16
CUE_SHARE: Final = 0.2
"""The value of a cue; the n-grams of a sentence together have length 1."""

_FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*|[一二两三四五六七八九十百]+(?=[个点成万千元块年月天级])|百分之[一二三四五六七八九十点]+"
)
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z][a-z'-]*|[#%?]+")


def grams(text: str) -> set[int]:
    """The buckets of the n-grams of a plain text."""
    tokens: set[str] = set()
    previous = ""
    for run in _RUN.findall(_FIGURE.sub("#", text)):
        if run[0] >= "\u3400":
            tokens.update(run)
            tokens.update(map("".join, pairwise(run)))
            tokens.update(map("_".join, zip(run, run[2:], strict=False)))
            previous = ""
        elif run[0].isalpha():
            tokens.update((f"w{run}", f"p{run[:4]}", f"b{previous} {run}"))
            previous = run
        else:
            tokens.add(run)
            previous = "#"
    return {crc32(token.encode()) % BUCKETS for token in tokens}


def cues(text: str) -> set[int]:
    """The buckets of the cues of a plain text: subjects, negation, question, ban, report, condemnation."""
    names = {f"subject {subject}" for subject in subjects_of(text)} | stance_cues(text)
    names |= {f"word {name}" for name, pattern in _word_cues().items() if pattern.search(text)}
    return {crc32(f"={name}".encode()) % BUCKETS for name in names}


@cache
def _word_cues() -> dict[str, re.Pattern[str]]:
    path = Path(__file__).with_name("cues.yaml")
    try:
        data = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        return {name: re.compile(pattern.strip().replace("| ", "|")) for name, pattern in data.items()}
    except (OSError, yaml.YAMLError, AttributeError, re.error) as error:
        raise ConfigurationError(f"policy cues {path.name}: {error}", remedy="mend the file") from error
