"""Prepaying part of a loan: what is owed, what the rest then costs, and the interest that is saved.

The balance is that of the rounded schedule after the instalments already paid. ``lower_payment`` spreads what is
left over the remaining months; ``shorten_term`` keeps the old instalment (equal principal: the old principal per
instalment) until nothing is owed. Interest saved is the interest of the old remaining schedule less that of the
new one. Interest on the prepaid sum since the last due date is sum × annual rate / 360 × days.

Source: Civil Code (民法典), article 677: interest runs for the time the loan was used, unless agreed otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from common.formatting import money
from common.language import Bilingual
from knowledge.citation import Citation
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited
from tools.messages import user_error
from tools.schedules import Accrual, Row, cents, fixed_part, interest_of, schedule
from tools.values import LoanAmount, LoanRate, Months, Within

Mode = Literal["lower_payment", "shorten_term"]
RepaidMethod = Literal["equal_instalment", "equal_principal"]

MODES: Final[tuple[Mode, ...]] = ("lower_payment", "shorten_term")
BASIS: Final = "civil-code#677"


class PrepayArguments(ToolArguments):
    """The loan as it was signed, how much of it is paid, and the sum prepaid.

    Yuan, whole months, fractions a year. Without ``mode`` both are worked out. ``days_since_due`` and ``fee_rate``
    (fraction of the sum prepaid, by contract) add what falls due beside the sum.
    """

    principal: LoanAmount
    term_months: Months
    annual_rate: LoanRate
    paid_months: Annotated[int, Within("month", 0, 359, "E_TERM", whole=True)]
    prepay_amount: LoanAmount
    mode: Mode | None = None
    method: RepaidMethod = "equal_instalment"
    days_since_due: Annotated[int, Within("count", 0, 366, "E_VALUE", whole=True)] = 0
    fee_rate: Annotated[Decimal, Within("rate", 0, "0.05", "E_RATE_RANGE")] = Decimal(0)


class PrepayOption(BaseModel):
    """The rest of the loan under one mode, in yuan and months."""

    model_config = ConfigDict(frozen=True)

    mode: Mode
    payment: Decimal = Field(description="the first instalment after prepaying")
    last_payment: Decimal
    instalments: int
    months_saved: int = Field(description="instalments fewer than without prepaying")
    payment_saved: Decimal = Field(description="how much smaller the next instalment is")
    remaining_interest: Decimal
    interest_saved: Decimal


class Prepayment(ToolResult):
    """What is owed before and after, and an option a mode; none when the loan is settled in full. Yuan."""

    method: RepaidMethod
    balance: Decimal = Field(description="owed after the instalments already paid")
    balance_after: Decimal
    payment: Decimal = Field(description="the next instalment without prepaying")
    remaining_months: int = Field(description="instalments still to come without prepaying")
    remaining_interest: Decimal = Field(description="their interest")
    settled: bool = Field(description="everything that was owed is prepaid")
    settled_interest_saved: Decimal | None = Field(None, description="interest saved by settling in full")
    accrued_interest: Decimal = Field(description="on the sum prepaid since the last due date, day count 360")
    fee: Decimal = Field(description="contractual fee")
    due_now: Decimal = Field(description="sum prepaid with accrued interest and fee")
    options: tuple[PrepayOption, ...] = ()
    basis: str = Field(BASIS, description="citation id of the provision")
    citations: tuple[Citation, ...] = Field((), description="the provision, where a library is at hand")


def prepay(arguments: PrepayArguments, context: ToolContext) -> Prepayment:
    """What prepaying changes; UserError ``E_TERM`` (all is paid already) or ``E_PREPAY`` (more than is owed)."""
    months, rate = arguments.term_months, arguments.annual_rate
    rows = schedule(arguments.principal, months, rate, arguments.method)
    paid = arguments.paid_months
    if paid >= len(rows):
        raise user_error(
            "E_TERM", context.language, slot="paid_months", case="paid", instalments=len(rows), paid=paid
        )
    balance = rows[paid - 1].balance if paid else arguments.principal
    amount = arguments.prepay_amount
    if amount > balance:
        raise user_error(
            "E_PREPAY",
            context.language,
            slot="prepay_amount",
            balance=money(balance, context.language),
            amount=money(amount, context.language),
        )
    rest = rows[paid:]
    interest = interest_of(rest)
    left = balance - amount
    accrued = cents(amount * rate / 360 * arguments.days_since_due)
    fee = cents(amount * arguments.fee_rate)
    modes = () if left == 0 else MODES if arguments.mode is None else (arguments.mode,)
    return Prepayment(
        convention="annual rate / 12 per month; rows rounded half up to the cent; accrued interest by 360 days",
        version="prepay/1",
        method=arguments.method,
        balance=balance,
        balance_after=left,
        payment=rest[0].payment,
        remaining_months=len(rest),
        remaining_interest=interest,
        settled=left == 0,
        settled_interest_saved=interest if left == 0 else None,
        accrued_interest=accrued,
        fee=fee,
        due_now=amount + accrued + fee,
        options=tuple(_option(mode, left, rest, arguments) for mode in modes),
        citations=cited(context, BASIS),
    )


def remaining_rows(mode: Mode, left: Decimal, months: int, arguments: PrepayArguments) -> tuple[Row, ...]:
    """The schedule of what is ``left`` over at most ``months``, under ``mode``."""
    fixed = None
    if mode == "shorten_term":
        accrual = Accrual.monthly(arguments.annual_rate, arguments.term_months)
        fixed = fixed_part(arguments.principal, accrual, arguments.method)
    return schedule(left, months, arguments.annual_rate, arguments.method, fixed=fixed)


def _option(mode: Mode, left: Decimal, rest: Sequence[Row], arguments: PrepayArguments) -> PrepayOption:
    rows = remaining_rows(mode, left, len(rest), arguments)
    interest = interest_of(rows)
    return PrepayOption(
        mode=mode,
        payment=rows[0].payment,
        last_payment=rows[-1].payment,
        instalments=len(rows),
        months_saved=len(rest) - len(rows),
        payment_saved=rest[0].payment - rows[0].payment,
        remaining_interest=interest,
        interest_saved=interest_of(rest) - interest,
    )


TOOL = Tool(
    name="prepay",
    description=Bilingual(
        zh="提前还款测算：剩余本金、减少月供与缩短年限两种方式下的还款额、期数和节省的利息。",
        en="Prepayment: what is owed, and under lower instalments and a shorter term the new instalment, "
        "the number left and the interest saved.",
    ),
    arguments=PrepayArguments,
    result=Prepayment,
    run=prepay,
)
