"""All tables of one bank: found in its folder by their names, checked as a whole, asked by day.

A bank that names no folder works with the samples beside this file, and each of them says that it is one. In a
bank's own folder nothing is filled in from the samples: a table that is not there is missing, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, get_args

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from knowledge.bank_tables import fees, posted
from knowledge.bank_tables.applications import LOAN_APPLICATIONS, LoanApplication, latest
from knowledge.bank_tables.fees import Editions, read_editions
from knowledge.bank_tables.posted import PostedRate, of_deposit, of_loan, of_lpr
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.products import PRODUCTS, Product, named
from knowledge.bank_tables.rates import (
    DEPOSIT_RATES,
    LOAN_RATES,
    LPR,
    DepositKind,
    DepositRate,
    LoanKind,
    LoanRate,
    Lpr,
    LprTerm,
)
from knowledge.bank_tables.reading import SUFFIXES
from knowledge.bank_tables.table import Table, TableName, TableState

SAMPLES: Final = Path(__file__).with_name("samples")
NAMES: Final[tuple[TableName, ...]] = get_args(TableName)
_YAML: Final = (".yaml", ".yml")


@dataclass(frozen=True)
class Size:
    """How many rows a table has, and how many of them hold on the day asked about."""

    file: Path | None
    rows: int
    in_force: int
    sample: bool


@dataclass(frozen=True)
class BankTables:
    """The tables of ``folder``; what is not there is an empty table without a file."""

    folder: Path
    deposit_rates: Table[DepositRate] = field(
        default_factory=lambda: Table(DEPOSIT_RATES.name, DEPOSIT_RATES.title)
    )
    loan_rates: Table[LoanRate] = field(default_factory=lambda: Table(LOAN_RATES.name, LOAN_RATES.title))
    lpr: Table[Lpr] = field(default_factory=lambda: Table(LPR.name, LPR.title))
    products: Table[Product] = field(default_factory=lambda: Table(PRODUCTS.name, PRODUCTS.title))
    loan_applications: Table[LoanApplication] = field(
        default_factory=lambda: Table(LOAN_APPLICATIONS.name, LOAN_APPLICATIONS.title)
    )
    fees: Editions = field(default_factory=Editions)

    @classmethod
    def open(cls, folder: Path | None) -> BankTables:
        """The tables of a bank's folder, of the samples without one.

        Raises:
            ConfigurationError: there is no such folder, or a table in it has something to mend; the first such
                line names file, row and column.
        """
        if folder is None:
            return sample_tables()
        tables, problems = check_tables(folder)
        if problems:
            raise problems[0].error()
        return tables

    # --- the state of a table -----------------------------------------------------------------------

    def state(self, name: TableName, day: date) -> TableState:
        """Whether a table has something to say of ``day``."""
        return self._named(name).state(day)

    def silence(self, name: TableName, day: date, language: Language) -> str:
        """The sentence for a table that has nothing for ``day``: missing, out of date or not yet in force."""
        table = self._named(name)
        title = fees.TITLE if isinstance(table, Editions) else table.title
        state = table.state(day)
        return posted.table_missing(title, state, language, ended=table.ended(day), begins=table.begins())

    def size(self, name: TableName, day: date) -> Size:
        """How large a table is; of limits and fees the rows of the edition in force count."""
        table = self._named(name)
        if isinstance(table, Editions):
            edition = table.on(day)
            rows = sum(len(one.rows) for one in table.editions)
            return Size(table.file, rows, 0 if edition is None else len(edition.rows), table.sample)
        return Size(table.file, len(table.rows), len(table.on(day)), table.sample)

    def _named(
        self, name: TableName
    ) -> (
        Table[DepositRate]
        | Table[LoanRate]
        | Table[Lpr]
        | (Table[Product] | Table[LoanApplication] | Editions)
    ):
        match name:
            case "deposit-rates":
                return self.deposit_rates
            case "loan-rates":
                return self.loan_rates
            case "lpr":
                return self.lpr
            case "products":
                return self.products
            case "loan-applications":
                return self.loan_applications
            case "fees-limits":
                return self.fees

    # --- rates --------------------------------------------------------------------------------------

    def deposit_rates_on(
        self, day: date, kind: DepositKind | None = None, term_months: int | None = None
    ) -> tuple[PostedRate, ...]:
        """The deposit rates in force, of one kind and term where they are named, in the table's order."""
        return tuple(
            of_deposit(row, self.deposit_rates)
            for row in self.deposit_rates.on(day)
            if kind in (None, row.kind) and term_months in (None, row.term_months)
        )

    def loan_rates_on(
        self, day: date, kind: LoanKind | None = None, term_months: int | None = None
    ) -> tuple[PostedRate, ...]:
        """The loan rates in force, of one kind and for one term where they are named, in the table's order."""
        lpr = self.lpr_on(day)
        rows = (
            of_loan(row, self.loan_rates, lpr)
            for row in self.loan_rates.on(day)
            if kind in (None, row.kind) and (term_months is None or row.covers(term_months))
        )
        return tuple(row for row in rows if row is not None)

    def lpr_on(self, day: date) -> Lpr | None:
        """The publication in force on ``day``: the last one before it."""
        return max(self.lpr.on(day), key=lambda row: row.valid_from, default=None)

    def lprs_on(self, day: date) -> tuple[PostedRate, ...]:
        """Both terms of that publication."""
        row = self.lpr_on(day)
        terms: tuple[LprTerm, ...] = get_args(LprTerm)
        return () if row is None else tuple(of_lpr(row, self.lpr, term) for term in terms)

    def posted_by_id(self, citation_id: str, day: date) -> PostedRate | None:
        """The rate in force that is cited by that id."""
        rates = (*self.deposit_rates_on(day), *self.loan_rates_on(day), *self.lprs_on(day))
        return next((rate for rate in rates if rate.id == citation_id), None)

    # --- products and applications -------------------------------------------------------------------

    def products_named(self, words: str, day: date) -> tuple[Product, ...]:
        """The products of the catalogue in force on ``day`` that ``words`` name, in the table's order."""
        return named(self.products.on(day), words)

    def applications_of(self, customer: str, day: date) -> tuple[LoanApplication, ...]:
        """A customer's loan applications as they stand on ``day``, the newest first."""
        return latest(self.loan_applications.rows, customer, day)


def check_tables(folder: Path) -> tuple[BankTables, list[Problem]]:
    """The tables of ``folder`` and everything in them that has to be mended, file by file.

    Raises:
        ConfigurationError: there is no such folder.
    """
    if not folder.is_dir():
        raise ConfigurationError(
            f"there is no folder {folder} with the bank's tables",
            remedy="mend the setting tables_folder, or make one with tellergraph tables init",
        )
    files, problems = _files(folder)
    found: dict[str, object] = {}
    for name, file in files.items():
        wrong: list[Problem]
        match name:
            case "deposit-rates":
                found["deposit_rates"], wrong = DEPOSIT_RATES.read(file)
            case "loan-rates":
                found["loan_rates"], wrong = LOAN_RATES.read(file)
            case "lpr":
                found["lpr"], wrong = LPR.read(file)
            case "products":
                found["products"], wrong = PRODUCTS.read(file)
            case "loan-applications":
                found["loan_applications"], wrong = LOAN_APPLICATIONS.read(file)
            case "fees-limits":
                found["fees"], wrong = read_editions(file)
        problems += wrong
    tables = BankTables(folder, **found)  # type: ignore[arg-type]
    return tables, [*problems, *_without_lpr(tables)]


@cache
def sample_tables() -> BankTables:
    """The shipped samples."""
    tables, problems = check_tables(SAMPLES)
    if problems:
        raise problems[0].error()
    return tables


def _files(folder: Path) -> tuple[dict[TableName, Path], list[Problem]]:
    """The file of each table; every other table-like file is named, so that a misspelt name is noticed."""
    found: dict[TableName, Path] = {}
    problems: list[Problem] = []
    for file in sorted(folder.iterdir()):
        suffix = file.suffix.lower()
        if not file.is_file() or suffix not in (*SUFFIXES, *_YAML) or file.name.startswith((".", "~$")):
            continue
        name = next((name for name in NAMES if name == file.stem.lower()), None)
        if name is None or (suffix in _YAML) != (name == "fees-limits"):
            problems.append(Problem(file, "stranger", values={"known": ", ".join(_file_names())}))
        elif name in found:
            problems.append(Problem(file, "same_table", values={"other": found[name].name}))
        else:
            found[name] = file
    return found, problems


def _file_names() -> Iterable[str]:
    for name in NAMES:
        yield f"{name}.yaml" if name == "fees-limits" else f"{name}.csv/.xlsx"


def _without_lpr(tables: BankTables) -> list[Problem]:
    """Loan rates that stand on an LPR of a day for which there is none."""
    file = tables.loan_rates.file
    if file is None:
        return []
    return [
        Problem(file, "no_lpr", values={"day": row.valid_from.isoformat()})
        for row in tables.loan_rates.rows
        if row.lpr is not None and tables.lpr_on(row.valid_from) is None
    ][:1]


def title_of(name: TableName) -> Bilingual:
    """What a table is called."""
    return {
        "deposit-rates": DEPOSIT_RATES.title,
        "loan-rates": LOAN_RATES.title,
        "lpr": LPR.title,
        "products": PRODUCTS.title,
        "loan-applications": LOAN_APPLICATIONS.title,
        "fees-limits": fees.TITLE,
    }[name]
