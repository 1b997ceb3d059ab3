"""Workbooks, by openpyxl: each visible sheet as tables, values as the sheet shows them (1.27%, 12,350.5)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from common.documents.building import Builder
from common.documents.complaints import Complaints
from common.documents.document import Document

_PERCENT: Final = re.compile(r"(?:0|#)(?:\.(?P<places>0+))?%")
_LITERALS: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_QUOTED: Final = re.compile(r'"([^"]*)"')
_PRECISION: Final = 15
"""Significant digits a spreadsheet keeps; what a float has beyond them was never in the sheet."""


def read_xlsx(name: str, content: bytes, say: Complaints) -> Document:
    """Read every visible sheet of a workbook.

    Raises:
        UserError: it is damaged.
    """
    import openpyxl

    build = Builder(name, "xlsx")
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        shown = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in values.worksheets if sheet.sheet_state != "visible"]
        missing = 0
        for sheet in shown:
            missing += _read_sheet(build, sheet.title, sheet.iter_rows(), formulas[sheet.title].iter_rows())
    except Exception as error:  # openpyxl has no common base for what a broken part raises
        raise say.error("E_FILE_CORRUPT") from error
    if missing:
        build.notes.append(say.note("formulas", count=str(missing)))
    if hidden:
        build.notes.append(say.note("hidden", sheets="、".join(hidden)))
    return build.finish()


def _read_sheet(build: Builder, title: str, values: Iterator[Any], formulas: Iterator[Any]) -> int:
    """Add the sheet's tables, parted by empty rows; returns how many formulas have no saved result."""
    missing = 0
    rows: list[list[str]] = []
    numbers: list[int] = []
    build.words(title, "heading")
    for number, (row, written) in enumerate(zip(values, formulas, strict=True), start=1):
        cells = [shown(cell.value, getattr(cell, "number_format", None) or "General") for cell in row]
        missing += sum(
            1
            for cell, source in zip(row, written, strict=True)
            if cell.value is None and source.value is not None
        )
        if any(cells):
            rows.append(cells)
            numbers.append(number)
        elif rows:
            _flush(build, title, rows, numbers)
            rows, numbers = [], []
    _flush(build, title, rows, numbers)
    return missing


def _flush(build: Builder, title: str, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> None:
    if not rows:
        return
    first = min(place for row in rows for place, cell in enumerate(row) if cell)
    build.table([row[first:] for row in rows], sheet=title, numbers=numbers, column=first + 1)


def shown(value: object, number_format: str = "General") -> str:
    """A cell's value as the sheet shows it, as far as figures go: percent, units in quotes, dates in ISO form.

    Digits are kept as stored (to the 15 a spreadsheet has), not as the format rounds them, except that a share
    stored as 0.0127 is the 1.27% it is shown as.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def _number(value: float, number_format: str) -> str:
    number = Decimal(f"{value:.{_PRECISION}g}")
    if match := _PERCENT.search(_LITERALS.sub("", number_format)):
        share = number * 100
        places = max(len(match["places"] or ""), -int(share.normalize().as_tuple().exponent))
        return f"{share:.{max(places, 0)}f}%"
    return f"{number:f}{''.join(_QUOTED.findall(number_format.split(';', maxsplit=1)[0]))}"
