"""Repricing a loan: the instalment at a new rate, and the interest of a period that the reset splits.

New instalment = annuity (or equal principal) of the balance at the new rate over the remaining months, by the
rules of ``tools.schedules``. The new rate is said, or is an LPR with the contract's spread in basis points. Where the
reset falls inside an interest period and the contract splits by days, its interest is balance × (old rate × days
before + new rate × days after) / 360, rounded half up to the cent.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from common import formatting
from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import user_error
from tools.prepay import RepaidMethod
from tools.schedules import cents, interest_of, schedule
from tools.values import HIGHEST_LOAN_RATE, Day, LoanAmount, LoanRate, Months, Within

DAYS_A_YEAR = 360

_Days = Annotated[int, Within("count", 0, 366, "E_VALUE", whole=True)]


class RepriceArguments(ToolArguments):
    """The loan on the reset date: yuan, fractions a year, whole months.

    The new rate is ``new_rate``, or ``lpr`` (fraction a year) with ``spread_bp`` (basis points, -500 to 500).
    With ``old_rate`` the instalments are compared. For a split by days give ``days_old`` and ``days_new``, or the
    bounds of the interest period: ``reset_date`` is the first day of the new rate, ``period_end`` is not counted.
    """

    balance: LoanAmount
    new_rate: LoanRate | None = None
    lpr: LoanRate | None = None
    spread_bp: Annotated[Decimal, Within("bp", -500, 500, "E_BP_RANGE")] | None = None
    remaining_months: Months
    reset_date: Day | None = None
    method: RepaidMethod = "equal_instalment"
    old_rate: LoanRate | None = None
    days_old: _Days | None = None
    days_new: _Days | None = None
    period_start: Day | None = None
    period_end: Day | None = None


class SplitPeriod(BaseModel):
    """The interest of the period in which the rate changes, in yuan."""

    model_config = ConfigDict(frozen=True)

    days_old: int
    days_new: int
    interest: Decimal
    unsplit_interest: Decimal = Field(description="a whole month at the old rate, for comparison")


class Repricing(ToolResult):
    """Instalments at the new rate, in yuan; ``old_payment`` and what differs only when the old rate is known."""

    method: RepaidMethod
    reset_date: date | None
    new_rate: Decimal = Field(description="the new rate, LPR and spread added up where they were given")
    lpr: Decimal | None = None
    spread_bp: Decimal | None = None
    payment: Decimal = Field(description="the first instalment at the new rate")
    last_payment: Decimal
    instalments: int
    monthly_rate: Decimal
    total_interest: Decimal
    old_payment: Decimal | None = None
    payment_change: Decimal | None = Field(None, description="new less old first instalment")
    interest_change: Decimal | None = Field(None, description="new less old interest until the end")
    split: SplitPeriod | None = None


def reprice(arguments: RepriceArguments, context: ToolContext) -> Repricing:
    """The loan at its new rate.

    Raises:
        UserError: ``E_MISSING`` without a new rate, ``E_VALUE`` where it does not agree with LPR and spread,
            ``E_RATE_RANGE`` where these leave the limits, ``E_PERIOD`` where a split by days cannot be made.
    """
    balance, months, method = arguments.balance, arguments.remaining_months, arguments.method
    new_rate = _new_rate(arguments, context)
    rows = schedule(balance, months, new_rate, method)
    interest = interest_of(rows)
    before = None if arguments.old_rate is None else schedule(balance, months, arguments.old_rate, method)
    old_interest = None if before is None else interest_of(before)
    return Repricing(
        convention="annual rate / 12 per month; rows rounded half up to the cent; a split period by actual days / 360",
        version="reprice/2",
        method=method,
        reset_date=arguments.reset_date,
        new_rate=new_rate,
        lpr=arguments.lpr,
        spread_bp=arguments.spread_bp,
        payment=rows[0].payment,
        last_payment=rows[-1].payment,
        instalments=len(rows),
        monthly_rate=round(new_rate / 12, 10),
        total_interest=interest,
        old_payment=None if before is None else before[0].payment,
        payment_change=None if before is None else rows[0].payment - before[0].payment,
        interest_change=None if old_interest is None else interest - old_interest,
        split=_split(arguments, new_rate, context),
    )


def _new_rate(arguments: RepriceArguments, context: ToolContext) -> Decimal:
    """The rate as said, or LPR + spread / 10,000."""
    said, lpr, spread = arguments.new_rate, arguments.lpr, arguments.spread_bp
    language = context.language
    if lpr is None and spread is None:
        if said is None:
            raise user_error("E_MISSING", language, slot="new_rate", case="reprice")
        return said
    if lpr is None or spread is None:
        raise user_error("E_MISSING", language, slot="lpr" if lpr is None else "spread_bp", case="spread")
    rate = lpr + spread / 10_000
    if not 0 <= rate <= HIGHEST_LOAN_RATE:
        raise user_error(
            "E_RATE_RANGE",
            language,
            slot="new_rate",
            minimum=formatting.percent(Decimal(0)),
            maximum=formatting.percent(HIGHEST_LOAN_RATE),
            value=formatting.percent(rate),
        )
    if said is not None and said != rate:
        raise user_error(
            "E_VALUE",
            language,
            slot="new_rate",
            case="spread",
            said=formatting.percent(said),
            meant=formatting.percent(rate),
        )
    return rate


def _split(arguments: RepriceArguments, new_rate: Decimal, context: ToolContext) -> SplitPeriod | None:
    days = _days(arguments, context)
    if days is None:
        return None
    if arguments.old_rate is None:
        raise user_error("E_PERIOD", context.language, slot="old_rate", case="split")
    before, after = days
    weighted = arguments.old_rate * before + new_rate * after
    return SplitPeriod(
        days_old=before,
        days_new=after,
        interest=cents(arguments.balance * weighted / DAYS_A_YEAR),
        unsplit_interest=cents(arguments.balance * arguments.old_rate / 12),
    )


def _days(arguments: RepriceArguments, context: ToolContext) -> tuple[int, int] | None:
    """Days at the old and at the new rate; ``None`` when no split is asked for."""
    counted = (arguments.days_old, arguments.days_new)
    bounds = (arguments.period_start, arguments.period_end)
    if all(value is None for value in (*counted, *bounds)):
        return None
    if arguments.days_old is not None and arguments.days_new is not None:
        return arguments.days_old, arguments.days_new
    start, end, reset = arguments.period_start, arguments.period_end, arguments.reset_date
    if start is None or end is None or reset is None:
        raise user_error("E_PERIOD", context.language, slot="reset_date", case="split")
    if not start <= reset <= end or start == end:
        raise user_error(
            "E_PERIOD",
            context.language,
            slot="reset_date",
            case="reset",
            start=formatting.date(start, context.language),
            end=formatting.date(end, context.language),
        )
    return (reset - start).days, (end - reset).days


TOOL = Tool(
    name="reprice",
    description=Bilingual(
        zh="贷款重定价测算：按剩余本金、新利率（或LPR加点）和剩余期限重算月供，可按天分段计算当期利息。",
        en="Repricing: the instalment from balance, new rate (or LPR and spread) and remaining months; the "
        "interest of a period split by the reset, by days.",
    ),
    arguments=RepriceArguments,
    result=Repricing,
    run=reprice,
)
