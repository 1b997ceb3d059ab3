"""Amortisation of a loan: every row of the schedule, to the cent or unrounded.

The formulas are in ``tools.schedules``, the day counts and the first stub period in ``tools.loan_days``. A balloon
loan is said by the sum left to the end (``balloon``), or by the longer term its instalments are worked out over
(``amortised_over``): then what is owed at the end of the real term is the balloon.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from common.formatting import money
from common.language import Bilingual, Language
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.loan_days import MOST_STUB_DAYS, DayCount, Periods, StubIn, periods
from tools.messages import user_error
from tools.schedules import (
    Accrual,
    Method,
    Rounding,
    Row,
    cents,
    fixed_part,
    interest_of,
    left_after,
    repay,
    rounded,
    schedule,
)
from tools.values import Day, LoanAmount, LoanRate, Months, Within

__all__ = [
    "LARGE_LOAN",
    "TOOL",
    "Amortisation",
    "AmortiseArguments",
    "Method",
    "Rounding",
    "Row",
    "amortise",
    "cents",
    "schedule",
]

LARGE_LOAN = Decimal(50_000_000)
"""Above this a loan to a person is unusual, and the figure asks for a second look."""

CONVENTION: Final[dict[DayCount, str]] = {
    "30/360": "annual rate / 12 per month",
    "ACT/360": "annual rate × actual days / 360",
    "ACT/365": "annual rate × actual days / 365",
}
_ROUNDED: Final[dict[Rounding, str]] = {
    "cent": "rows rounded half up to the cent; last row pays the rest",
    "none": "nothing rounded; last row pays the rest",
}


class AmortiseArguments(ToolArguments):
    """The loan: yuan, whole months, fraction a year.

    ``balloon`` or ``amortised_over`` (months) belongs to the method ``balloon``. ``day_count`` by actual days needs
    ``start_date``. A first due date that is not a month after the start (``first_due``), or ``stub_days`` without
    dates, makes a stub period; ``stub_in`` says where its interest is paid. ``rounding`` none leaves every figure
    unrounded. ``schedule`` none leaves the rows out of the result; ``period`` asks for one row by itself.
    """

    principal: LoanAmount
    term_months: Months
    annual_rate: LoanRate
    method: Method = "equal_instalment"
    balloon: Annotated[Decimal, Within("money", "0.01", 1_000_000_000, "E_AMT_RANGE", places=2)] | None = None
    amortised_over: Months | None = None
    day_count: DayCount = "30/360"
    start_date: Day | None = None
    first_due: Day | None = None
    stub_days: Annotated[int, Within("count", 1, MOST_STUB_DAYS, "E_DAYS", whole=True)] | None = None
    stub_in: StubIn = "own_row"
    rounding: Rounding = "cent"
    period: Months | None = None
    schedule: Literal["full", "none"] = "full"


class Amortisation(ToolResult):
    """The whole loan. Money in yuan, ``monthly_rate`` a fraction (10 decimals)."""

    method: Method
    rounding: Rounding
    day_count: DayCount
    payment: Decimal = Field(description="the first instalment of a full period")
    last_payment: Decimal
    instalments: int = Field(
        description="instalments, a stub of its own not counted; fewer than the term when rounding pays off early"
    )
    monthly_rate: Decimal
    monthly_principal: Decimal | None = Field(None, description="equal principal: principal per instalment")
    monthly_decrease: Decimal | None = Field(None, description="equal principal: about how much less a month")
    balloon: Decimal | None = Field(None, description="balloon: due with the last instalment, beside it")
    amortised_over: int | None = Field(None, description="balloon: months the instalment was worked out over")
    stub_days: int | None = Field(None, description="days before the first full month")
    stub_interest: Decimal | None = Field(None, description="the interest of those days")
    total_interest: Decimal
    total_paid: Decimal
    large_amount: bool = Field(description="above 50 million: check the amount with the customer")
    row: Row | None = Field(None, description="the row of the period asked for")
    schedule: tuple[Row, ...] = Field(description="every instalment; empty when it was not asked for")


def amortise(arguments: AmortiseArguments, context: ToolContext | None = None) -> Amortisation:
    """The schedule of a loan and what it adds up to.

    Raises:
        UserError: ``E_MISSING`` (a balloon loan without its balloon, actual days without a start), ``E_VALUE`` (a
            balloon that fits neither method nor term), ``E_AMT_RANGE``, ``E_TERM``, ``E_PERIOD`` or ``E_DAYS`` as
            their sentences say.
    """
    language: Language = "zh" if context is None else context.language
    _check_balloon(arguments, language)
    when = periods(arguments, language)
    plain = _full_periods(arguments, when)
    rows = when.with_stub(plain, arguments.principal, arguments.rounding)
    principal, interest = arguments.principal, interest_of(rows)
    falling = arguments.method == "equal_principal"
    balloon = _balloon(arguments)
    payment = plain[0].payment - (balloon or 0) if len(plain) == 1 else plain[0].payment
    stub = when.stub
    return Amortisation(
        convention=f"{CONVENTION[arguments.day_count]}; {_ROUNDED[arguments.rounding]}",
        version="amortise/2",
        method=arguments.method,
        rounding=arguments.rounding,
        day_count=arguments.day_count,
        payment=payment,
        last_payment=rows[-1].payment,
        instalments=len(plain),
        monthly_rate=round(arguments.annual_rate / 12, 10),
        monthly_principal=plain[0].principal if falling else None,
        monthly_decrease=_decrease(arguments) if falling else None,
        balloon=balloon,
        amortised_over=arguments.amortised_over,
        stub_days=None if stub is None else stub.days,
        stub_interest=None if stub is None else stub.interest(principal, arguments.rounding),
        total_interest=interest,
        total_paid=principal + interest,
        large_amount=principal > LARGE_LOAN,
        row=_asked(arguments, rows, language),
        schedule=rows if arguments.schedule == "full" else (),
    )


def _full_periods(arguments: AmortiseArguments, when: Periods) -> tuple[Row, ...]:
    """The rows as though the loan began with its first full period."""
    principal, method, rounding = arguments.principal, arguments.method, arguments.rounding
    residual = _balloon(arguments) or Decimal(0)
    fixed = fixed_part(principal, when.accrual, method, residual=residual, rounding=rounding)
    return repay(principal, when.accrual, method, fixed, rounding=rounding, dues=when.dues, days=when.days)


def _balloon(arguments: AmortiseArguments) -> Decimal | None:
    """The sum due with the last instalment: as said, or what is then owed of the loan over the longer term."""
    if arguments.amortised_over is None:
        return arguments.balloon
    longer = Accrual.monthly(arguments.annual_rate, arguments.amortised_over)
    return rounded(left_after(arguments.principal, longer, arguments.term_months), arguments.rounding)


def _decrease(arguments: AmortiseArguments) -> Decimal:
    each = arguments.principal / arguments.term_months
    return rounded(each * arguments.annual_rate / 12, arguments.rounding)


def _asked(arguments: AmortiseArguments, rows: Sequence[Row], language: Language) -> Row | None:
    if arguments.period is None:
        return None
    found = next((row for row in rows if row.period == arguments.period), None)
    if found is None:
        raise user_error(
            "E_TERM",
            language,
            slot="period",
            case="row",
            instalments=rows[-1].period,
            period=arguments.period,
        )
    return found


def _check_balloon(arguments: AmortiseArguments, language: Language) -> None:
    balloon, over = arguments.balloon, arguments.amortised_over
    if arguments.method != "balloon":
        if balloon is not None or over is not None:
            slot = "balloon" if balloon is not None else "amortised_over"
            raise user_error("E_VALUE", language, slot=slot, case="balloon_only")
        return
    if balloon is None and over is None:
        raise user_error("E_MISSING", language, slot="balloon", case="balloon")
    if balloon is not None and over is not None:
        raise user_error("E_VALUE", language, slot="amortised_over", case="balloon_twice")
    if balloon is not None and balloon >= arguments.principal:
        raise user_error(
            "E_AMT_RANGE",
            language,
            slot="balloon",
            case="residual",
            principal=money(arguments.principal, language),
            balloon=money(balloon, language),
        )
    if over is not None and over <= arguments.term_months:
        raise user_error(
            "E_TERM", language, slot="amortised_over", case="longer", over=over, months=arguments.term_months
        )
    if over is not None and arguments.day_count != "30/360":
        raise user_error("E_VALUE", language, slot="day_count", case="longer_by_days")


TOOL = Tool(
    name="amortise",
    description=Bilingual(
        zh="贷款测算：月供、总利息和逐期还款计划（等额本息、等额本金、先息后本、气球贷），可带首期零头天数、按实际天数计息。",
        en="Loan quote: instalments, total interest and the full schedule (equal instalments, equal "
        "principal, interest only, balloon), with a first stub period and interest by actual days.",
    ),
    arguments=AmortiseArguments,
    result=Amortisation,
    run=amortise,
)
