"""Reads a table as a bank fills it: CSV as Excel saves it, or the first sheet of an XLSX workbook, as rows of text.

Lines whose first cell begins with ``#`` are remarks; one that says 样例 or sample marks the whole table as one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from knowledge.bank_tables.problems import Problem

SUFFIXES: Final = (".csv", ".xlsx")
_SAMPLE: Final = re.compile(r"样例|\bsample\b", re.I)


class Unreadable(Exception):
    """The file is no table at all."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.line())
        self.problem = problem


@dataclass(frozen=True)
class RawRow:
    """One line of a table: its number as a spreadsheet counts, and its cells under the header's words."""

    number: int
    cells: Mapping[str, str]
    surplus: int = 0


@dataclass(frozen=True)
class RawTable:
    """A file's header and lines, blank ones and remarks left out; ``sample`` where a remark says so."""

    file: Path
    header: tuple[str, ...]
    header_row: int
    rows: tuple[RawRow, ...]
    sample: bool


def read_raw(file: Path) -> RawTable:
    """Read the file. Raises Unreadable when it is none of the two formats or has no header."""
    lines = _xlsx_lines(file) if file.suffix.lower() == ".xlsx" else _csv_lines(file)
    header: tuple[str, ...] | None = None
    header_row, sample = 0, False
    rows: list[RawRow] = []
    for number, line in lines:
        cells = [cell.strip() for cell in line]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if cells[0].startswith("#"):
            sample = sample or marks_sample(" ".join(cells))
        elif header is None:
            header, header_row = tuple(cells), number
        else:
            surplus = max(len(cells) - len(header), 0)
            rows.append(RawRow(number, dict(zip(header, cells, strict=False)), surplus))
    if header is None:
        raise Unreadable(Problem(file, "no_header"))
    return RawTable(file, header, header_row, tuple(rows), sample)


def marks_sample(remark: str) -> bool:
    """Whether a remark says that the table is a sample."""
    return bool(_SAMPLE.search(remark))


def _csv_lines(file: Path) -> Iterable[tuple[int, Sequence[str]]]:
    """Text as UTF-8 (with or without its mark), else as GB18030, which Excel in China writes."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Unreadable(Problem(file, "unreadable", values={"why": error.strerror or str(error)})) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable(Problem(file, "encoding"))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, Sequence[str]]] = []
    first = 1
    try:
        for line in reader:
            lines.append((first, line))
            first = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(Problem(file, "unreadable", row=first, values={"why": str(error)})) from error
    return lines


def _xlsx_lines(file: Path) -> Iterable[tuple[int, Sequence[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        lines = [
            (number, [_written(cell.value, str(cell.number_format or "")) for cell in line])
            for number, line in enumerate(sheet.iter_rows(), start=1)
        ]
        book.close()
    except Exception as error:
        # The package raises whatever the broken archive leads to; all of it means the same to the reader.
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Unreadable(Problem(file, "unreadable", values={"why": why})) from error
    return lines


def _written(value: object, number_format: str) -> str:
    """A cell as its reader sees it: a rate in a percent format is 1.55%, a day is 2026-06-01."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(repr(value))
        if "%" in number_format:
            return f"{(number * 100).normalize():f}%"
        return f"{number.normalize():f}"
    return str(value)
