"""Proper names for slots of type ``name``: candidates by their shape, judged by the words around them.

Features of a candidate, besides those of its surroundings (``contexts``): ``Aa`` capitalised inside a sentence,
``Aa^`` capitalised at its beginning, ``aa`` in small letters, ``ordinary`` a word that is no name as a rule,
``asked`` for a slot just asked for, ``cue`` beside a cue word of the slot, ``alone`` when the rest of the utterance
is ordinary, ``surname`` for a Chinese surname, ``bias`` always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.acts import act_hits
from agent.nlu.data import load_model
from agent.nlu.extract.assign import best_assignment
from agent.nlu.extract.contexts import Token, context_features, tokens, weigh
from agent.nlu.extract.cues import cue_strength, find_cues
from agent.nlu.extract.fields import Field, Utterance
from agent.nlu.extract.mention import Mention
from agent.nlu.records import SlotCandidate
from common.errors import ConfigurationError

_FILE: Final = Path(__file__).with_name("names.yaml")
_LONGEST: Final = 4
_POINTED_AT: Final = 1.5
_LONG_WORD: Final = 6
_SLIP: Final = 0.86
Span = tuple[int, int]


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: Mapping[str, float]
    titles: tuple[str, ...]
    name_ends: str
    surnames: str
    ordinary: str


@dataclass(frozen=True)
class _Compiled:
    weights: Mapping[str, float]
    titles: frozenset[str]
    ordinary: frozenset[str]
    chinese: re.Pattern[str]


@cache
def _compiled() -> _Compiled:
    names = load_model(_FILE, _Names)
    try:
        chinese = re.compile(rf"(?=(?P<name>[{names.surnames}][\u4e00-\u9fff]{{1,2}}?){names.name_ends})")
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error
    return _Compiled(names.weights, frozenset(names.titles), frozenset(names.ordinary.split()), chinese)


def name_weights() -> Mapping[str, float]:
    """The weights of a slot that has learned none."""
    return _compiled().weights


@lru_cache(maxsize=64)
def ordinary_words(examples: Sequence[str]) -> frozenset[str]:
    """Words that are no names as a rule: common ones, and those the task's examples write small."""
    words = {token.text for example in examples for token in tokens(example) if token.text.islower()}
    return _compiled().ordinary | words


def find_names(
    said: Utterance, fields: Sequence[Field], ordinary: frozenset[str], taken: Sequence[Span]
) -> dict[str, SlotCandidate]:
    """The names said for ``fields`` (all of type ``name``); ``taken`` are the words of other slots' values."""
    spans = list(candidates(said.text, ordinary, taken))
    if not spans:
        return {}
    rows: list[dict[str, float]] = []
    for span in spans:
        row = {}
        for place, field in enumerate(fields):
            features = name_features(said, field, span, ordinary)
            own = field.wording.contexts if field.wording is not None else None
            score = weigh(features, own or name_weights())
            if score > 0:
                row[field.name] = score - 0.01 * place
        rows.append(row)
    chosen = best_assignment(rows)
    return {
        name: SlotCandidate(
            value=said.text[spans[i][0] : spans[i][1]], raw=said.text[spans[i][0] : spans[i][1]],
            start=spans[i][0], end=spans[i][1],
        )
        for name, i in chosen.items()
    }  # fmt: skip


def candidates(text: str, ordinary: frozenset[str], taken: Sequence[Span]) -> Iterator[Span]:
    """The spans that may be a name: runs of capitalised words, single words that are not ordinary, Chinese names."""
    compiled = _compiled()
    closed = [*taken, *((hit.start, hit.end) for hit in act_hits(text) if hit.act != "ellipsis")]
    run: list[Token] = []
    for token in tokens(text):
        if _may_be(token, ordinary, compiled) and not _covered(token, closed):
            joins = run and run[-1].text[0].isupper() and token.text[0].isupper()
            if joins and len(run) < _LONGEST and text[run[-1].end : token.start] == " ":
                run.append(token)
                continue
            if run:
                yield run[0].start, run[-1].end
            run = [token]
        elif run:
            yield run[0].start, run[-1].end
            run = []
    if run:
        yield run[0].start, run[-1].end
    end = -1
    for match in compiled.chinese.finditer(text):
        start, stop = match.span("name")
        if start >= end and not any(low < stop and start < high for low, high in closed):
            yield start, stop
            end = stop


def _may_be(token: Token, ordinary: frozenset[str], compiled: _Compiled) -> bool:
    word = token.text
    if not word[0].isalpha() or "\u3400" <= word[0] <= "\u9fff" or word.lower() in compiled.titles:
        return False
    if len(word) < 2:
        return False
    if word[0].isupper() and not token.first:
        return True
    return word.lower() not in ordinary and not _misspelt(word.lower(), ordinary)


@lru_cache(maxsize=1024)
def _misspelt(word: str, ordinary: frozenset[str]) -> bool:
    """Whether a longer word written small is an ordinary one with a slip of the finger."""
    return len(word) >= _LONG_WORD and bool(get_close_matches(word, ordinary, n=1, cutoff=_SLIP))


def _covered(token: Token, closed: Sequence[Span]) -> bool:
    return any(low < token.end and token.start < high for low, high in closed)


def name_features(said: Utterance, field: Field, span: Span, ordinary: frozenset[str]) -> tuple[str, ...]:
    """The features of a candidate."""
    text, (start, end) = said.text, span
    words = [token for token in tokens(text) if start <= token.start < end]
    features = ["bias", *context_features(text, start, end)]
    if "\u3400" <= text[start] <= "\u9fff":
        features.append("surname")
    elif text[start].isupper():
        features.append("Aa^" if words[0].first else "Aa")
    else:
        features.append("aa")
    if any(word.text.lower() in ordinary for word in words):
        features.append("ordinary")
    if field.name in said.asked:
        features.append("asked")
    mention = Mention("plain", start, end, text[start:end], Decimal(0))
    if cue_strength(mention, find_cues(text, field.name, field.wording), (), text) > _POINTED_AT:
        features.append("cue")
    rest = (token for token in tokens(text) if token.text[0].isalpha() and not start <= token.start < end)
    if all(token.text.lower() in ordinary for token in rest):
        features.append("alone")
    return tuple(features)
