"""What the assistant needs of a core banking system, and the records it gives.

A bank implements ``CoreBanking`` over its own system; ``tools.embedded_bank`` is the demonstration bank.
Full account numbers never cross this line: an account is known by an opaque ``id`` and its last four digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from common.errors import TellerGraphError
from common.language import Bilingual
from common.people import Staff
from policies.context import CustomerRisk, ProductRisk

AccountKind = Literal["debit_card", "term_deposit", "wealth", "mortgage", "consumer_loan", "business_loan"]
AccountStatus = Literal["normal", "lost", "frozen", "closed"]
ApplicationStage = Literal[
    "received", "documents", "in_review", "approved", "signing", "done", "declined", "withdrawn"
]
"""Where an application stands: taken in, waiting for papers, under review, decided, to be signed, carried out."""

LOANS: frozenset[AccountKind] = frozenset({"mortgage", "consumer_loan", "business_loan"})

FailureCode = Literal["E_BANK_UNREACHABLE", "E_BANK_TIMEOUT", "E_BANK_REFUSED", "E_BANK_ANSWER"]

_CARD_LENGTH = re.compile(r"\d{12,}")


class BankFailure(TellerGraphError):
    """The core banking system did not answer, or not with what was asked: no result, and nobody's mistake at the
    counter.

    ``message`` names neither customer nor account nor anything of the answer; ``code`` finds the sentence in the
    reader's language (``tools/messages.yaml``).
    """

    def __init__(self, code: FailureCode, message: str) -> None:
        super().__init__(message)
        self.code: FailureCode = code
        self.message = message


def _opaque(value: str) -> str:
    if _CARD_LENGTH.search(value):
        raise ValueError("an id may not be an account number")
    return value


def _masked(value: str) -> str:
    if "*" not in value:
        raise ValueError("a name must be masked")
    return value


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"), AfterValidator(_opaque)]
"""An id of the bank's own, never a card or account number."""

Tail = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
"""The last four digits of an account."""

Money = Annotated[Decimal, Field(decimal_places=2, max_digits=18, allow_inf_nan=False)]
"""Yuan, exact to the cent."""

Rate = Annotated[Decimal, Field(ge=0, le=1, decimal_places=8, allow_inf_nan=False)]
"""A fraction a year: 3.5 % is 0.035."""

MaskedName = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_masked)]
MaskedReference = Annotated[str, Field(pattern=r"^[A-Za-z]{0,4}\*{2,12}[A-Za-z0-9]{4}$")]
"""A reference of which the last four characters can be read."""


class BankRecord(BaseModel):
    """Base of the records: frozen, money in yuan, rates as fractions a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Customer(BankRecord):
    """A customer of one branch. ``name`` is masked; ``risk_grade`` is None without an assessment."""

    id: Id
    name: MaskedName
    branch: str
    age: int = Field(ge=0, le=130)
    risk_grade: CustomerRisk | None
    assessed_on: date | None


class Account(BankRecord):
    """An account by its last four digits.

    ``balance`` is what is there for deposits, the market value for wealth products, the principal still owed
    for loans. ``matures_on`` is set for term deposits, wealth products with a term and loans.
    """

    id: Id
    customer: Id
    kind: AccountKind
    tail: Tail
    balance: Money
    opened_on: date
    matures_on: date | None
    annual_rate: Rate | None
    status: AccountStatus


class Transaction(BankRecord):
    """One booking; ``amount`` is signed, ``balance`` is what the account held after it."""

    on: date
    amount: Money
    balance: Money
    summary: Bilingual


class Holding(BankRecord):
    """A wealth product held: ``value`` at the last published net asset value, dated ``valued_on``."""

    tail: Tail
    product: Bilingual
    product_risk: ProductRisk
    value: Money
    valued_on: date
    matures_on: date | None


class Loan(BankRecord):
    """A loan under repayment; ``next_payment`` is due on ``next_due``."""

    tail: Tail
    kind: AccountKind
    principal: Money
    balance: Money
    annual_rate: Rate
    term_months: int = Field(ge=1, le=600)
    paid_months: int = Field(ge=0, le=600)
    method: Literal["equal_instalment", "equal_principal"]
    next_due: date
    next_payment: Money


class Application(BankRecord):
    """Something the customer has applied for, and where it stands.

    ``reference`` is masked but for its last four characters; ``amount`` in yuan, None where none was asked for.
    ``since`` is the day the present ``stage`` began, ``until`` the last day it holds where it lapses by itself,
    ``missing`` the papers still to be handed in.
    """

    reference: MaskedReference
    product: Bilingual
    amount: Money | None
    applied_on: date
    stage: ApplicationStage
    since: date
    until: date | None = None
    missing: tuple[Bilingual, ...]
    next_step: Bilingual


class CoreBanking(Protocol):
    """The lookups. Each raises UserError for an unknown id and BankFailure when the bank gives no usable answer.

    A staff member or customer nobody knows is ``E_STAFF`` or ``E_CUSTOMER_UNKNOWN``. What is wrong with this
    installation (a folder that cannot be written, a token that is absent) is a ConfigurationError.
    """

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

    def close(self) -> None:
        """Let go of files and connections; a later lookup opens them anew."""
        ...
