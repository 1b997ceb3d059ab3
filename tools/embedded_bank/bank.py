"""The demonstration bank as a ``CoreBanking``: one SQLite file, filled on first use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import cast
from urllib.parse import quote

from filelock import FileLock
from sqlalchemy import Engine, event, insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session, create_engine, select, text

from common.errors import ConfigurationError, UserError
from common.language import Bilingual
from common.people import Staff
from tools.core_banking import (
    Account,
    Application,
    ApplicationStage,
    Customer,
    Holding,
    Loan,
    Transaction,
)
from tools.embedded_bank.people import people
from tools.embedded_bank.seed import rows
from tools.embedded_bank.tables import (
    AccountRow,
    ApplicationRow,
    CustomerRow,
    HoldingRow,
    LoanRow,
    StaffRow,
    Table,
    TransactionRow,
    fraction,
    yuan,
)

VERSION = 2
"""Kept in the file as ``user_version``; a file of another version is filled anew."""

_ORDER = ("debit_card", "term_deposit", "wealth", "mortgage", "consumer_loan", "business_loan")


class EmbeddedBank:
    """The demonstration bank in the SQLite file ``path``.

    The file is written on first use, whole or not at all, and read only from then on. Raises
    ConfigurationError when it cannot be written or is no bank file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def books_on(self) -> date:
        """The day the books stand at."""
        return people().books_on

    def staff(self, staff_id: str) -> Staff:
        """A directory entry; UserError ``E_STAFF`` when there is none."""
        with self._session() as session:
            row = session.get(StaffRow, staff_id)
        if row is None:
            raise UserError(f"there is no {staff_id} in the staff directory", code="E_STAFF", slot="staff")
        return Staff.model_validate({"id": row.id, "role": row.role, "branch": row.branch})

    def customer(self, customer_id: str) -> Customer:
        """A customer; UserError ``E_CUSTOMER_UNKNOWN`` when there is none."""
        with self._session() as session:
            row = session.get(CustomerRow, customer_id)
        if row is None:
            raise UserError(f"there is no customer {customer_id}", code="E_CUSTOMER_UNKNOWN", slot="customer")
        return Customer.model_validate(row.model_dump())

    def accounts(self, customer_id: str) -> Sequence[Account]:
        """All accounts of a customer: deposits, wealth products, loans."""
        with self._session() as session:
            found = session.exec(select(AccountRow).where(AccountRow.customer == customer_id)).all()
        return sorted((_account(row) for row in found), key=lambda a: (_ORDER.index(a.kind), a.id))

    def transactions(self, account_id: str, start: date, end: date) -> Sequence[Transaction]:
        """Bookings from ``start`` to ``end`` inclusive, oldest first."""
        wanted = (
            select(TransactionRow)
            .where(TransactionRow.account == account_id, TransactionRow.on >= start, TransactionRow.on <= end)
            .order_by(text("booking.id"))
        )
        with self._session() as session:
            found = session.exec(wanted).all()
        words = people().bookings
        return [
            Transaction(
                on=row.on,
                amount=yuan(row.amount_cents),
                balance=yuan(row.balance_cents),
                summary=words[row.summary],
            )
            for row in found
        ]

    def holdings(self, customer_id: str) -> Sequence[Holding]:
        """Wealth products a customer holds."""
        wanted = select(HoldingRow, AccountRow).where(
            HoldingRow.account == AccountRow.id, AccountRow.customer == customer_id
        )
        with self._session() as session:
            found = session.exec(wanted.order_by(text("account.id"))).all()
        return [_holding(holding, account) for holding, account in found]

    def loans(self, customer_id: str) -> Sequence[Loan]:
        """Loans of a customer that are not paid off."""
        wanted = select(LoanRow, AccountRow).where(
            LoanRow.account == AccountRow.id, AccountRow.customer == customer_id
        )
        with self._session() as session:
            found = session.exec(wanted.order_by(text("account.id"))).all()
        return [_loan(loan, account) for loan, account in found]

    def applications(self, customer_id: str) -> Sequence[Application]:
        """A customer's applications, newest first."""
        with self._session() as session:
            found = session.exec(select(ApplicationRow).where(ApplicationRow.customer == customer_id)).all()
        records = [_application(row) for row in found]
        return sorted(records, key=lambda record: record.applied_on, reverse=True)

    def close(self) -> None:
        """Close the file; the next lookup opens it again."""
        if "_engine" in self.__dict__:
            self._engine.dispose()

    def _session(self) -> Session:
        return Session(self._engine, expire_on_commit=False)

    @cached_property
    def _engine(self) -> Engine:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_name(self._path.name + ".lock")):
                if not self._path.exists() or _version(self._path) != VERSION:
                    _fill(self._path)
        except (OSError, DatabaseError) as error:
            reason = str(getattr(error, "orig", None) or error)
            raise ConfigurationError(
                f"the demonstration bank {self._path} cannot be used: {reason}",
                remedy="remove the file or make its folder writable",
            ) from error
        return _engine_of(self._path, read_only=True)


def _engine_of(path: Path, *, read_only: bool = False) -> Engine:
    """An engine over ``path``, whatever characters its name has."""
    uri = f"file:{quote(str(path.absolute()))}?mode={'ro' if read_only else 'rwc'}"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False),
        poolclass=QueuePool,
    )


def _table(row: Table) -> int:
    """Parents before children: a table's place in the order of creation."""
    return [table.name for table in Table.metadata.sorted_tables].index(str(row.__tablename__))


def _version(path: Path) -> int:
    engine = _engine_of(path)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("PRAGMA user_version")).scalar_one())
    finally:
        engine.dispose()


def _fill(path: Path) -> None:
    """Write the bank beside ``path`` and move it into place."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    engine = _engine_of(fresh)
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    try:
        Table.metadata.create_all(engine)
        with engine.begin() as connection:
            for kind, same in groupby(sorted(rows(people()), key=_table), key=type):
                connection.execute(insert(kind), [row.model_dump(exclude_none=False) for row in same])
            connection.execute(text(f"PRAGMA user_version={VERSION}"))
    finally:
        engine.dispose()
    fresh.replace(path)


def _account(row: AccountRow) -> Account:
    return Account.model_validate(
        {
            "id": row.id,
            "customer": row.customer,
            "kind": row.kind,
            "tail": row.tail,
            "balance": yuan(row.balance_cents),
            "opened_on": row.opened_on,
            "matures_on": row.matures_on,
            "annual_rate": None if row.rate_millionths is None else fraction(row.rate_millionths),
            "status": row.status,
        }
    )


def _holding(row: HoldingRow, account: AccountRow) -> Holding:
    product = people().products[row.product]
    return Holding(
        tail=account.tail,
        product=Bilingual(zh=product.zh, en=product.en),
        product_risk=product.risk,
        value=yuan(account.balance_cents),
        valued_on=row.valued_on,
        matures_on=account.matures_on,
    )


def _loan(row: LoanRow, account: AccountRow) -> Loan:
    return Loan.model_validate(
        {
            "tail": account.tail,
            "kind": account.kind,
            "principal": yuan(row.principal_cents),
            "balance": yuan(account.balance_cents),
            "annual_rate": fraction(account.rate_millionths or 0),
            "term_months": row.term_months,
            "paid_months": row.paid_months,
            "method": row.method,
            "next_due": row.next_due,
            "next_payment": yuan(row.next_payment_cents),
        }
    )


def _application(row: ApplicationRow) -> Application:
    book = people()
    stage = cast("ApplicationStage", row.stage)
    return Application(
        reference=f"AP****{row.id[-4:]}",
        product=book.applications[row.product],
        amount=None if row.amount_cents is None else yuan(row.amount_cents),
        applied_on=row.applied_on,
        stage=stage,
        since=row.since,
        missing=tuple(book.papers[key] for key in row.missing.split(",") if key),
        next_step=book.next_steps[stage],
    )
