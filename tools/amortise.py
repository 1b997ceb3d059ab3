"""Amortisation of a loan: every row of the schedule, to the cent.

Formulas: equal instalments P·i(1+i)^n/((1+i)^n−1); equal principal P/n plus interest on what is owed;
interest only P·i with the principal due at the end. i is the annual rate / 12. Each row is rounded half up
to the cent, and the last row pays what is left, as core systems do.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.values import LoanAmount, LoanRate, Months

Method = Literal["equal_instalment", "equal_principal", "interest_only"]

CENT = Decimal("0.01")
LARGE_LOAN = Decimal(50_000_000)
"""Above this a loan to a person is unusual, and the figure asks for a second look."""


class AmortiseArguments(ToolArguments):
    """The loan: yuan, whole months, fraction a year. ``schedule`` none leaves the rows out of the result."""

    principal: LoanAmount
    term_months: Months
    annual_rate: LoanRate
    method: Method = "equal_instalment"
    schedule: Literal["full", "none"] = "full"


class Row(BaseModel):
    """One instalment, in yuan; ``balance`` is what is owed after it."""

    model_config = ConfigDict(frozen=True)

    period: int
    payment: Decimal
    principal: Decimal
    interest: Decimal
    balance: Decimal


class Amortisation(ToolResult):
    """The whole loan. Money in yuan, ``monthly_rate`` a fraction (10 decimals)."""

    method: Method
    payment: Decimal = Field(description="the first instalment")
    last_payment: Decimal
    instalments: int = Field(
        description="rows of the schedule; fewer than the term when rounding pays off early"
    )
    monthly_rate: Decimal
    monthly_principal: Decimal | None = Field(None, description="equal principal: principal per instalment")
    monthly_decrease: Decimal | None = Field(None, description="equal principal: about how much less a month")
    total_interest: Decimal
    total_paid: Decimal
    large_amount: bool = Field(description="above 50 million: check the amount with the customer")
    schedule: tuple[Row, ...] = Field(description="every instalment; empty when it was not asked for")


def cents(value: Decimal) -> Decimal:
    """Round half up to the cent."""
    return value.quantize(CENT, ROUND_HALF_UP)


def schedule(
    principal: Decimal, months: int, annual_rate: Decimal, method: Method, *, fixed: Decimal | None = None
) -> tuple[Row, ...]:
    """The rows of the loan; the last one pays what is left with its interest.

    ``fixed`` keeps an agreed instalment (equal instalments) or principal per instalment (equal principal)
    instead of working it out from ``months``; a larger one ends the loan earlier.
    """
    rate = annual_rate / 12
    if fixed is None:
        fixed = fixed_part(principal, months, rate, method)
    rows: list[Row] = []
    owed = principal
    for period in range(1, months + 1):
        interest = cents(owed * rate)
        part = fixed - interest if method == "equal_instalment" else fixed
        if period == months or part >= owed:
            part = owed
        owed -= part
        rows.append(
            Row(period=period, payment=part + interest, principal=part, interest=interest, balance=owed)
        )
        if owed == 0:
            break
    return tuple(rows)


def fixed_part(principal: Decimal, months: int, rate: Decimal, method: Method) -> Decimal:
    """What stays the same in each row: the payment, the principal, or no principal at all; ``rate`` a month."""
    if method == "interest_only":
        return Decimal(0)
    if method == "equal_principal" or rate == 0:
        return cents(principal / months)
    growth = (1 + rate) ** months
    return cents(principal * rate * growth / (growth - 1))


def amortise(arguments: AmortiseArguments, context: ToolContext | None = None) -> Amortisation:
    """The schedule of a loan and what it adds up to."""
    principal, rate = arguments.principal, arguments.annual_rate / 12
    rows = schedule(principal, arguments.term_months, arguments.annual_rate, arguments.method)
    interest = sum((row.interest for row in rows), Decimal(0))
    falling = arguments.method == "equal_principal"
    return Amortisation(
        convention="annual rate / 12 per month; rows rounded half up to the cent; last row pays the rest",
        version="amortise/1",
        method=arguments.method,
        payment=rows[0].payment,
        last_payment=rows[-1].payment,
        instalments=len(rows),
        monthly_rate=round(rate, 10),
        monthly_principal=rows[0].principal if falling else None,
        monthly_decrease=cents(principal / arguments.term_months * rate) if falling else None,
        total_interest=interest,
        total_paid=principal + interest,
        large_amount=principal > LARGE_LOAN,
        schedule=rows if arguments.schedule == "full" else (),
    )


TOOL = Tool(
    name="amortise",
    description=Bilingual(
        zh="贷款测算：月供、总利息和逐期还款计划（等额本息、等额本金、先息后本）。",
        en="Loan quote: instalments, total interest and the full schedule (equal instalments, equal "
        "principal, interest only).",
    ),
    arguments=AmortiseArguments,
    result=Amortisation,
    run=amortise,
)
