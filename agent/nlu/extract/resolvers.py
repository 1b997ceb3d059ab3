"""What is known outside the words: names of provisions and the loan prime rate, injected into the extractors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from knowledge.bank_tables import BankTables, sample_tables


class ClauseReference(Protocol):
    """A provision as it is named in a text (商业银行法第29条)."""

    @property
    def instrument(self) -> str | None: ...

    @property
    def article(self) -> int | None: ...

    @property
    def span(self) -> tuple[int, int]: ...


class NamesLaws(Protocol):
    """The part of ``knowledge.Library`` that is used here: references to provisions, and the bank's tables."""

    @property
    def tables(self) -> BankTables: ...

    def parse_clause_reference(self, text: str) -> ClauseReference | None: ...


@dataclass(frozen=True)
class PublishedLpr:
    """The loan prime rate in force: fractions a year, since when, and whether it is only a sample."""

    one_year: Decimal
    over_five_years: Decimal
    since: date
    sample: bool


def _of_tables(tables: BankTables, day: date) -> PublishedLpr | None:
    row = tables.lpr_on(day)
    if row is None:
        return None
    return PublishedLpr(row.one_year, row.over_five_years, row.valid_from, tables.lpr.sample)


def _sample_lpr(day: date) -> PublishedLpr | None:
    return _of_tables(sample_tables(), day)


@dataclass(frozen=True)
class Resolvers:
    """``clause`` reads the first reference to a provision in a text; ``lpr`` gives the LPR in force on a day.

    Without a library the LPR is that of the shipped sample, which every rate built on it says.
    """

    clause: Callable[[str], ClauseReference | None] | None = None
    lpr: Callable[[date], PublishedLpr | None] = _sample_lpr

    @classmethod
    def of(cls, library: NamesLaws | None) -> Resolvers:
        """The resolvers of a library; none of them without one."""
        if library is None:
            return cls()
        tables = library.tables
        return cls(clause=library.parse_clause_reference, lpr=lambda day: _of_tables(tables, day))
