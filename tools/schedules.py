"""The rows of a loan: interest on what is owed, the instalment, and the rounding of both.

Formulas: equal instalments P·i(1+i)^n/((1+i)^n−1); equal principal P/n plus interest on what is owed; interest
only P·i with the principal due at the end; a balloon B due with the last instalment
(P−B(1+i)^−n)·i/(1−(1+i)^−n). Where periods differ in length (interest by actual days) i differs by period and the
level instalment is (P−B·d_n)/Σd_k, d_k being the product of 1/(1+i_j) up to period k; with equal periods both are
the same. Interest is rounded half up to the cent in each row, and the last row pays what is left, as core systems
do; with ``rounding`` none nothing is rounded (28 significant digits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

from pydantic import BaseModel, ConfigDict

Method = Literal["equal_instalment", "equal_principal", "interest_only", "balloon"]
Rounding = Literal["cent", "none"]

CENT = Decimal("0.01")
_ZERO, _ONE = Decimal(0), Decimal(1)
_GUARD_DIGITS = 60
"""Digits of (1+i)^n − 1: for a tiny rate all but a few of 28 would cancel."""


class Row(BaseModel):
    """One instalment, in yuan; ``balance`` is what is owed after it.

    ``due`` and ``days`` (the days its interest runs) are known where the loan has dates or a stub; a stub period
    of its own is the row of ``period`` 0.
    """

    model_config = ConfigDict(frozen=True)

    period: int
    payment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal
    due: date | None = None
    days: int | None = None


@dataclass(frozen=True)
class Accrual:
    """How interest runs: period k bears owed × ``numerators[k]`` / ``base``.

    Kept apart so that one division alone is rounded: 0.0385/12 has no end, 641.665 does.
    """

    numerators: tuple[Decimal, ...]
    base: int

    @classmethod
    def monthly(cls, annual_rate: Decimal, months: int) -> Accrual:
        """Every month a twelfth of the year (30/360)."""
        return cls((annual_rate,) * months, 12)

    @property
    def even(self) -> bool:
        """Whether every period bears the same rate."""
        return all(numerator == self.numerators[0] for numerator in self.numerators)


def cents(value: Decimal) -> Decimal:
    """Round half up to the cent."""
    return value.quantize(CENT, ROUND_HALF_UP)


def rounded(value: Decimal, rounding: Rounding) -> Decimal:
    """``value`` to the cent, or as it is."""
    return cents(value) if rounding == "cent" else value


def schedule(
    principal: Decimal, months: int, annual_rate: Decimal, method: Method, *, fixed: Decimal | None = None
) -> tuple[Row, ...]:
    """The rows of a loan of whole months, to the cent; the last one pays what is left with its interest.

    ``fixed`` keeps an agreed instalment (equal instalments) or principal per instalment (equal principal)
    instead of working it out from ``months``; a larger one ends the loan earlier.
    """
    accrual = Accrual.monthly(annual_rate, months)
    if fixed is None:
        fixed = fixed_part(principal, accrual, method)
    return repay(principal, accrual, method, fixed)


def repay(
    principal: Decimal,
    accrual: Accrual,
    method: Method,
    fixed: Decimal,
    *,
    rounding: Rounding = "cent",
    dues: Sequence[date] = (),
    days: Sequence[int] = (),
) -> tuple[Row, ...]:
    """The rows with ``fixed`` in each of them (``fixed_part``); the last one pays what is left.

    ``dues`` and ``days`` are those of the periods, where they are known. Fewer rows than periods when rounding pays
    the loan off early. By actual days a long month's interest may be more than a level instalment (very high rate,
    very long term): its principal is then negative.
    """
    level = method in {"equal_instalment", "balloon"}
    last, base = len(accrual.numerators), accrual.base
    rows: list[Row] = []
    owed = principal
    undated = (None,) * last
    terms = zip(accrual.numerators, dues or undated, days or undated, strict=False)
    for period, (numerator, due, count) in enumerate(terms, 1):
        interest = owed * numerator / base
        if rounding == "cent":
            interest = interest.quantize(CENT, ROUND_HALF_UP)
        part = fixed - interest if level else fixed
        if period == last or part >= owed:
            part = owed
        owed -= part
        rows.append(
            Row(
                period=period,
                payment=part + interest,
                principal=part,
                interest=interest,
                balance=owed,
                due=due,
                days=count,
            )
        )
        if owed == 0:
            break
    return tuple(rows)


def fixed_part(
    principal: Decimal,
    accrual: Accrual,
    method: Method,
    *,
    residual: Decimal = _ZERO,
    rounding: Rounding = "cent",
) -> Decimal:
    """What stays the same in each row: the instalment, the principal, or no principal at all.

    ``residual`` is the sum that a balloon loan leaves to be paid with the last instalment.
    """
    months = len(accrual.numerators)
    if method == "interest_only":
        return _ZERO
    if method == "equal_principal":
        return rounded(principal / months, rounding)
    with localcontext(prec=_GUARD_DIGITS):
        instalment = _level(principal, accrual, residual)
    return rounded(+instalment, rounding)


def _level(principal: Decimal, accrual: Accrual, residual: Decimal) -> Decimal:
    months = len(accrual.numerators)
    if not any(accrual.numerators):
        return (principal - residual) / months
    if accrual.even:
        rate = accrual.numerators[0] / accrual.base
        growth = (1 + rate) ** months
        return (principal * growth - residual) * rate / (growth - 1)
    worth, discount = _ZERO, _ONE
    for numerator in accrual.numerators:
        discount /= 1 + numerator / accrual.base
        worth += discount
    return (principal - residual * discount) / worth


def left_after(principal: Decimal, accrual: Accrual, paid: int) -> Decimal:
    """What is owed of a loan in equal instalments after ``paid`` of its equal periods: P(1+i)^k − pmt((1+i)^k−1)/i.

    From an unrounded instalment, and unrounded itself: rounded, it is the sum a contract names beforehand.
    """
    with localcontext(prec=_GUARD_DIGITS):
        rate = accrual.numerators[0] / accrual.base
        instalment = _level(principal, accrual, _ZERO)
        if rate == 0:
            left = principal - instalment * paid
        else:
            growth = (1 + rate) ** paid
            left = principal * growth - instalment * (growth - 1) / rate
    return +left


def interest_of(rows: Sequence[Row]) -> Decimal:
    """What the interest of the rows adds up to."""
    return sum((row.interest for row in rows), _ZERO)
