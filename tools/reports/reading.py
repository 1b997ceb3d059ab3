"""The figures of a whole report, short or long: sentence by sentence and row by row, in overlapping windows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from common.documents import Document
from common.language import Language, detect_language
from tools.base import Progress, untold
from tools.reports.records import ReportFigure
from tools.reports.sentence import REACH, Context, period_in, read_sentence
from tools.reports.table_figures import Layout, layout_of, read_row
from tools.reports.tables import tables_of
from tools.reports.words import grammar
from tools.sentence_spans import sentences_of
from tools.windows import WINDOW, windows

OVERLAP: Final = REACH + 1
"""Sentences of the window before that are read again: as far back as a name or a time may have been said, and one
more for a list of names that a 分别 takes up."""

_LONGEST: Final = 1500
"""Characters of a sentence before it is cut: a text without full stops is no sentence."""
_SOFT: Final = re.compile(r"[，,、\s]")


@dataclass(frozen=True)
class Piece:
    """A sentence, or a row of a table; ``index`` counts from 1."""

    index: int
    start: int
    end: int
    language: Language
    section: str | None = None
    layout: Layout | None = None
    row: int = 0


def read_figures(
    document: Document, *, window: int = WINDOW, progress: Progress = untold
) -> Iterator[ReportFigure]:
    """Every figure of the document, in the order of its text, each with its place in the file.

    The windows change nothing in what is found; they bound what is read at once and let progress be told.
    """
    pieces = pieces_of(document)
    cut = list(windows(pieces, size=window, overlap=OVERLAP))
    for number, part in enumerate(cut, start=1):
        context = Context()
        for place in range(part.first, part.end):
            found = _read(document.text, pieces[place], context)
            if place < part.start:
                for _ in found:  # read for what it leaves open; its figures are the last window's
                    pass
                continue
            for figure in found:
                yield _placed(figure, document)
        progress(number, len(cut))


def _read(text: str, piece: Piece, context: Context) -> Iterator[ReportFigure]:
    if piece.layout is not None:
        yield from read_row(piece.layout, piece.row, piece.index)
        return
    context.section = piece.section
    words = text[piece.start : piece.end]
    yield from read_sentence(words, piece.start, piece.index, grammar(piece.language), context)


def _placed(figure: ReportFigure, document: Document) -> ReportFigure:
    if not document.name:
        return figure
    return figure.model_copy(update={"place": document.where(figure.span[0])})


def pieces_of(document: Document) -> Sequence[Piece]:
    """The document's sentences and table rows in order; one pass, linear in the text."""
    text = document.text
    whole = detect_language(text)
    sections = _Sections(document)
    pieces: list[Piece] = []
    at = 0
    for table in tables_of(text):
        _sentences(text, (at, table.start), whole, sections, pieces)
        layout = layout_of(table, sections.at(table.start))
        for number, row in enumerate(table.rows):
            pieces.append(
                Piece(len(pieces) + 1, row.start, row.end, whole, layout.period, layout=layout, row=number)
            )
        at = table.end
    _sentences(text, (at, len(text)), whole, sections, pieces)
    return pieces


def _sentences(
    text: str, bounds: tuple[int, int], whole: Language, sections: _Sections, pieces: list[Piece]
) -> None:
    low, high = bounds
    for sentence in sentences_of(text[low:high]):
        for start, end in _cut(text, low + sentence.start, low + sentence.end):
            language = detect_language(text[start:end], whole)
            pieces.append(Piece(len(pieces) + 1, start, end, language, sections.at(start)))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at a comma or space where it is too long to be one."""
    while end - start > _LONGEST:
        soft = [match.end() for match in _SOFT.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
        cut = soft[-1] if soft else start + _LONGEST
        while not soft and cut < end and text[cut].isascii() and text[cut].isalnum():
            cut += 1  # never within a number
        yield start, cut
        start = cut
    if start < end:
        yield start, end


class _Sections:
    """The time each heading gives what stands below it; asked for in the order of the text."""

    def __init__(self, document: Document) -> None:
        self._found: list[tuple[int, str | None]] = []
        for block in document.blocks:
            if block.kind == "heading":
                words = document.text_of(block)
                self._found.append((block.start, period_in(words, grammar(detect_language(words)))))
        self._next = 0
        self._period: str | None = None

    def at(self, offset: int) -> str | None:
        """The time of the nearest heading above ``offset`` that states one."""
        while self._next < len(self._found) and self._found[self._next][0] <= offset:
            self._period = self._found[self._next][1] or self._period
            self._next += 1
        return self._period
