"""Where loan applications stand, for whoever may look into a customer's records.

There is no tool of its own: account lookup decides who may see what and audits it, then asks this source.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from knowledge.bank_tables import BankTables, LoanApplication, TableState
from tools.base import ToolContext


class ApplicationProgress(Protocol):
    """A source of loan applications; the bank's own table is one, its loan system may be another.

    Access is decided before: a source answers for any customer it is asked about.
    """

    def state(self, day: date) -> TableState:
        """Whether the source has something to say of ``day``."""
        ...

    def applications_of(self, customer: str, day: date) -> Sequence[LoanApplication]:
        """A customer's applications as they stand on ``day``, the newest first."""
        ...


class ApplicationTable:
    """The bank's table ``loan-applications``."""

    def __init__(self, tables: BankTables) -> None:
        self._tables = tables

    def state(self, day: date) -> TableState:
        """Whether the table has something to say of ``day``."""
        return self._tables.state("loan-applications", day)

    def applications_of(self, customer: str, day: date) -> Sequence[LoanApplication]:
        """A customer's applications as they stand on ``day``, the newest first."""
        return self._tables.applications_of(customer, day)


def progress_of(context: ToolContext) -> ApplicationProgress | None:
    """The source of this context; None where the host runs without a library."""
    return None if context.library is None else ApplicationTable(context.library.tables)


def masked_reference(reference: str) -> str:
    """An application's number as it may be shown: letters in front, the last four characters, stars between."""
    head = "".join(character for character in reference[:4] if character.isalpha())
    return f"{head}{'*' * min(max(len(reference) - len(head) - 4, 2), 12)}{reference[-4:]}"
