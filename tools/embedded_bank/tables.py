"""The tables of the demonstration bank. Money is kept in cents, rates in millionths, both as integers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel


class Table(SQLModel):
    """Base with its own metadata, so that the bank's tables never meet the state store's."""

    metadata = MetaData()


class StaffRow(Table, table=True):
    __tablename__ = "staff"

    id: str = Field(primary_key=True)
    role: str
    branch: str


class CustomerRow(Table, table=True):
    __tablename__ = "customer"

    id: str = Field(primary_key=True)
    name: str
    branch: str = Field(index=True)
    age: int
    risk_grade: str | None = None
    assessed_on: date | None = None


class AccountRow(Table, table=True):
    __tablename__ = "account"

    id: str = Field(primary_key=True)
    customer: str = Field(foreign_key="customer.id", index=True)
    kind: str
    tail: str
    balance_cents: int
    opened_on: date
    matures_on: date | None = None
    rate_millionths: int | None = None
    status: str = "normal"


class TransactionRow(Table, table=True):
    __tablename__ = "booking"

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(foreign_key="account.id", index=True)
    on: date = Field(index=True)
    amount_cents: int
    balance_cents: int
    summary: str


class HoldingRow(Table, table=True):
    __tablename__ = "holding"

    account: str = Field(foreign_key="account.id", primary_key=True)
    product: str
    valued_on: date


class LoanRow(Table, table=True):
    __tablename__ = "loan"

    account: str = Field(foreign_key="account.id", primary_key=True)
    principal_cents: int
    term_months: int
    paid_months: int
    method: str
    next_due: date
    next_payment_cents: int


class ApplicationRow(Table, table=True):
    __tablename__ = "application"

    id: str = Field(primary_key=True)
    customer: str = Field(foreign_key="customer.id", index=True)
    product: str
    amount_cents: int | None = None
    applied_on: date
    stage: str
    since: date
    missing: str = ""


def cents(value: Decimal) -> int:
    """Yuan as whole cents."""
    return int((value * 100).to_integral_value())


def yuan(value: int) -> Decimal:
    """Cents as yuan with two decimals."""
    return Decimal(value).scaleb(-2)


def millionths(value: Decimal) -> int:
    """A rate as whole millionths."""
    return int((value * 1_000_000).to_integral_value())


def fraction(value: int) -> Decimal:
    """Millionths as a fraction."""
    return Decimal(value) / 1_000_000
