"""How many days of interest each instalment of a loan bears, and when it falls due.

``30/360``: every month is a twelfth of the year. ``ACT/360`` and ``ACT/365``: actual days over that base; the dates
must be known. The days before the first full month (the stub) always run by actual days, over 365 where the loan
does, else over 360; their interest is due on its own, or within the first instalment.

Source: the contract's day count; conversion of rates by 360 days a year, 银发〔2005〕129号, unverified.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal, Protocol

from common import formatting
from common.language import Language
from tools.coupons import add_months
from tools.messages import user_error
from tools.schedules import Accrual, Rounding, Row, rounded

DayCount = Literal["30/360", "ACT/360", "ACT/365"]
StubIn = Literal["own_row", "first_instalment"]

MOST_STUB_DAYS: Final = 62
"""A first due date further away is no stub but a period of grace, which a contract words by itself."""


class DatedLoan(Protocol):
    """The part of a loan's arguments that says when interest runs."""

    @property
    def term_months(self) -> int:
        """Whole months."""
        ...

    @property
    def annual_rate(self) -> Decimal:
        """Fraction a year."""
        ...

    @property
    def day_count(self) -> DayCount:
        """How days are counted."""
        ...

    @property
    def start_date(self) -> date | None:
        """The day the loan is paid out."""
        ...

    @property
    def first_due(self) -> date | None:
        """The first due date, where it is not a month after the start."""
        ...

    @property
    def stub_days(self) -> int | None:
        """Days before the first full month, where no dates are at hand."""
        ...

    @property
    def stub_in(self) -> StubIn:
        """Where their interest is paid."""
        ...


@dataclass(frozen=True)
class Stub:
    """The days before the first full month: how many, due when, and the interest of a yuan as a fraction."""

    days: int
    due: date | None
    numerator: Decimal
    base: int
    within: StubIn

    def interest(self, principal: Decimal, rounding: Rounding) -> Decimal:
        """The interest of the stub, in yuan."""
        return rounded(principal * self.numerator / self.base, rounding)


@dataclass(frozen=True)
class Periods:
    """The full periods of a loan with the days and due dates known of them, and its stub."""

    accrual: Accrual
    dues: tuple[date, ...] = ()
    days: tuple[int, ...] = ()
    stub: Stub | None = None

    def with_stub(self, rows: tuple[Row, ...], principal: Decimal, rounding: Rounding) -> tuple[Row, ...]:
        """``rows`` with the interest of the stub: a row of its own, or in the first one."""
        if self.stub is None:
            return rows
        interest = self.stub.interest(principal, rounding)
        first, rest = rows[0], rows[1:]
        if self.stub.within == "own_row":
            first, rest = (
                Row(period=0, payment=interest, principal=Decimal(0), interest=interest, balance=principal),
                rows,
            )
        changes = {
            "interest": interest,
            "payment": first.principal + interest,
            "due": self.stub.due,
            "days": self.stub.days,
        }
        return (first.model_copy(update=changes), *rest)


def periods(loan: DatedLoan, language: Language) -> Periods:
    """The periods of ``loan``.

    Raises:
        UserError: ``E_MISSING`` without the start that actual days need, ``E_PERIOD`` where the first due date does
            not lie within 62 days after the start, ``E_DAYS`` where the days said are not those of the dates.
    """
    rate, months = loan.annual_rate, loan.term_months
    stub_days, due = _stub(loan, language)
    base = 365 if loan.day_count == "ACT/365" else 360
    stub = None if stub_days is None else Stub(stub_days, due, rate * stub_days, base, loan.stub_in)
    start = loan.start_date
    if start is None:
        if loan.day_count != "30/360":
            raise user_error("E_MISSING", language, slot="start_date", case="day_count")
        return Periods(Accrual.monthly(rate, months), stub=stub)
    opens = start if due is None else due
    shift = -1 if stub is not None and stub.within == "first_instalment" else 0
    bounds = [add_months(opens, month + shift) for month in range(months + 1)]
    actual = tuple((after - before).days for before, after in pairwise(bounds))
    if loan.day_count == "30/360":
        return Periods(Accrual.monthly(rate, months), tuple(bounds[1:]), (30,) * months, stub)
    accrual = Accrual(tuple(rate * days for days in actual), base)
    return Periods(accrual, tuple(bounds[1:]), actual, stub)


def _stub(loan: DatedLoan, language: Language) -> tuple[int | None, date | None]:
    """The days of the stub and the day it ends; the day alone is None without dates, both without a stub."""
    start, first = loan.start_date, loan.first_due
    if start is None:
        if first is not None:
            raise user_error("E_MISSING", language, slot="start_date", case="first_due")
        return loan.stub_days, None
    if first is None:
        return loan.stub_days, None if loan.stub_days is None else start + timedelta(days=loan.stub_days)
    days = (first - start).days
    if not 0 < days <= MOST_STUB_DAYS:
        raise user_error(
            "E_PERIOD",
            language,
            slot="first_due",
            case="first",
            start=formatting.date(start, language),
            most=MOST_STUB_DAYS,
        )
    if loan.stub_days is not None and loan.stub_days != days:
        raise user_error(
            "E_DAYS", language, slot="stub_days", case="conflict", said=loan.stub_days, counted=days
        )
    if first == add_months(start, 1) and loan.stub_days is None:
        return None, None
    return days, first
