"""Dialogue acts: what an utterance does to the dialogue besides asking (correct, vary, cancel, confirm, …)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, get_args

from agent.nlu.data import load_data
from agent.nlu.records import Act
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_name("acts.yaml")
_PLACES: Final = ("start", "anywhere", "whole")
_EDGE: Final = r"[\s,，.。!！?？;；~～、:：…]*"


@dataclass(frozen=True)
class ActHit:
    """An act and the words that perform it."""

    act: Act
    start: int
    end: int


def dialogue_acts(text: str, language: Language) -> frozenset[Act]:
    """The acts of an utterance. Both languages' wordings count, since staff mix them; ``language`` is the turn's."""
    del language
    return frozenset(hit.act for hit in act_hits(text))


def act_hits(text: str) -> tuple[ActHit, ...]:
    """Every act of ``text`` with the words that perform it, in order."""
    hits = []
    for act, patterns in _patterns().items():
        for pattern in patterns:
            for match in pattern.finditer(text):
                start, end = match.span("act")
                if end > start:
                    hits.append(ActHit(act, start, end))
    return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end)))


@cache
def _patterns() -> Mapping[Act, tuple[re.Pattern[str], ...]]:
    data = load_data(_FILE)
    if set(data) - set(get_args(Act)):
        raise ConfigurationError(f"{_FILE.name} names acts that do not exist", remedy="remove them")
    return {act: _compile(act, data[act]) for act in get_args(Act) if act in data}


def _compile(act: str, places: object) -> tuple[re.Pattern[str], ...]:
    if not isinstance(places, dict) or set(places) - set(_PLACES):
        raise ConfigurationError(f"{_FILE.name}: {act} has start, anywhere or whole", remedy="mend the file")
    shapes = {
        "start": rf"^{_EDGE}(?P<act>{{}})",
        "anywhere": "(?P<act>{})",
        "whole": rf"^{_EDGE}(?P<act>{{}}){_EDGE}$",
    }
    try:
        return tuple(
            re.compile(shapes[place].format("(?:" + ")|(?:".join(wordings) + ")"), re.I)
            for place, wordings in places.items()
        )
    except (re.error, TypeError) as error:
        raise ConfigurationError(f"{_FILE.name}: {act}: {error}", remedy="mend the expression") from error
