"""A table with dated rows: which of them hold on a day, and whether the table is out of date."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from common.language import Bilingual
from knowledge.bank_tables.columns import Column, ReadRow, read_rows
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.reading import Unreadable, read_raw

TableName = Literal["deposit-rates", "loan-rates", "lpr", "fees-limits", "products", "loan-applications"]

TableState = Literal["in_force", "missing", "expired", "not_yet"]
"""Whether a table has anything to say of a day: it has rows for it, is not there, ended before it, begins after it."""


class Dated(BaseModel):
    """A row of a table: it holds from ``valid_from`` to ``valid_to``, both days included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    valid_from: date
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the row holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


R = TypeVar("R", bound=Dated)


@dataclass(frozen=True)
class Table(Generic[R]):
    """The rows in the order the bank wrote them; ``sample`` where the file says that it is one."""

    name: TableName
    title: Bilingual
    file: Path | None = None
    rows: tuple[R, ...] = ()
    sample: bool = False

    def on(self, day: date) -> tuple[R, ...]:
        """The rows in force on ``day``."""
        return tuple(row for row in self.rows if row.in_force(day))

    def state(self, day: date) -> TableState:
        """What the table has to say of ``day``."""
        if self.file is None:
            return "missing"
        if self.on(day):
            return "in_force"
        return "not_yet" if all(row.valid_from > day for row in self.rows) else "expired"

    def ended(self, day: date) -> date | None:
        """The last day before ``day`` on which anything held."""
        return max((row.valid_to for row in self.rows if row.valid_to and row.valid_to < day), default=None)

    def begins(self) -> date | None:
        """The first day on which anything holds."""
        return min((row.valid_from for row in self.rows), default=None)


@dataclass(frozen=True)
class Kind(Generic[R]):
    """A kind of table: its columns, how a line becomes a row, and by what two rows are the same item.

    ``build`` returns the code of ``problems.yaml`` and its values where the line contradicts itself. Two rows
    with the same ``same`` may not hold on the same day.
    """

    name: TableName
    title: Bilingual
    columns: Sequence[Column]
    build: Callable[[ReadRow], R | Problem]
    same: Callable[[R], Hashable]
    empty: bool = field(default=False)
    """Whether a table without rows says something: that there are none."""

    def read(self, file: Path) -> tuple[Table[R], list[Problem]]:
        """The table in ``file``, and everything that is wrong with it."""
        blank = Table[R](self.name, self.title, file)
        try:
            raw = read_raw(file)
        except Unreadable as unreadable:
            return blank, [unreadable.problem]
        lines, problems = read_rows(raw, self.columns)
        if self.empty:
            problems = [problem for problem in problems if problem.code != "no_rows"]
        rows: list[tuple[int, R]] = []
        for line in lines:
            built = self.build(line)
            if isinstance(built, Problem):
                problems.append(Problem(file, built.code, line.number, built.column, built.values))
            elif built.valid_to is not None and built.valid_to < built.valid_from:
                said = {"start": built.valid_from.isoformat(), "end": built.valid_to.isoformat()}
                problems.append(Problem(file, "order", line.number, "valid_to", said))
            else:
                rows.append((line.number, built))
        problems += self._overlaps(file, rows)
        table = Table(self.name, self.title, file, tuple(row for _, row in rows), raw.sample)
        return table, sorted(problems, key=lambda problem: problem.row or 0)

    def _overlaps(self, file: Path, rows: Sequence[tuple[int, R]]) -> list[Problem]:
        found: list[Problem] = []
        before: dict[Hashable, list[tuple[int, R]]] = {}
        for number, row in rows:
            others = before.setdefault(self.same(row), [])
            for other_number, other in others:
                if row.valid_from <= (other.valid_to or date.max) and other.valid_from <= (
                    row.valid_to or date.max
                ):
                    found.append(Problem(file, "overlap", number, values={"other": str(other_number)}))
                    break
            others.append((number, row))
        return found


def wrong(code: str, column: str | None = None, **values: object) -> Problem:
    """What ``build`` returns of a line that contradicts itself; file and row are filled in by the caller."""
    return Problem(Path(), code, None, column, {name: str(value) for name, value in values.items()})
