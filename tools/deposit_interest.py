"""Interest on a time deposit: held to maturity, withdrawn early in whole or in part, or left overdue.

Formulas (interest notice of the People's Bank, 对年对月对日): for the whole term P·r·n/12 with n whole months,
each month counting the same (30/360); days outside the term, and all days of a deposit withdrawn early, count
as they are: P·d·days/360 at the demand rate of the day of withdrawal. Interest is paid with the principal
(利随本清); each sum is rounded half up to the cent. What is drawn in part is settled alone, the rest keeps the
contract rate to maturity (Savings Regulation, early withdrawal).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field

from common.language import Bilingual, Language
from tools.amortise import cents
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.coupons import add_months
from tools.messages import quantity, user_error
from tools.values import Day, DepositAmount, DepositRate, Months, Within

Case = Literal["at_maturity", "early", "overdue"]
DepositKind = Literal["lump_sum", "large_cd"]

LARGE_CD_MINIMUM = Decimal(200_000)
"""Customary minimum of a large-denomination CD for a person, where the bank posts none of its own. Unverified, so
it is a warning, no limit."""

YEAR_DAYS = 360
"""Days of the year by which a yearly rate becomes a daily one."""

CALENDAR_YEAR = 365
"""How a term's days are counted while nobody says when the deposit was opened."""

DOUBTFUL_DAYS = 3
"""So near to maturity the calendar decides: without the opening date the case is not certain."""

Days = Annotated[int, Within("count", 0, 36_500, "E_DAYS", whole=True)]
PartialAmount = Annotated[Decimal, Within("money", "0.01", 1_000_000_000, "E_AMT_RANGE")]


class DepositArguments(ToolArguments):
    """A time deposit: yuan, fraction a year, whole months; the rest says when and how it is withdrawn.

    ``withdraw_after_days`` and ``open_date`` with ``withdraw_date`` say the same in two ways;
    ``overdue_days`` counts from the day of maturity. Without any of them the deposit is held to maturity.
    ``demand_rate`` is needed for whatever is withdrawn early or stays overdue. ``partial_amount`` is drawn
    and the rest stays. A ``large_cd`` is also worked out with interest paid every month.
    """

    principal: DepositAmount
    annual_rate: DepositRate
    term_months: Months
    withdraw_after_days: Days | None = None
    overdue_days: Days | None = None
    demand_rate: DepositRate | None = None
    open_date: Day | None = None
    withdraw_date: Day | None = None
    partial_amount: PartialAmount | None = None
    deposit_type: DepositKind = "lump_sum"


class DepositInterest(ToolResult):
    """Yuan and days. ``interest`` is what the withdrawal pays; the rest's interest is beside it."""

    case: Case
    interest: Decimal = Field(description="paid with the sum that is withdrawn")
    paid_out: Decimal = Field(description="that sum with its interest")
    drawn: Decimal = Field(description="the principal that is withdrawn: all of it, or the part")
    term_interest: Decimal = Field(description="what the whole deposit earns when it is held to maturity")
    demand_interest: Decimal = Field(description="the part of ``interest`` at the demand rate")
    rest: Decimal = Field(description="principal that stays after a partial withdrawal")
    rest_interest: Decimal = Field(description="what the rest earns at maturity")
    total_interest: Decimal = Field(description="interest paid now and on the rest at maturity")
    forgone: Decimal = Field(description="how much less than held to maturity; 0 when nothing is drawn early")
    days_held: int | None = Field(None, description="days from opening to withdrawal, where known")
    overdue_days: int = Field(0, description="days after maturity")
    term_days: int = Field(description="days of the term: by the calendar, else at 365 a year")
    open_date: date | None = None
    withdraw_date: date | None = None
    maturity_date: date | None = None
    near_maturity: bool = Field(False, description="only the opening date can tell early from overdue")
    monthly_interest: Decimal | None = Field(None, description="large CD that pays interest monthly")
    minimum: Decimal | None = Field(
        None, description="large CD: the posted minimum, else the customary 200,000"
    )
    below_minimum: bool = Field(False, description="large CD under that minimum")


def deposit_interest(arguments: DepositArguments, context: ToolContext) -> DepositInterest:
    """The interest of a time deposit, by how long it is held.

    Raises:
        UserError: E_PERIOD for dates in the wrong order, E_DAYS for days that contradict the dates, E_MISSING
            for an opening date, a day of withdrawal or a demand rate that the case needs, E_AMT_RANGE for a
            part larger than the deposit.
    """
    language = context.language
    span = _span(arguments, language)
    principal, demand = arguments.principal, arguments.demand_rate or Decimal(0)
    drawn = _drawn(arguments, span, language)
    if span.case != "at_maturity" and arguments.demand_rate is None:
        raise user_error("E_MISSING", language, slot="demand_rate", case="demand_rate")
    contract = Decimal(0) if span.case == "early" else _of_term(drawn, arguments)
    days = {"early": span.days or 0, "at_maturity": 0, "overdue": span.overdue}[span.case]
    at_demand = cents(drawn * demand * days / YEAR_DAYS)
    interest = contract + at_demand
    rest = principal - drawn
    rest_interest = _of_term(rest, arguments)
    term_interest = _of_term(principal, arguments)
    total = interest + rest_interest
    large_cd = arguments.deposit_type == "large_cd"
    minimum = _least_of_large_cd(arguments, span, context) if large_cd else None
    return DepositInterest(
        convention="whole months 30/360, odd days actual/360 at the demand rate; half up to the cent",
        version="deposit_interest/2",
        case=span.case,
        interest=interest,
        paid_out=drawn + interest,
        drawn=drawn,
        term_interest=term_interest,
        demand_interest=at_demand,
        rest=rest,
        rest_interest=rest_interest,
        total_interest=total,
        forgone=max(term_interest - total, Decimal(0)) if span.case == "early" else Decimal(0),
        days_held=span.days,
        overdue_days=span.overdue,
        term_days=span.term_days,
        open_date=span.opened,
        withdraw_date=span.withdrawn,
        maturity_date=span.matures,
        near_maturity=span.doubtful,
        monthly_interest=cents(principal * arguments.annual_rate / 12) if large_cd else None,
        minimum=minimum,
        below_minimum=minimum is not None and principal < minimum,
    )


def _least_of_large_cd(arguments: DepositArguments, span: _Span, context: ToolContext) -> Decimal:
    """The least sum of a large CD: as the bank posts it for the term on the day of opening, else the custom."""
    if context.library is None:
        return LARGE_CD_MINIMUM
    day = span.opened or context.now.date()
    posted = context.library.tables.deposit_rates_on(day, "large_cd", arguments.term_months)
    return next((rate.minimum for rate in posted if rate.minimum is not None), LARGE_CD_MINIMUM)


def _of_term(principal: Decimal, arguments: DepositArguments) -> Decimal:
    return cents(principal * arguments.annual_rate * arguments.term_months / 12)


@dataclass(frozen=True)
class _Span:
    """When a deposit is opened, matures and is withdrawn; ``days`` is None when it is held to maturity."""

    opened: date | None
    withdrawn: date | None
    matures: date | None
    term_days: int
    days: int | None
    doubtful: bool

    @property
    def overdue(self) -> int:
        return max((self.days or 0) - self.term_days, 0)

    @property
    def case(self) -> Case:
        if self.days is None or self.days == self.term_days:
            return "at_maturity"
        return "early" if self.days < self.term_days else "overdue"


def _span(arguments: DepositArguments, language: Language) -> _Span:
    opened, withdrawn = arguments.open_date, arguments.withdraw_date
    days = arguments.withdraw_after_days
    if withdrawn is not None and opened is None:
        if days is None:
            raise user_error("E_MISSING", language, slot="open_date", case="open_date")
        opened = withdrawn - timedelta(days=days)
    matures = None if opened is None else add_months(opened, arguments.term_months)
    term_days = _term_days(arguments.term_months, opened, matures)
    if opened is not None and withdrawn is not None:
        days = _agreed(days, (withdrawn - opened).days, "withdraw_after_days", language)
        if days < 0:
            raise user_error("E_PERIOD", language, slot="withdraw_date", case="withdraw_date")
    if arguments.overdue_days is not None:
        days = _agreed(days, term_days + arguments.overdue_days, "overdue_days", language)
    if opened is not None and withdrawn is None and days is not None:
        withdrawn = opened + timedelta(days=days)
    guessed = opened is None and arguments.overdue_days is None and days is not None
    return _Span(
        opened=opened,
        withdrawn=withdrawn,
        matures=matures,
        term_days=term_days,
        days=days,
        doubtful=guessed and abs((days or 0) - term_days) <= DOUBTFUL_DAYS,
    )


def _term_days(months: int, opened: date | None, matures: date | None) -> int:
    if opened is not None and matures is not None:
        return (matures - opened).days
    return int((Decimal(months * CALENDAR_YEAR) / 12).quantize(Decimal(1), ROUND_HALF_UP))


def _agreed(said: int | None, counted: int, slot: str, language: Language) -> int:
    """The days counted from the dates; what was said in days as well has to agree."""
    if said is not None and said != counted:
        raise user_error("E_DAYS", language, slot=slot, case="conflict", said=said, counted=counted)
    return counted


def _drawn(arguments: DepositArguments, span: _Span, language: Language) -> Decimal:
    part = arguments.partial_amount
    if part is None:
        return arguments.principal
    if part > arguments.principal:
        limits = {
            "minimum": quantity(Decimal("0.01"), "money", language),
            "maximum": quantity(arguments.principal, "money", language),
            "value": quantity(part, "money", language),
        }
        raise user_error("E_AMT_RANGE", language, slot="partial_amount", **limits)
    if span.days is None:
        slot = "withdraw_after_days"
        raise user_error("E_MISSING", language, slot=slot, case=slot)
    return part


TOOL = Tool(
    name="deposit_interest",
    description=Bilingual(
        zh="定期存款与大额存单的利息：到期支取、提前支取、部分提前支取和逾期支取。",
        en="Interest on time deposits and large CDs: at maturity, withdrawn early in whole or in part, overdue.",
    ),
    arguments=DepositArguments,
    result=DepositInterest,
    run=deposit_interest,
)
