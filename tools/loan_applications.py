"""What the bank's own table says of a customer's loan applications, beside what the core system says.

There is no tool of its own: account lookup decides who may see what and audits it, then asks this source.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from common.language import Bilingual, Language
from knowledge.bank_tables import BankTables, LoanApplication, TableState
from tools.base import ToolContext
from tools.core_banking import Application


class ApplicationProgress(Protocol):
    """A source of loan applications; the bank's own table is one, its loan system may be another.

    Access is decided before: a source answers for any customer it is asked about.
    """

    @property
    def title(self) -> Bilingual:
        """What the source is called."""
        ...

    @property
    def sample(self) -> bool:
        """Whether it says of itself that it is a sample."""
        ...

    def state(self, day: date) -> TableState:
        """Whether the source has something to say of ``day``."""
        ...

    def silence(self, day: date, language: Language) -> str:
        """What is said of a source that has nothing for ``day``."""
        ...

    def applications_of(self, customer: str, day: date) -> Sequence[Application]:
        """A customer's applications as they stand on ``day``, the newest first."""
        ...


class ApplicationTable:
    """The bank's table ``loan-applications``."""

    def __init__(self, tables: BankTables) -> None:
        self._tables = tables

    @property
    def title(self) -> Bilingual:
        """What the table is called."""
        return self._tables.loan_applications.title

    @property
    def sample(self) -> bool:
        """Whether its file says that it is a sample."""
        return self._tables.loan_applications.sample

    def state(self, day: date) -> TableState:
        """Whether the table has something to say of ``day``."""
        return self._tables.state("loan-applications", day)

    def silence(self, day: date, language: Language) -> str:
        """That the table is missing, out of date or not yet in force."""
        return self._tables.silence("loan-applications", day, language)

    def applications_of(self, customer: str, day: date) -> Sequence[Application]:
        """A customer's applications as they stand on ``day``, the newest first."""
        return tuple(_record(row) for row in self._tables.applications_of(customer, day))


class DeskApplications(BaseModel):
    """What the source adds: applications the core system has not, or knows at an earlier stage.

    ``silence`` where it has nothing for the day, in the words people read.
    """

    model_config = ConfigDict(frozen=True)

    table: Bilingual
    state: TableState
    silence: str | None = None
    sample: bool = Field(False, description="the table says that it is a sample")
    applications: tuple[Application, ...] = ()


def progress_of(context: ToolContext) -> ApplicationProgress | None:
    """The source of this context; None where the host runs without a library."""
    return None if context.library is None else ApplicationTable(context.library.tables)


def beside_the_core(
    core: Sequence[Application], source: ApplicationProgress, customer: str, *, day: date, language: Language
) -> tuple[tuple[Application, ...], DeskApplications]:
    """What is left to the core system, and what the source adds on ``day``.

    An application that both know is told once: by the source where its stage began later, else by the core system.
    """
    state = source.state(day)
    if state != "in_force":
        silence = source.silence(day, language)
        return tuple(core), DeskApplications(table=source.title, state=state, silence=silence)
    told = source.applications_of(customer, day)
    added = tuple(
        one for one in told if not any(_same(one, other) and other.since >= one.since for other in core)
    )
    kept = tuple(one for one in core if not any(_same(one, other) for other in added))
    return kept, DeskApplications(table=source.title, state=state, sample=source.sample, applications=added)


def masked_reference(reference: str) -> str:
    """An application's number as it may be shown: up to four letters in front, the last four letters or digits."""
    plain = "".join(character for character in reference if character.isalnum())
    hidden = plain[:-4]
    head = hidden[: next((place for place, one in enumerate(hidden) if not one.isalpha()), 4)][:4]
    return f"{head}{'*' * min(max(len(hidden) - len(head), 2), 12)}{plain[-4:]}"


def _same(one: Application, other: Application) -> bool:
    """Whether two records of a customer are the same application.

    Systems mask as they please, so neither the stars nor how many letters are left before them say anything; numbers
    begin anew with the year, so the day counts.
    """
    heads = sorted((record.reference.partition("*")[0].upper() for record in (one, other)), key=len)
    return (
        one.reference[-4:].upper() == other.reference[-4:].upper()
        and heads[1].startswith(heads[0])
        and one.applied_on == other.applied_on
    )


def _record(row: LoanApplication) -> Application:
    return Application(
        reference=masked_reference(row.reference),
        product=row.product,
        amount=row.amount,
        applied_on=row.applied_on,
        stage=row.stage,
        since=row.valid_from,
        until=row.valid_to,
        missing=row.missing,
        next_step=row.next_step,
    )
