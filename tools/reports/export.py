"""All figures of a report as a table to keep: CSV or XLSX, by the ending of the file's name.

Values stand in their one unit, as numbers. Words come from somebody else's document, so none of them is ever
written as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from tools.messages import user_error
from tools.new_file import write_new
from tools.reports.records import ReportFigure

ENDINGS: Final = (".csv", ".xlsx")
_FILE: Final = Path(__file__).with_suffix(".yaml")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | Decimal


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: dict[str, Bilingual]
    words: dict[str, Bilingual]


@cache
def _words() -> _Words:
    try:
        return _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def export_figures(figures: Sequence[ReportFigure], target: Path, language: Language) -> None:
    """Write the figures to ``target``; the file appears whole or not at all.

    Raises:
        UserError: ``E_EXPORT`` where the ending is neither csv nor xlsx, the file exists already, or the place cannot
            be written.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise user_error("E_EXPORT", language, case="ending", name=target.name)
    if target.exists():
        raise user_error("E_EXPORT", language, case="exists", path=target)
    rows = list(_rows(figures, language))
    content = _csv(rows) if ending == ".csv" else _xlsx(rows, _words().words["sheet"][language])
    write_new(target, content, "E_EXPORT", language)


def _rows(figures: Sequence[ReportFigure], language: Language) -> Iterator[list[Cell]]:
    words = _words()

    def said(key: str | None) -> str:
        return "" if key is None else words.words[key][language]

    yield [column[language] for column in words.columns.values()]
    for number, one in enumerate(figures, start=1):
        unit = said("CNY") if one.unit == "CNY" else one.unit or ""
        yield [
            number, one.name, said(one.role), one.value, unit + said(one.per), one.period or "", one.against or "",
            said(one.basis), said(one.direction), one.text, one.place.said(language) if one.place else "",
            one.span[0], one.span[1],
        ]  # fmt: skip


def _csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def _harmless(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _xlsx(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        written = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=float(value) if isinstance(value, Decimal) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            written.append(cell)
        sheet.append(written)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
