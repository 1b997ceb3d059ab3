"""Sentences as they are completed in a stream of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_END = re.compile(r"[。！？!?；;]+[”’」』\"')）】]*|\n+|(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s|$)(?!\s*\d)")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]\s+|\d{1,2}[.、)）]\s*)")


def split_sentences(text: str) -> list[str]:
    """The sentences of a finished text, in order, without list marks; empty ones are dropped."""
    return list(complete_sentences([text]))


def complete_sentences(deltas: Iterable[str]) -> Iterator[str]:
    """Yield each sentence as soon as the stream has gone past its end; the rest at the end."""
    buffer = ""
    for delta in deltas:
        buffer += delta
        while (found := _END.search(buffer)) is not None and found.end() < len(buffer):
            sentence, buffer = buffer[: found.end()], buffer[found.end() :]
            if cleaned := _clean(sentence):
                yield cleaned
    yield from _finish(buffer)


def _finish(buffer: str) -> Iterator[str]:
    while buffer:
        found = _END.search(buffer)
        end = found.end() if found is not None else len(buffer)
        if cleaned := _clean(buffer[:end]):
            yield cleaned
        buffer = buffer[end:]


def _clean(sentence: str) -> str:
    return _LIST_MARK.sub("", sentence.strip()).strip()
