"""Tables within a report's text: Markdown, tab-separated or set in columns with spaces.

Only their shape is found here: rows, cells and where each stands. ``table_figures`` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tools.reports.values import value_of

_RULE: Final = re.compile(r"[\s|:+=\-—─━]+")
_MARKDOWN: Final = re.compile(r"\s*\|?(?:[^|\n]*\|){1,}[^|\n]*$")
_GAP: Final = re.compile(r"\u3000{1,}[ \u3000]*| {2,}")
_BEFORE: Final = 3
"""Lines above a table in which its unit and its time may stand."""
_LONGEST_ABOVE: Final = 80


@dataclass(frozen=True)
class Cell:
    """A cell: its words, and where they stand in the report."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Row:
    """A row of a table, cells in the table's columns (``None`` where a column has none)."""

    start: int
    end: int
    cells: tuple[Cell | None, ...]

    def text(self, column: int) -> str:
        """The words in a column; empty where there are none."""
        cell = self.cells[column] if column < len(self.cells) else None
        return cell.text if cell is not None else ""


@dataclass(frozen=True)
class Table:
    """Rows that stand together, and the short lines above them."""

    start: int
    end: int
    rows: tuple[Row, ...]
    above: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns."""
        return max(len(row.cells) for row in self.rows)


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    cells: tuple[Cell, ...]
    kind: str
    """``pipe``, ``tab``, ``gap``, ``rule`` (a line of dashes under a header) or empty for prose."""


def tables_of(text: str) -> Iterator[Table]:
    """The tables of a text, in order."""
    lines = [_line(text, match.start(), match.end()) for match in re.finditer(r"[^\r\n]+", text)]
    at = 0
    while at < len(lines):
        end = _run(text, lines, at)
        rows = [line for line in lines[at:end] if line.cells]
        if len(rows) >= 2 and _tabular(rows):
            yield Table(rows[0].start, rows[-1].end, tuple(_rows(rows)), _above(text, lines, at))
            at = end
        else:
            at += 1


def _run(text: str, lines: Sequence[_Line], at: int) -> int:
    """Where the lines of one kind that begin at ``at`` end."""
    kind = lines[at].kind
    end = at + 1
    if not kind or kind == "rule":
        return end
    while end < len(lines) and lines[end].kind in (kind, "rule"):
        if text.count("\n", lines[end - 1].end, lines[end].start) > 1:
            break
        end += 1
    return end


def _tabular(rows: Sequence[_Line]) -> bool:
    """Whether lines set with gaps are columns of figures rather than spaced words."""
    if rows[0].kind != "gap":
        return True
    figures = sum(1 for row in rows if len(row.cells) > 1 and value_of(row.cells[-1].text) is not None)
    return 2 * figures >= len(rows)


def _line(text: str, start: int, end: int) -> _Line:
    words = text[start:end]
    if "|" in words and _MARKDOWN.match(words) and words.count("|") >= 2:
        if _RULE.fullmatch(words):
            return _Line(start, end, (), "pipe")
        inner_start = start + len(words) - len(words.lstrip())
        inner_end = end - (len(words) - len(words.rstrip()))
        inner_start += text[inner_start] == "|"
        inner_end -= text[inner_end - 1] == "|"
        return _Line(start, end, _split(text, inner_start, inner_end, re.compile(r"(?<!\\)\|")), "pipe")
    if "\t" in words.strip():
        return _Line(start, end, _split(text, start, end, re.compile("\t")), "tab")
    if len(words.strip()) >= 3 and _RULE.fullmatch(words):
        return _Line(start, end, (), "rule")
    low = start + len(words) - len(words.lstrip())
    high = end - (len(words) - len(words.rstrip()))
    cells = _split(text, low, high, _GAP)
    return _Line(start, end, cells, "gap") if len(cells) > 1 else _Line(start, end, (), "")


def _split(text: str, start: int, end: int, mark: re.Pattern[str]) -> tuple[Cell, ...]:
    bounds, at = [], start
    for match in mark.finditer(text, start, end):
        bounds.append((at, match.start()))
        at = match.end()
    bounds.append((at, end))
    cells = []
    for low, high in bounds:
        words = text[low:high]
        left = low + len(words) - len(words.lstrip())
        cells.append(Cell(words.strip(), left, left + len(words.strip())))
    return tuple(cells)


def _rows(lines: Sequence[_Line]) -> Iterator[Row]:
    """The rows; columns set with spaces are those of the fullest row, each cell under the one it stands nearest."""
    if lines[0].kind != "gap":
        for line in lines:
            yield Row(line.start, line.end, tuple(cell if cell.text else None for cell in line.cells))
        return
    widest = max(lines, key=lambda line: len(line.cells))
    columns = [(cell.start - widest.start, cell.end - widest.start) for cell in widest.cells]
    for line in lines:
        placed: list[Cell | None] = [None] * len(columns)
        for order, cell in enumerate(line.cells):
            left, right = cell.start - line.start, cell.end - line.start
            apart = [max(low - right, left - high) for low, high in columns]
            place = order if len(line.cells) == len(columns) else apart.index(min(apart))
            if placed[place] is None:
                placed[place] = cell
        yield Row(line.start, line.end, tuple(placed))


def _above(text: str, lines: Sequence[_Line], at: int) -> tuple[str, ...]:
    """The short lines right above a table, the nearest first."""
    found = []
    for line in reversed(lines[max(0, at - _BEFORE) : at]):
        words = text[line.start : line.end].strip()
        if not words:
            continue
        if len(words) > _LONGEST_ABOVE:
            break
        found.append(words)
    return tuple(found)
