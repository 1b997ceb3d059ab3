"""A passage pasted into an utterance: in quotes, behind a colon or on lines of its own.

What stands in it is somebody else's writing. It is never split into requests, performs no dialogue act and
decides no intent where the words around it do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_suffix(".yaml")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_WORD: Final = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d[\d,.%]*")
_QUOTES: Final = ("“”", "「」", "『』", '""')
_EDGE: Final = " \t\r\n,，.。!！?？;；:：、~…-—"
_ENDS: Final = re.compile(r"[。！？!?；;\n]|\.\s")

PASTED: Final = 20
"""Han characters (two of them to an English word) from which words beside a request are a passage."""

SHORTEST: Final = 6
"""The same where the task asks for a passage anyway."""

LONGEST_HEAD: Final = 48
"""The same for the request itself: what is longer is no mere order about a text."""

BARE: Final = 40
"""The same for words without any request around them: so much is pasted, not typed."""


class _Marks(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    points: dict[Language, str]
    rules: dict[Language, str]


@dataclass(frozen=True)
class Passage:
    """Where a passage stands in the utterance."""

    start: int
    end: int

    def around(self, text: str) -> str:
        """The words of ``text`` that are the user's own."""
        return f"{text[: self.start]} {text[self.end :]}"


@cache
def _marks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    marks = load_model(_FILE, _Marks)
    try:
        return (
            re.compile("|".join(marks.points.values()), re.I),
            re.compile("|".join(marks.rules.values()), re.I),
        )
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def size(text: str) -> int:
    """How much is said: Han characters, an English word or a figure counting two."""
    return len(_HAN.findall(text)) + 2 * len(_WORD.findall(text))


def find_passage(text: str, *, least: int = PASTED) -> Passage | None:
    """The passage pasted into ``text``, or ``None``; with a smaller ``least`` shorter ones count too."""
    for start, end in (*_quoted(text), *_behind_colon(text), *_on_lines(text)):
        low, high = _trimmed(text, start, end)
        head = f"{text[:start]} {text[end:]}"
        if size(text[low:high]) >= least and _is_head(head):
            return Passage(low, high)
    return None


def looks_pasted(text: str) -> bool:
    """Whether the words as a whole are a text rather than something said: long, or of several sentences."""
    ends = _ENDS.search(text.strip(_EDGE))
    return size(text) >= BARE or (ends is not None and size(text) >= PASTED)


def _is_head(text: str) -> bool:
    """Whether words may be the request about a passage: some, few, and no rule themselves."""
    return 0 < size(text) <= LONGEST_HEAD and not _marks()[1].search(text)


def _quoted(text: str) -> Iterator[tuple[int, int]]:
    """The outermost quotation: from the first opening mark to the one that closes it."""
    for opening, closing in _QUOTES:
        start = text.find(opening)
        if start < 0:
            continue
        if opening == closing:
            end = text.rfind(closing)
        else:
            depth, end = 0, -1
            for place in range(start, len(text)):
                depth += (text[place] == opening) - (text[place] == closing)
                if depth == 0:
                    end = place
                    break
        if end > start:
            yield start + 1, end


def _behind_colon(text: str) -> Iterator[tuple[int, int]]:
    for colon in re.finditer(r"(?<!\d)[:：]|[:：](?!\d)", text):
        if _ENDS.search(text[: colon.start()].strip(_EDGE)):
            return
        yield colon.end(), len(text)


def _on_lines(text: str) -> Iterator[tuple[int, int]]:
    """All lines but the first, or all but the last, where that one speaks of a text."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text) if match.group().strip()]
    if len(lines) < 2:
        return
    first, last = lines[0], lines[-1]
    if _points(text[first[0] : first[1]]):
        yield first[1], len(text)
    if _points(text[last[0] : last[1]]):
        yield 0, last[0]


def _points(line: str) -> bool:
    return bool(_marks()[0].search(line)) or line.rstrip().endswith((":", "："))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
