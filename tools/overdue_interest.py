"""Penalty interest (罚息) on a loan that is overdue or was put to another use than agreed.

Penal rate = contract rate × (1 + uplift); interest = overdue principal × penal rate × days / 360, rounded half up to
the cent. The uplift is agreed within 30 to 50 % for late payment and 50 to 100 % for misuse. Interest that was not
paid bears interest at the penal rate (复利) only where the contract says so.

Source: 中国人民银行关于人民币贷款利率有关问题的通知 (银发〔2003〕251号), unverified; Civil Code (民法典), article 676:
who repays late pays late interest as agreed or as the State provides.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from common import formatting
from common.language import Bilingual
from knowledge.citation import Citation
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited
from tools.messages import user_error
from tools.schedules import cents
from tools.values import Day, LoanRate, Within

Breach = Literal["overdue", "misuse"]

BASIS: Final = "civil-code#676"
DAYS_A_YEAR: Final = 360
MOST_DAYS: Final = 3650
UPLIFTS: Final[dict[Breach, tuple[Decimal, Decimal]]] = {
    "overdue": (Decimal("0.3"), Decimal("0.5")),
    "misuse": (Decimal("0.5"), Decimal(1)),
}
"""Lowest and highest uplift, as fractions of the contract rate."""

_Sum = Within("money", "0.01", 1_000_000_000, "E_AMT_RANGE", places=2)
_Unpaid = Within("money", 0, 1_000_000_000, "E_AMT_RANGE", places=2)
_Days = Within("count", 1, MOST_DAYS, "E_DAYS", whole=True)


class OverdueArguments(ToolArguments):
    """Yuan, fractions; ``uplift`` 0.5 is 50 % above the contract rate.

    The days are said (``days``), or run from ``due_date`` (the first day of penalty interest) to ``paid_date`` (not
    counted). ``unpaid_interest`` bears interest only with ``compounded``: where the contract agrees on it.
    """

    overdue_principal: Annotated[Decimal, _Sum]
    annual_rate: LoanRate
    uplift: Annotated[Decimal, Within("rate", 0, 1, "E_RATE_RANGE")]
    breach: Breach = "overdue"
    days: Annotated[int, _Days] | None = None
    due_date: Day | None = None
    paid_date: Day | None = None
    unpaid_interest: Annotated[Decimal, _Unpaid] = Decimal(0)
    compounded: bool = False


class OverdueInterest(ToolResult):
    """Yuan; rates are fractions a year."""

    breach: Breach
    days: int
    penal_rate: Decimal = Field(description="contract rate × (1 + uplift)")
    daily_interest: Decimal = Field(description="penalty interest of one day, to the cent")
    penalty_interest: Decimal = Field(description="on the overdue principal")
    ordinary_interest: Decimal = Field(description="what the contract rate alone would be, for comparison")
    compound_interest: Decimal = Field(
        description="on the unpaid interest; 0 unless the contract agrees on it"
    )
    total: Decimal = Field(description="penalty and compound interest")
    total_due: Decimal = Field(description="with the overdue principal and the unpaid interest")
    basis: str = Field(BASIS, description="citation id of the provision")
    citations: tuple[Citation, ...] = Field((), description="the provision, where a library is at hand")


def overdue_interest(arguments: OverdueArguments, context: ToolContext) -> OverdueInterest:
    """The penalty interest.

    Raises:
        UserError: ``E_RATE_RANGE`` (an uplift that the breach does not allow), ``E_MISSING`` (no days), ``E_PERIOD``
            (dates out of order), ``E_DAYS`` (more than ten years, or days that are not those of the dates).
    """
    _check_uplift(arguments, context)
    days = _days(arguments, context)
    rate = arguments.annual_rate * (1 + arguments.uplift)

    def accrued(amount: Decimal, annual: Decimal, count: int) -> Decimal:
        return cents(amount * annual * count / DAYS_A_YEAR)

    penalty = accrued(arguments.overdue_principal, rate, days)
    compound = accrued(arguments.unpaid_interest, rate, days) if arguments.compounded else Decimal(0)
    return OverdueInterest(
        convention="contract rate × (1 + uplift) × actual days / 360; rounded half up to the cent",
        version="overdue_interest/1",
        breach=arguments.breach,
        days=days,
        penal_rate=rate,
        daily_interest=accrued(arguments.overdue_principal, rate, 1),
        penalty_interest=penalty,
        ordinary_interest=accrued(arguments.overdue_principal, arguments.annual_rate, days),
        compound_interest=compound,
        total=penalty + compound,
        total_due=arguments.overdue_principal + arguments.unpaid_interest + penalty + compound,
        citations=cited(context, BASIS),
    )


def _check_uplift(arguments: OverdueArguments, context: ToolContext) -> None:
    lowest, highest = UPLIFTS[arguments.breach]
    if not lowest <= arguments.uplift <= highest:
        raise user_error(
            "E_RATE_RANGE",
            context.language,
            slot="uplift",
            case=arguments.breach,
            minimum=formatting.percent(lowest),
            maximum=formatting.percent(highest),
            value=formatting.percent(arguments.uplift),
        )


def _days(arguments: OverdueArguments, context: ToolContext) -> int:
    due, paid, said = arguments.due_date, arguments.paid_date, arguments.days
    language = context.language
    if due is None and paid is None:
        if said is None:
            raise user_error("E_MISSING", language, slot="days")
        return said
    if due is None or paid is None:
        raise user_error("E_MISSING", language, slot="due_date" if due is None else "paid_date")
    counted = _between(due, paid, context)
    if said is not None and said != counted:
        raise user_error("E_DAYS", language, slot="days", case="conflict", said=said, counted=counted)
    return counted


def _between(due: date, paid: date, context: ToolContext) -> int:
    if paid <= due:
        raise user_error("E_PERIOD", context.language, slot="paid_date", case="overdue")
    counted = (paid - due).days
    if counted > MOST_DAYS:
        raise user_error("E_DAYS", context.language, slot="days", minimum=1, maximum=MOST_DAYS, value=counted)
    return counted


TOOL = Tool(
    name="overdue_interest",
    description=Bilingual(
        zh="罚息测算：逾期或者挪用贷款的本金按合同利率上浮后的罚息；合同约定的，再算欠息的复利。",
        en="Penalty interest on overdue or misused principal at the contract rate with its uplift, and compound "
        "interest on unpaid interest where the contract agrees on it.",
    ),
    arguments=OverdueArguments,
    result=OverdueInterest,
    run=overdue_interest,
)
