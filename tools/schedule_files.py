"""Writing schedules to a file that a spreadsheet opens: CSV or XLSX, by the ending of its name.

CSV is UTF-8 with a byte order mark, so that Excel reads Chinese; several schedules stand below each other. XLSX has a
sheet a schedule, numbers as numbers. No text can start a formula. A file that exists is not overwritten.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import JsonValue

from common.language import Language
from tools.base import ToolContext
from tools.messages import user_error
from tools.new_file import write_new
from tools.schedule_sheets import Cell, CellKind, Sheet, sheets_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ENDINGS: Final = (".csv", ".xlsx")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_FORMATS: Final[dict[CellKind, str]] = {
    "text": "@",
    "whole": "0",
    "money": "#,##0.00",
    "rate": "0.00####%",
    "day": "yyyy-mm-dd",
}
_WIDTHS: Final[dict[CellKind, int]] = {"text": 16, "whole": 12, "money": 20, "rate": 12, "day": 14}


def export_schedule(tool: str, args: Mapping[str, JsonValue], file: Path, context: ToolContext) -> Path:
    """Write the schedule behind a call of ``tool`` (amortise, prepay, reprice) to ``file``: the call for hosts.

    The words are in the context's language. UserError as ``sheets_of`` and ``write_schedules`` raise it.
    """
    return write_schedules(sheets_of(tool, args, context), file, context.language)


def write_schedules(sheets: Sequence[Sheet], file: Path, language: Language) -> Path:
    """Write ``sheets`` to ``file`` and return its full path.

    Raises:
        UserError: ``E_EXPORT`` where the name does not end in .csv or .xlsx, the folder does not exist or may not be
            written to, or the file exists already.
    """
    path = Path(file).expanduser().absolute()
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise user_error("E_EXPORT", language, case="ending", name=path.name)
    if path.exists():
        raise user_error("E_EXPORT", language, case="exists", path=path)
    content = _csv(sheets) if ending == ".csv" else _xlsx(sheets)
    write_new(path, content, "E_EXPORT", language)
    return path


def plain_text(text: str) -> str:
    """``text`` as a spreadsheet takes it for text: what would start a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv(sheets: Sequence[Sheet]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for count, sheet in enumerate(sheets):
        if count:
            writer.writerow(())
        for row in _lines(sheet):
            writer.writerow(row)
    return out.getvalue().encode("utf-8-sig")


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    yield [plain_text(sheet.title)]
    for given in sheet.inputs:
        yield [plain_text(given.label), _written(given.value, given.kind)]
    yield [plain_text(heading) for heading in sheet.headings]
    for row in (*sheet.rows, sheet.totals):
        yield [_written(cell, kind) for cell, kind in zip(row, sheet.kinds, strict=True)]
    for note in sheet.notes:
        yield [plain_text(note)]


def _written(cell: Cell, kind: CellKind) -> str:
    """A cell of a CSV file: numbers without separators, money with two decimals, rates as a percentage."""
    match cell:
        case None:
            return ""
        case str():
            return plain_text(cell)
        case date():
            return cell.isoformat()
        case Decimal() if kind == "rate":
            return f"{(cell * 100).normalize():f}%"
        case Decimal() if kind == "money" and cell == round(cell, 2):
            return f"{cell:.2f}"
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(_NOT_IN_A_SHEET_NAME.sub(" ", sheet.title)[:31]), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    bold = Font(bold=True)
    page.append([plain_text(sheet.title)])
    page.cell(1, 1).font = Font(bold=True, size=14)
    for given in sheet.inputs:
        page.append([plain_text(given.label), _value(given.value)])
        page.cell(page.max_row, 2).number_format = _FORMATS[given.kind]
    page.append([])
    page.append([plain_text(heading) for heading in sheet.headings])
    top = page.max_row
    for row in (*sheet.rows, sheet.totals):
        page.append([_value(item) for item in row])
        for column, kind in enumerate(sheet.kinds, 1):
            page.cell(page.max_row, column).number_format = _FORMATS[kind]
    for column, kind in enumerate(sheet.kinds, 1):
        page.cell(top, column).font = bold
        page.cell(page.max_row, column).font = bold
        page.cell(top, column).alignment = Alignment(horizontal="right" if kind == "money" else "left")
        page.column_dimensions[get_column_letter(column)].width = _WIDTHS[kind]
    page.column_dimensions["A"].width = 24
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    page.append([])
    for note in sheet.notes:
        page.append([plain_text(note)])


def _value(cell: Cell) -> Cell:
    return plain_text(cell) if isinstance(cell, str) else cell
