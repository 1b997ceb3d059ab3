"""What borrowing really costs a year, all in: the internal rate of return of everything that is paid.

The borrower receives the principal less what is charged upfront and pays, each month, an instalment of the loan
(with interest where it bears any) and the fees of each period, which run on the whole principal. The monthly rate at
which both sides are worth the same is the IRR; nominal annual rate = 12 × IRR, effective = (1 + IRR)^12 − 1. The
naive rate, cost over the principal scaled to a year, is shown only to be told apart from it. A rate quoted by the day
is turned into a year's by 360 or 365 days, and both are stated.

Source: all-in financing cost of personal loans (个人贷款业务明示综合融资成本规定): every interest and fee item counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from common import formatting
from common.language import Bilingual
from knowledge.citation import Citation
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited
from tools.cost_items import CostItem, OtherFee, monthly_irr
from tools.messages import choice_name, user_error
from tools.schedules import Row, cents, interest_of, schedule
from tools.values import HIGHEST_LOAN_RATE, LoanAmount, LoanRate, Within

BASIS: Final = "financing-cost-rules"
HIGH_COST: Final = Decimal("0.24")
"""A nominal annual cost above this is looked at twice: no loan is quoted at such a rate."""

_PLACES: Final = Decimal("1e-10")


class CostArguments(ToolArguments):
    """Yuan; monthly instalments; ``fee_rate_per_period`` a fraction of the whole principal, charged each month.

    ``annual_rate`` is the loan's own interest, fraction a year; none for a card instalment plan. ``daily_rate`` says
    it by the day instead and is worth ``day_basis`` days a year. ``other_fees`` are all further charges by name.
    """

    principal: LoanAmount
    periods: Annotated[int, Within("count", 1, 360, "E_TERM", whole=True)]
    fee_rate_per_period: Annotated[Decimal, Within("rate", 0, "0.03", "E_RATE_RANGE")] = Decimal(0)
    upfront_fee: Annotated[Decimal, Within("money", 0, 1_000_000_000, "E_AMT_RANGE", places=2)] = Decimal(0)
    annual_rate: LoanRate = Decimal(0)
    daily_rate: Annotated[Decimal, Within("rate", 0, "0.001", "E_RATE_RANGE")] | None = None
    day_basis: Literal[360, 365] = 360
    method: Literal["equal_instalment", "equal_principal", "interest_only"] = "equal_instalment"
    other_fees: Annotated[tuple[OtherFee, ...], Field(max_length=20)] = ()


class DailyRate(BaseModel):
    """A rate by the day as a year's, by both counts of days; ``basis`` is the one the figures follow."""

    model_config = ConfigDict(frozen=True)

    daily_rate: Decimal
    basis: Literal[360, 365]
    annual_by_360: Decimal
    annual_by_365: Decimal


class FinancingCost(ToolResult):
    """Rates are fractions (10 decimals), money is in yuan."""

    received: Decimal = Field(description="principal less what is charged upfront")
    payment: Decimal = Field(description="the first instalment, fees included")
    last_payment: Decimal
    fee_per_period: Decimal
    total_fee: Decimal = Field(description="all fees, the upfront ones included")
    total_interest: Decimal
    total_cost: Decimal = Field(description="interest and fees")
    total_paid: Decimal = Field(description="all instalments and what is charged upfront")
    monthly_irr: Decimal
    nominal_apr: Decimal = Field(description="12 × monthly IRR: simple annualised cost")
    effective_annual_rate: Decimal = Field(description="(1 + monthly IRR)^12 − 1")
    naive_rate: Decimal = Field(description="cost over the principal scaled to a year: understates the cost")
    items: tuple[CostItem, ...] = Field(description="the table: every item, adding up to cost and rate")
    daily: DailyRate | None = Field(None, description="where the rate was quoted by the day")
    high_cost: bool = Field(description="nominal annual cost above 24 %: check before signing")
    basis: str = Field(BASIS, description="citation id of the provision")
    citations: tuple[Citation, ...] = Field((), description="the provision, where a library is at hand")


class _Charge(BaseModel):
    """A fee with the sum charged each time; ``each`` where every instalment bears it."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: Literal["instalment_fee", "upfront_fee", "other"]
    amount: Decimal
    each: bool


def financing_cost(arguments: CostArguments, context: ToolContext) -> FinancingCost:
    """The annual cost of a loan or instalment plan with the table of its items.

    Raises:
        UserError: ``E_NO_ROOT`` when what is charged upfront leaves nothing, ``E_VALUE`` when a rate is said both by
            the year and by the day, ``E_RATE_RANGE`` when a daily rate is above 24 % a year.
    """
    principal, periods = arguments.principal, arguments.periods
    daily = _daily(arguments, context)
    rate = arguments.annual_rate if daily is None else _by_basis(daily)
    rows = schedule(principal, periods, rate, arguments.method)
    charges = tuple(_charges(arguments, context))
    monthly = _irr(principal, rows, charges)
    if monthly is None:
        raise user_error("E_NO_ROOT", context.language, slot="upfront_fee", case="cost")
    each, upfront = _charged(charges)
    interest, fees = interest_of(rows), each * len(rows) + upfront
    nominal = monthly * 12
    return FinancingCost(
        convention="monthly IRR by Brent's method on instalments rounded to the cent; nominal = IRR × 12",
        version="financing_cost/2",
        received=principal - upfront,
        payment=rows[0].payment + each,
        last_payment=rows[-1].payment + each,
        fee_per_period=each,
        total_fee=fees,
        total_interest=interest,
        total_cost=fees + interest,
        total_paid=principal + interest + fees,
        monthly_irr=_shown(monthly),
        nominal_apr=_shown(nominal),
        effective_annual_rate=_shown((1 + monthly) ** 12 - 1),
        naive_rate=_shown((fees + interest) / principal * 12 / periods),
        items=_items(principal, rows, charges, context),
        daily=daily,
        high_cost=nominal > HIGH_COST,
        citations=cited(context, BASIS),
    )


def _charges(arguments: CostArguments, context: ToolContext) -> Iterator[_Charge]:
    """The fees in the order of the table; those of nothing are left out."""
    fee = cents(arguments.principal * arguments.fee_rate_per_period)
    if fee:
        name = choice_name("instalment_fee", context.language)
        yield _Charge(name=name, kind="instalment_fee", amount=fee, each=True)
    if arguments.upfront_fee:
        name = choice_name("upfront_fee", context.language)
        yield _Charge(name=name, kind="upfront_fee", amount=arguments.upfront_fee, each=False)
    for other in arguments.other_fees:
        if other.amount:
            each = other.charged == "each_period"
            yield _Charge(name=other.name, kind="other", amount=other.amount, each=each)


def _charged(charges: Sequence[_Charge]) -> tuple[Decimal, Decimal]:
    """What is charged with each instalment, and what upfront."""
    each = sum((charge.amount for charge in charges if charge.each), Decimal(0))
    return each, sum((charge.amount for charge in charges if not charge.each), Decimal(0))


def _irr(principal: Decimal, rows: Sequence[Row], charges: Sequence[_Charge]) -> Decimal | None:
    each, upfront = _charged(charges)
    return monthly_irr(principal - upfront, [row.payment + each for row in rows])


def _items(
    principal: Decimal, rows: Sequence[Row], charges: Sequence[_Charge], context: ToolContext
) -> tuple[CostItem, ...]:
    """The table. Each prefix of the charges has a rate, because all of them together have one."""
    before = _irr(principal, rows, ()) or Decimal(0)
    items = [
        CostItem(
            name=choice_name("interest", context.language),
            kind="interest",
            charged="with_instalments",
            amount=None,
            total=interest_of(rows),
            adds_to_rate=_shown(before * 12),
        )
    ]
    for count, charge in enumerate(charges, 1):
        after = _irr(principal, rows, charges[:count]) or Decimal(0)
        items.append(
            CostItem(
                name=charge.name,
                kind=charge.kind,
                charged="each_period" if charge.each else "upfront",
                amount=charge.amount,
                total=charge.amount * (len(rows) if charge.each else 1),
                adds_to_rate=_shown(after * 12) - _shown(before * 12),
            )
        )
        before = after
    return tuple(items)


def _daily(arguments: CostArguments, context: ToolContext) -> DailyRate | None:
    rate = arguments.daily_rate
    if rate is None:
        return None
    if arguments.annual_rate:
        raise user_error("E_VALUE", context.language, slot="daily_rate", case="daily")
    daily = DailyRate(
        daily_rate=rate, basis=arguments.day_basis, annual_by_360=rate * 360, annual_by_365=rate * 365
    )
    if _by_basis(daily) > HIGHEST_LOAN_RATE:
        raise user_error(
            "E_RATE_RANGE",
            context.language,
            slot="annual_rate",
            minimum=formatting.percent(Decimal(0)),
            maximum=formatting.percent(HIGHEST_LOAN_RATE),
            value=formatting.percent(_by_basis(daily)),
        )
    return daily


def _by_basis(daily: DailyRate) -> Decimal:
    return daily.annual_by_360 if daily.basis == 360 else daily.annual_by_365


def _shown(rate: Decimal) -> Decimal:
    return rate.quantize(_PLACES, ROUND_HALF_UP)


TOOL = Tool(
    name="financing_cost",
    description=Bilingual(
        zh="综合融资成本：把利息、分期手续费和各项费用折算成年化利率（IRR），逐项列出并合计。",
        en="All-in financing cost: interest, instalment fees and every other charge as an annual rate (IRR), item "
        "by item and in all.",
    ),
    arguments=CostArguments,
    result=FinancingCost,
    run=financing_cost,
)
