"""Parts of an utterance that may be requests of their own, before it is known whether they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.nlu.passage import find_passage
from common.errors import ConfigurationError

_FILE: Final = Path(__file__).with_name("segment.yaml")
_QUOTED: Final = re.compile(r"[“「『][^”」』]*[”」』]|\"[^\"]*\"|《[^》]*》|[:：].*", re.S)


@dataclass(frozen=True)
class Part:
    """A stretch of the utterance. ``joined``: a connecting word (再, and then) stands before it."""

    start: int
    end: int
    joined: bool


class _Marks(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    connectors: dict[str, str]
    breaks: str
    asking: str
    declines: str
    leans: str


@dataclass(frozen=True)
class _Patterns:
    connectors: re.Pattern[str]
    breaks: re.Pattern[str]
    asking: re.Pattern[str]
    declines: re.Pattern[str]
    leans: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    marks = load_model(_FILE, _Marks)
    try:
        return _Patterns(
            re.compile("|".join(marks.connectors.values()), re.I),
            re.compile(marks.breaks),
            re.compile(marks.asking, re.I),
            re.compile(marks.declines, re.I),
            re.compile(marks.leans, re.I),
        )
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def asks(text: str) -> bool:
    """Whether the words ask or order something by themselves."""
    return bool(_patterns().asking.search(text))


def declines(text: str) -> bool:
    """Whether the words say what is not wanted."""
    return bool(_patterns().declines.search(text))


def leans(text: str) -> bool:
    """Whether the words lean on those before them: they name no matter of their own."""
    return bool(_patterns().leans.search(text))


def segment(text: str) -> tuple[Part, ...]:
    """Split ``text`` wherever a second request could begin.

    Quoted words, what follows a colon, and a pasted passage stay whole.
    """
    patterns = _patterns()
    closed = [match.span() for match in _QUOTED.finditer(text)]
    pasted = find_passage(text)
    if pasted is not None:
        before, after = text[: pasted.start], text[pasted.end :]
        closed.append((len(before.rstrip()), len(text) - len(after.lstrip())))
    cuts: dict[int, tuple[int, bool]] = {}
    for joined, pattern in ((True, patterns.connectors), (False, patterns.breaks)):
        for match in pattern.finditer(text):
            if any(low < match.end() and match.start() < high for low, high in closed):
                continue
            if not any(begin < match.end() and match.start() < end for begin, (end, _) in cuts.items()):
                cuts[match.start()] = (match.end(), joined)
    parts: list[Part] = []
    start, joined_before = 0, False
    for cut in sorted(cuts):
        end, joined = cuts[cut]
        if text[start:cut].strip():
            parts.append(Part(start, cut, joined_before))
            joined_before = joined
        else:
            joined_before = joined_before or joined
        start = end
    if text[start:].strip():
        parts.append(Part(start, len(text), joined_before))
    return tuple(parts)
