"""The columns of a table: how a cell is read, and the one line that is said of a cell that cannot be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.reading import RawTable

Cell = str | int | Decimal | date
Read = Callable[[str], Cell]


class Refused(ValueError):
    """A cell that is not what its column holds: a key of ``problems.yaml`` and its values."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Column:
    """``name`` and ``zh`` are the words its header may have; an ``optional`` one may be left out or empty."""

    name: str
    zh: str
    read: Read
    optional: bool = False


@dataclass(frozen=True)
class ReadRow:
    """A line whose cells are all in order."""

    number: int
    values: Mapping[str, Cell]


def read_rows(table: RawTable, columns: Sequence[Column]) -> tuple[list[ReadRow], list[Problem]]:
    """The rows that are in order, and everything that is wrong with the others."""
    problems = list(_header(table, columns))
    if problems:
        return [], problems
    named = {_key(word): column for column in columns for word in (column.name, column.zh)}
    present = {head: named[_key(head)] for head in table.header}
    rows: list[ReadRow] = []
    for raw in table.rows:
        values: dict[str, Cell] = {}
        wrong: list[Problem] = []
        if raw.surplus:
            wrong.append(Problem(table.file, "too_long", raw.number, values={"count": str(raw.surplus)}))
        for head, column in present.items():
            text = raw.cells.get(head, "")
            if not text:
                if not column.optional:
                    wrong.append(Problem(table.file, "empty", raw.number, head))
                continue
            try:
                values[column.name] = column.read(text)
            except Refused as refused:
                said = {"value": text, **refused.values}
                wrong.append(Problem(table.file, refused.code, raw.number, head, said))
        if wrong:
            problems += wrong
        else:
            rows.append(ReadRow(raw.number, values))
    if not table.rows:
        problems.append(Problem(table.file, "no_rows"))
    return rows, problems


def _header(table: RawTable, columns: Sequence[Column]) -> Iterator[Problem]:
    named = {_key(word): column for column in columns for word in (column.name, column.zh)}
    seen: set[str] = set()
    for head in table.header:
        column = named.get(_key(head))
        if column is None:
            known = ", ".join(f"{column.name}/{column.zh}" for column in columns)
            yield Problem(table.file, "unknown_column", table.header_row, head, {"known": known})
        elif column.name in seen:
            yield Problem(table.file, "twice_column", table.header_row, head)
        else:
            seen.add(column.name)
    for column in columns:
        if column.name not in seen and not column.optional:
            yield Problem(table.file, "missing_column", table.header_row, f"{column.name}/{column.zh}")


def _key(word: str) -> str:
    return "".join(word.casefold().replace("_", " ").split())


# --- how cells are read ---------------------------------------------------------------------------

_RATE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s?[%％]")
_POINTS: Final = re.compile(r"([+\-−－＋]?)\s?(\d{1,4})\s?(?:bp|bps|个?基点)?", re.I)
_TERM: Final = re.compile(r"(\d{1,3})\s?(?P<unit>年|个月|月|months?|years?|y|m)?(?:(\d{1,2})个?月)?", re.I)
_MONEY: Final = re.compile(
    r"(?:RMB|￥|¥)?\s?(\d{1,3}(?:,\d{3})+|\d{1,15})(\.\d{1,2})?\s?(万|亿)?\s?元?", re.I
)
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_CODE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")
_LONG_NUMBER: Final = re.compile(r"\d{12,}")
_SCALES: Final = {"万": 10_000, "亿": 100_000_000}
LONGEST_TEXT: Final = 400
SHORTEST_REFERENCE: Final = 6
"""Letters and digits of a reference that is shown by its last four."""


def rate(most: str) -> Read:
    """A rate with its sign: 1.55% is 0.0155; up to ``most`` (a fraction)."""
    limit = Decimal(most)

    def read(text: str) -> Decimal:
        match = _RATE.fullmatch(text)
        if match is None:
            raise Refused("rate")
        value = Decimal(match[1]) / 100
        if value > limit:
            raise Refused("rate_range", most=f"{(limit * 100).normalize():f}%")
        return value

    return read


def points(text: str) -> int:
    """Basis points with their sign: -40, 30bp."""
    match = _POINTS.fullmatch(text)
    if match is None:
        raise Refused("points")
    return -int(match[2]) if match[1] in ("-", "−", "－") else int(match[2])


def months(text: str) -> int:
    """A term in whole months: 36, 36个月, 3年, 3 years."""
    match = _TERM.fullmatch(text)
    if match is None:
        raise Refused("months")
    in_years = (match["unit"] or "").lower().startswith(("年", "y"))
    if match[3] and not in_years:
        raise Refused("months")
    count = int(match[1]) * (12 if in_years else 1) + int(match[3] or 0)
    if not 1 <= count <= 360:
        raise Refused("months")
    return count


def days(text: str) -> int:
    """A term in days: 90, 90天."""
    match = re.fullmatch(r"(\d{1,4})\s?(?:天|日|days?)?", text, re.I)
    if match is None or int(match[1]) == 0:
        raise Refused("days")
    return int(match[1])


def money(text: str) -> Decimal:
    """Yuan: 200000, 200,000.00, 20万."""
    match = _MONEY.fullmatch(text)
    if match is None:
        raise Refused("money")
    return Decimal(match[1].replace(",", "") + (match[2] or "")) * _SCALES.get(match[3] or "", 1)


def day(text: str) -> date:
    """2026-06-01, 2026/6/1, 2026年6月1日, 20260601."""
    match = _DAY.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        return date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError as error:
        raise Refused("day") from error


def code(text: str) -> str:
    """A code of the bank's own: letters, digits, hyphens."""
    if _LONG_NUMBER.search(text):
        raise Refused("account_number")
    if _CODE.fullmatch(text) is None:
        raise Refused("code")
    return text


def reference(text: str) -> str:
    """A code long enough that its last four characters do not give it away."""
    if sum(character.isalnum() for character in code(text)) < SHORTEST_REFERENCE:
        raise Refused("reference", least=str(SHORTEST_REFERENCE))
    return text


def words(text: str) -> str:
    """A name or a sentence."""
    if len(text) > LONGEST_TEXT:
        raise Refused("text", most=str(LONGEST_TEXT))
    if _LONG_NUMBER.search(text):
        raise Refused("account_number")
    return text


def choice(choices: Mapping[str, Sequence[str]]) -> Read:
    """One of ``choices``: the value itself or one of the words people write for it."""
    said = {_key(word): value for value, others in choices.items() for word in (value, *others)}
    known = ", ".join("/".join((value, *others[:1])) for value, others in choices.items())

    def read(text: str) -> str:
        value = said.get(_key(text))
        if value is None:
            raise Refused("choice", known=known)
        return value

    return read
