"""What the assistant needs of a core banking system, and the records it gives.

A bank implements ``CoreBanking`` over its own system; ``tools.embedded_bank`` is the demonstration bank.
Full account numbers never cross this line: an account is known by an opaque ``id`` and its last four digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from common.language import Bilingual
from common.people import Staff
from policies.context import CustomerRisk, ProductRisk

AccountKind = Literal["debit_card", "term_deposit", "wealth", "mortgage", "consumer_loan", "business_loan"]
AccountStatus = Literal["normal", "lost", "frozen", "closed"]
ApplicationStatus = Literal["received", "in_review", "approved", "declined"]

LOANS: frozenset[AccountKind] = frozenset({"mortgage", "consumer_loan", "business_loan"})


class BankRecord(BaseModel):
    """Base of the records: frozen, money in yuan, rates as fractions a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Customer(BankRecord):
    """A customer of one branch. ``name`` is masked; ``risk_grade`` is None without an assessment."""

    id: str
    name: str
    branch: str
    age: int
    risk_grade: CustomerRisk | None
    assessed_on: date | None


class Account(BankRecord):
    """An account by its last four digits.

    ``balance`` is what is there for deposits, the market value for wealth products, the principal still owed
    for loans. ``matures_on`` is set for term deposits, wealth products with a term and loans.
    """

    id: str
    customer: str
    kind: AccountKind
    tail: str
    balance: Decimal
    opened_on: date
    matures_on: date | None
    annual_rate: Decimal | None
    status: AccountStatus


class Transaction(BankRecord):
    """One booking; ``amount`` is signed, ``balance`` is what the account held after it."""

    on: date
    amount: Decimal
    balance: Decimal
    summary: Bilingual


class Holding(BankRecord):
    """A wealth product held: ``value`` at the last published net asset value, dated ``valued_on``."""

    tail: str
    product: Bilingual
    product_risk: ProductRisk
    value: Decimal
    valued_on: date
    matures_on: date | None


class Loan(BankRecord):
    """A loan under repayment; ``next_payment`` is due on ``next_due``."""

    tail: str
    kind: AccountKind
    principal: Decimal
    balance: Decimal
    annual_rate: Decimal
    term_months: int
    paid_months: int
    method: Literal["equal_instalment", "equal_principal"]
    next_due: date
    next_payment: Decimal


class Application(BankRecord):
    """Something the customer has applied for and where it stands."""

    id: str
    subject: Bilingual
    applied_on: date
    status: ApplicationStatus


class CoreBanking(Protocol):
    """The lookups. Each raises UserError for an unknown id, ConfigurationError when the bank is away."""

    def books_on(self) -> date:
        """The day the books stand at."""
        ...

    def staff(self, staff_id: str) -> Staff:
        """The directory entry of a staff member: role and branch."""
        ...

    def customer(self, customer_id: str) -> Customer:
        """A customer by id."""
        ...

    def accounts(self, customer_id: str) -> Sequence[Account]:
        """All accounts of a customer: deposits, wealth products, loans."""
        ...

    def transactions(self, account_id: str, start: date, end: date) -> Sequence[Transaction]:
        """Bookings of an account from ``start`` to ``end`` inclusive, oldest first."""
        ...

    def holdings(self, customer_id: str) -> Sequence[Holding]:
        """Wealth products a customer holds."""
        ...

    def loans(self, customer_id: str) -> Sequence[Loan]:
        """Loans of a customer that are not paid off."""
        ...

    def applications(self, customer_id: str) -> Sequence[Application]:
        """A customer's applications, newest first."""
        ...
