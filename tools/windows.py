"""A long text in overlapping windows: cut between sentences, each beginning with a few of the one before it.

What is found in the overlap belongs to the window before and is not found twice; it is read again only for what
it leaves open for the sentences behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

WINDOW: Final = 20_000
"""Characters of a window: some fifteen pages, a fraction of a second."""


class Stretch(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True)
class Window:
    """Places in a list of stretches: ``first`` is read from, ``start`` to ``end`` is what it is for."""

    first: int
    start: int
    end: int


def windows(stretches: Sequence[Stretch], *, size: int = WINDOW, overlap: int) -> Iterator[Window]:
    """Windows of at most ``size`` characters (one stretch at least), ``overlap`` stretches of the last repeated."""
    start = 0
    while start < len(stretches):
        end = start + 1
        while end < len(stretches) and stretches[end].end - stretches[start].start <= size:
            end += 1
        yield Window(max(0, start - overlap), start, end)
        start = end
