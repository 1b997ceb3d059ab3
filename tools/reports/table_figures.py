"""The figures of a table: named by row and column, of the column's time, in the unit stated nearest.

A unit is taken from the cell, else from the brackets of its column's header or its row's label, else from the
line above the table (单位：人民币百万元). A share or ratio never takes the table's unit of money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.language import detect_language
from tools.reports.records import ReportFigure, Role, direction_of
from tools.reports.sentence import Context, period_in, read_sentence
from tools.reports.tables import Cell, Table
from tools.reports.units import Unit, bare_scale_in, unit_in
from tools.reports.values import Value, is_year, value_of
from tools.reports.words import basis_of, grammar, headers

_HEADER_ROWS: Final = 3
_BRACKETS: Final = re.compile(r"[(（\[［]([^()（）\[\]［］]*)[)）\]］]")
_UNIT_LINE: Final = re.compile(r"(?:单位|unit)s?[^：:\n]{0,6}[：:]\s*(?P<unit>[^\n]{1,40})$", re.I)
_ENDS_IN_UNIT: Final = re.compile(
    r"(?:[%％]|bps?|基点|百分点|[万亿千]元|million|billion|'000|bn|mn)\s*$", re.I
)
_DATE: Final = re.compile(r"(?:19|20)\d\d(?:[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?月?)?(?:年度?|[AE])?")
_SHORT_PERIOD: Final = re.compile(
    r"(?:FY|CY)?\s?(?:19|20)\d\d\s?(?:[QH][1-4]|[1-4][QH])?|(?:[QH][1-4]|[1-4][QH])\s?(?:19|20)?\d\d|"
    r"(?:本|上|去|当)(?:年|期|季|月)(?:度|末|初|数|金额|累计)?|(?:期|年)(?:末|初)(?:数|余额|金额)?",
    re.I,
)
_NUMBERING: Final = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．](?!\d)|其中[：:]?|加[：:]|减[：:]|[-–—•·]\s)\s*"
)
_GENERIC: Final = re.compile(r"(?:金额|数值|数额|本期数?|余额|发生额|amount|value|figures?|total)?", re.I)
_LONGEST_NAME: Final = 60
_PROSE: Final = 12
"""Characters from which a cell without a plain value is read as a sentence."""


@dataclass(frozen=True)
class _Column:
    """What a column's header says of its figures."""

    name: str
    period: str | None
    unit: Unit | None
    change: bool
    amount: bool
    against: str | None


@dataclass(frozen=True)
class Layout:
    """How a table is to be read: its header, the columns of labels, its unit and time."""

    table: Table
    body: int
    """The first row below the header."""
    labels: int
    """Columns before the first one of figures."""
    columns: tuple[_Column, ...]
    unit: Unit | None
    period: str | None


def layout_of(table: Table, section: str | None) -> Layout:
    """Read a table's header; ``section`` is the time of the part of the report it stands in."""
    body = _header_rows(table)
    head = _headings(table, body)
    labels = _label_columns(table, body)
    columns = tuple(_column(text) for text in head)
    corner = " ".join(head[:labels])
    unit = _unit_above(table) or _stated_line(corner) or _bracketed(corner) or _unit_words(corner)
    period = next((found for line in table.above if (found := _period(line))), None)
    return Layout(table, body, labels, columns, unit, period or section)


def read_row(layout: Layout, number: int, index: int) -> Iterator[ReportFigure]:
    """The figures of row ``number`` (from 0) of a table; the row is the report's ``index``-th sentence."""
    row = layout.table.rows[number]
    if number < layout.body:
        return
    label = _label(layout, number)
    for place in range(layout.labels, len(row.cells)):
        cell = row.cells[place]
        if cell is None:
            continue
        value = value_of(cell.text)
        if value is not None:
            figure = _figure(layout, layout.columns[place], label, cell, value, index=index)
            if figure is not None:
                yield figure
        elif len(cell.text) >= _PROSE:
            yield from _prose(cell, label, index, layout)
    if layout.labels and (first := row.cells[0]) is not None and len(first.text) > _LONGEST_NAME:
        yield from _prose(first, "", index, layout)


def _prose(cell: Cell, label: str, index: int, layout: Layout) -> Iterator[ReportFigure]:
    """A cell of words: what a sentence would say, about the row's label."""
    context = Context(name=label, name_at=index, section=layout.period)
    yield from read_sentence(cell.text, cell.start, index, grammar(detect_language(cell.text)), context)


def _figure(
    layout: Layout, column: _Column, label: str, cell: Cell, value: Value, *, index: int
) -> ReportFigure | None:
    words = headers()
    row_period = _period(label) if label else None
    period: str | None
    if row_period and not column.period:
        name, period = column.name, row_period
    elif column.change or column.period or _GENERIC.fullmatch(column.name):
        name, period = _bare(label) or column.name, column.period
    else:
        name, period = f"{_bare(label)} {column.name}".strip(), column.period
    name = _NUMBERING.sub("", name)[:_LONGEST_NAME].strip(" ：:")
    if not any(character.isalpha() for character in name) or words.numbering.search(column.name):
        return None
    amount, unit, per_share = _in_unit(layout, column, label, name, value)
    role: Role = "change" if column.change or value.moved else "level"
    against = column.against if role == "change" else None
    return ReportFigure(
        name=name,
        role=role,
        value=amount,
        unit=unit,
        per="share" if per_share and role != "change" else None,
        period=period or layout.period,
        against=against,
        basis=basis_of(against),
        direction=direction_of(role, amount),
        text=cell.text[value.start : value.end],
        span=(cell.start + value.start, cell.start + value.end),
        sentence=index,
    )


def _in_unit(
    layout: Layout, column: _Column, label: str, name: str, value: Value
) -> tuple[Decimal, str | None, bool]:
    """The value in its one unit, by the unit stated nearest to it."""
    words = headers()
    if value.unit is not None and value.unit != "CNY":
        points = column.unit is not None and column.unit.name == "bp" and value.unit == "%"
        return (value.value * 100, "bp", False) if points else (value.value, value.unit, value.per_share)
    per_share = words.per_share.search(name) is not None
    if value.unit is not None:
        return value.value, value.unit, value.per_share or per_share
    stated = column.unit or (None if column.change and not column.amount else _bracketed(label))
    if stated is None and (not column.change or column.amount):
        ratio = words.ratios.search(name) is not None or per_share
        table_unit = layout.unit
        stated = (
            None if ratio and table_unit is not None and table_unit.name not in ("%", "bp") else table_unit
        )
    if stated is None:
        return value.value, None, False
    return value.value * stated.factor, stated.name, stated.per_share or (per_share and len(stated.name) == 3)


def _header_rows(table: Table) -> int:
    """How many rows head the table: those before the first that holds a value beside its label."""
    for number, row in enumerate(table.rows[: _HEADER_ROWS + 1]):
        cells = [cell.text for cell in row.cells[1:] if cell is not None]
        if any(value_of(text) is not None and not _is_period(text) for text in cells):
            return number
    return min(1, len(table.rows))


def _headings(table: Table, body: int) -> list[str]:
    """Each column's header; a heading over several columns counts for all of them."""
    found = ["" for _ in range(table.width)]
    for number, row in enumerate(table.rows[:body]):
        last = ""
        for place in range(table.width):
            text = row.text(place)
            if not text and number < body - 1 and place > 0:
                text = last
            last = text or last
            found[place] = f"{found[place]} {text}".strip()
    return found


def _label_columns(table: Table, body: int) -> int:
    """Columns on the left that hold words: labels, whatever stands in a few of their cells."""
    rows = table.rows[body:]
    for place in range(table.width):
        cells = [row.text(place) for row in rows if row.text(place)]
        values = sum(1 for text in cells if value_of(text) is not None and not _is_period(text))
        if cells and 2 * values > len(cells) and not headers().numbering.search(table.rows[0].text(place)):
            return place
    return 1


def _column(text: str) -> _Column:
    words = headers()
    change = words.changes.search(text) is not None
    unit = _bracketed(text) or (unit_in(text) if _ENDS_IN_UNIT.search(text) else None)
    name = _bare(text)
    return _Column(
        name=name,
        period=None if change else _period(text),
        unit=unit,
        change=change,
        amount=words.amounts_of_change.search(text) is not None,
        against=name if change else None,
    )


def _label(layout: Layout, number: int) -> str:
    """A row's label: the last words left of its figures; a row without one goes on with that above it."""
    for row in reversed(layout.table.rows[layout.body : number + 1]):
        words = [row.text(place) for place in range(layout.labels)]
        kept = [text for text in words if text and (value_of(text) is None or is_year(text))]
        if kept:
            return kept[-1]
    return ""


def _bare(text: str) -> str:
    """A label without its unit in brackets."""
    without = _BRACKETS.sub(
        lambda match: "" if unit_in(match[1]) or bare_scale_in(match[1]) else match[0], text
    )
    return " ".join(without.split()).strip(" ：:*")


def _bracketed(text: str) -> Unit | None:
    """The unit in a label's or header's brackets."""
    for inner in _BRACKETS.findall(text):
        if (unit := unit_in(inner) or bare_scale_in(inner)) is not None:
            return unit
    return None


def _stated_line(line: str) -> Unit | None:
    """The unit a line states for a whole table."""
    if match := _UNIT_LINE.search(line):
        return unit_in(match["unit"]) or bare_scale_in(match["unit"])
    return None


def _unit_words(line: str) -> Unit | None:
    """The unit of a line that does nothing but state one (In millions of RMB)."""
    if headers().unit_line.search(line) and not re.search(r"\d", re.sub(r"['’]?000", "", line)):
        return unit_in(line)
    return None


def _unit_above(table: Table) -> Unit | None:
    found = (_stated_line(line) or _bracketed(line) or _unit_words(line) for line in table.above)
    return next((unit for unit in found if unit is not None), None)


def _is_period(text: str) -> bool:
    bare = text.strip()
    return bool(is_year(bare) or _DATE.fullmatch(bare) or _SHORT_PERIOD.fullmatch(bare))


def _period(text: str) -> str | None:
    """The time a header, a label or a title states."""
    bare = _bare(text)
    if _is_period(bare):
        return bare
    found = period_in(bare, grammar(detect_language(bare)))
    return found or next((part for part in bare.split() if _is_period(part)), None)
