"""A bank's own system as a ``CoreBanking``: each lookup is a GET of ``docs/core-banking.md``."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import TracebackType
from typing import Literal, TypeVar

from pydantic import BaseModel, ValidationError

from common.errors import UserError
from common.people import Staff
from common.settings import BankSettings
from tools.core_banking import (
    Account,
    Application,
    BankFailure,
    BankRecord,
    Customer,
    Holding,
    Loan,
    Transaction,
)
from tools.http_bank.transport import Transport
from tools.http_bank.wire import Books, Page, Problem, StaffEntry

MOST_PAGES = 50
"""Pages of one list; a bank that goes on beyond is not answering the question."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_UNKNOWN: dict[str, tuple[str, str]] = {
    "unknown_staff": ("E_STAFF", "staff"),
    "unknown_customer": ("E_CUSTOMER_UNKNOWN", "customer"),
    "unknown_account": ("E_ACCOUNT_NONE", "account_ref"),
}
_log = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)
R = TypeVar("R", bound=BankRecord)


class HttpBank:
    """Reads a core banking system over HTTP; safe to use from several threads.

    What comes back is checked field by field, and that it is about whom was asked: an answer about somebody else
    is no answer. Nothing is kept between two lookups.
    """

    def __init__(self, settings: BankSettings) -> None:
        self._transport = Transport(settings)

    def books_on(self) -> date:
        """The day the books stand at."""
        return self._one("/books", Books, kind="books").books_on

    def staff(self, staff_id: str) -> Staff:
        """A directory entry; UserError ``E_STAFF`` when there is none."""
        path = f"/staff/{_segment(staff_id, 'unknown_staff')}"
        entry = self._one(path, StaffEntry, kind="staff")
        _same(entry.id, staff_id)
        return Staff(id=entry.id, role=entry.role, branch=entry.branch)

    def customer(self, customer_id: str) -> Customer:
        """A customer; UserError ``E_CUSTOMER_UNKNOWN`` when there is none."""
        path = f"/customers/{_segment(customer_id, 'unknown_customer')}"
        found = self._one(path, Customer, kind="customer")
        _same(found.id, customer_id)
        return found

    def accounts(self, customer_id: str) -> Sequence[Account]:
        """All accounts of a customer: deposits, wealth products, loans."""
        found = self._of_customer(customer_id, "accounts", Account)
        for account in found:
            _same(account.customer, customer_id)
        return found

    def transactions(self, account_id: str, start: date, end: date) -> Sequence[Transaction]:
        """Bookings from ``start`` to ``end`` inclusive, oldest first."""
        path = f"/accounts/{_segment(account_id, 'unknown_account')}/transactions"
        query = {"start": start.isoformat(), "end": end.isoformat()}
        found = self._all(path, Transaction, query, kind="transactions")
        if any(before.on > after.on for before, after in pairwise(found)) or any(
            not start <= row.on <= end for row in found
        ):
            raise _malformed("transactions", "outside the period or out of order")
        return found

    def holdings(self, customer_id: str) -> Sequence[Holding]:
        """Wealth products a customer holds."""
        return self._of_customer(customer_id, "holdings", Holding)

    def loans(self, customer_id: str) -> Sequence[Loan]:
        """Loans of a customer that are not paid off."""
        return self._of_customer(customer_id, "loans", Loan)

    def applications(self, customer_id: str) -> Sequence[Application]:
        """A customer's applications, newest first."""
        found = self._of_customer(customer_id, "applications", Application)
        return sorted(found, key=lambda application: application.applied_on, reverse=True)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def __enter__(self) -> HttpBank:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _of_customer(
        self,
        customer_id: str,
        what: Literal["accounts", "holdings", "loans", "applications"],
        record: type[R],
    ) -> list[R]:
        path = f"/customers/{_segment(customer_id, 'unknown_customer')}/{what}"
        return self._all(path, record, {}, kind=what)

    def _all(self, path: str, record: type[R], query: Mapping[str, str], *, kind: str) -> list[R]:
        """Every page of a list."""
        found: list[R] = []
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            asked = {**query, "cursor": cursor} if cursor is not None else query
            page = self._one(path, Page[record], kind=kind, query=asked)  # type: ignore[valid-type]
            found.extend(page.items)
            if page.next is None:
                return found
            cursor = page.next
        raise _malformed(kind, "it has no end")

    def _one(self, path: str, model: type[M], *, kind: str, query: Mapping[str, str] | None = None) -> M:
        answer = self._transport.get(path, query or {}, kind=kind)
        if not answer.found:
            raise _unknown(_parsed(answer.body, Problem, kind).code)
        return _parsed(answer.body, model, kind)


def _parsed(body: bytes, model: type[M], kind: str) -> M:
    """The answer as a record. Fields of the bank's own are passed over; the message quotes nothing of it."""
    try:
        return model.model_validate_json(body, extra="ignore")
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _malformed(kind, f"{place or 'the document'}: {first['type']}") from None


def _malformed(kind: str, why: str) -> BankFailure:
    _log.info("core banking, %s: unreadable answer, %s", kind, why)
    return BankFailure("E_BANK_ANSWER", "the answer of the core banking system does not fit its contract")


def _same(got: str, asked: str) -> None:
    if got != asked:
        raise _malformed("identity", "it is about somebody else")


def _segment(value: str, code: str) -> str:
    """An id as part of a path; one that is no id is known to nobody, and nobody is asked."""
    if not _ID.fullmatch(value):
        raise _unknown(code)
    return value


def _unknown(code: str) -> UserError:
    error, slot = _UNKNOWN[code]
    return UserError(f"the core banking system knows no such {slot.partition('_')[0]}", code=error, slot=slot)
