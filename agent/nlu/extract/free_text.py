"""Free-text slots: what is asked about, without the words of asking. Quoted words win."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.nlu.passage import SHORTEST, find_passage, looks_pasted
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).parents[1] / "frames.yaml"
_QUOTED: Final = re.compile(
    r"[“「『]([^”」』]{2,})[”」』]|\"([^\"]{2,})\"|(?<![A-Za-z])['‘]([^'’]{4,})['’](?![A-Za-z])"
)
_CLAUSE_END: Final = re.compile(r"[,，。;；!！?？\n]|\.(?=\s|$)")
_EDGE: Final = " \t\r\n,，.。!！?？;；:：、~…-—"


class _Frames(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    front: dict[Language, tuple[str, ...]]
    back: dict[Language, tuple[str, ...]]
    empty: dict[Language, tuple[str, ...]]


@dataclass(frozen=True)
class _Compiled:
    front: re.Pattern[str]
    back: re.Pattern[str]
    empty: frozenset[str]


@cache
def _compiled() -> _Compiled:
    frames = load_model(_FILE, _Frames)
    zh_front, en_front = "|".join(frames.front["zh"]), "|".join(frames.front["en"])
    zh_back, en_back = "|".join(frames.back["zh"]), "|".join(frames.back["en"])
    try:
        front = re.compile(rf"(?:{zh_front}|(?:{en_front})(?![A-Za-z]))", re.I)
        back = re.compile(rf"(?:(?:{zh_back})|(?<![A-Za-z])(?:{en_back}))$", re.I)
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error
    return _Compiled(front, back, frozenset(word for words in frames.empty.values() for word in words))


def free_text(text: str, *, asked: bool) -> tuple[int, int] | None:
    """The span of what is asked about, or ``None`` when nothing is left but the asking.

    A pasted passage wins; then quoted words; then what follows a colon; then the utterance with its frame
    taken off. ``asked``: the slot was just asked for, so the whole utterance answers.
    """
    pasted = find_passage(text)
    if pasted is not None:
        return _trim(text, pasted.start, pasted.end)
    quoted = max(_QUOTED.finditer(text), key=lambda match: len(match.group()), default=None)
    if quoted is not None:
        group = next(number for number in (1, 2, 3) if quoted[number] is not None)
        return quoted.span(group)
    if asked:
        return _trim(text, 0, len(text))
    for colon in re.finditer(r"[:：]", text):
        if _strip(text, 0, colon.start()) is None and (span := _trim(text, colon.end(), len(text))):
            return span
    return _strip(text, 0, len(text))


def document(text: str, *, asked: bool) -> tuple[int, int] | None:
    """The span of the text somebody else wrote that is to be worked on, whole, or ``None`` when none was given.

    ``asked``: it was just asked for. Without that and without a request around it, only what looks pasted
    counts: a mere order ("把这段变成清单") is no text to work on.
    """
    pasted = find_passage(text, least=SHORTEST)
    if pasted is not None and (not asked or pasted.end - pasted.start > len(text) / 2):
        return pasted.start, pasted.end
    if asked or looks_pasted(text):
        start = len(text) - len(text.lstrip())
        return (start, len(text.rstrip())) if text.strip() else None
    return None


def clause_behind(text: str, start: int) -> tuple[int, int] | None:
    """The rest of the clause from ``start`` on; ``None`` when nothing is left of it."""
    end = _CLAUSE_END.search(text, start)
    return _trim(text, start, end.start() if end is not None else len(text))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return (start, end) if end > start else None


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Take frames off both ends until none is left; ``None`` when nothing remains."""
    compiled = _compiled()
    span = _trim(text, start, end)
    while span is not None:
        low, high = span
        match = compiled.front.match(text, low, high)
        if match and match.end() > low and _splits(text, match.end()):
            span = _trim(text, match.end(), high)
            continue
        match = compiled.back.search(text[:high], low)
        if match and match.end() > match.start():
            span = _trim(text, low, match.start())
            continue
        break
    if span is None or text[span[0] : span[1]].strip(_EDGE).lower() in compiled.empty:
        return None
    return span


def _splits(text: str, position: int) -> bool:
    """Whether ``position`` does not cut a Latin word in two."""
    return not (
        0 < position < len(text)
        and text[position - 1].isascii()
        and text[position - 1].isalnum()
        and text[position].isascii()
        and text[position].isalnum()
    )
