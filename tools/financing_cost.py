"""What borrowing in instalments really costs a year: the internal rate of return of all that is paid.

The borrower receives the principal less the upfront fee and pays, each month, an instalment of the principal (with
interest where the loan bears any) and a fee on the whole principal. The monthly rate at which both sides are worth
the same is the IRR; nominal annual rate = 12 × IRR, effective = (1 + IRR)^12 − 1. The naive rate, fees over the
principal scaled to a year, is shown only to be told apart from it.

Source: all-in financing cost of personal loans (个人贷款业务明示综合融资成本规定): every interest and fee item counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Final

from pydantic import Field

from common.language import Bilingual
from knowledge.citation import Citation
from tools.amortise import cents, schedule
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited
from tools.messages import user_error
from tools.roots import brent
from tools.values import LoanAmount, LoanRate, Within

BASIS: Final = "financing-cost-rules"
HIGH_COST: Final = Decimal("0.24")
"""A nominal annual cost above this is looked at twice: no loan is quoted at such a rate."""

_HIGHEST_MONTHLY: Final = 5.0
_PLACES: Final = Decimal("1e-10")


class CostArguments(ToolArguments):
    """Yuan; monthly instalments; ``fee_rate_per_period`` a fraction of the whole principal, charged each month.

    ``annual_rate`` is the loan's own interest in equal instalments, fraction a year; none for a card instalment plan.
    """

    principal: LoanAmount
    periods: Annotated[int, Within("count", 1, 360, "E_TERM", whole=True)]
    fee_rate_per_period: Annotated[Decimal, Within("rate", 0, "0.03", "E_RATE_RANGE")] = Decimal(0)
    upfront_fee: Annotated[Decimal, Within("money", 0, 1_000_000_000, "E_AMT_RANGE")] = Decimal(0)
    annual_rate: LoanRate = Decimal(0)


class FinancingCost(ToolResult):
    """Rates are fractions (10 decimals), money is in yuan."""

    received: Decimal = Field(description="principal less the upfront fee")
    payment: Decimal = Field(description="the first instalment, fee included")
    last_payment: Decimal
    fee_per_period: Decimal
    total_fee: Decimal = Field(description="all fees, the upfront one included")
    total_interest: Decimal
    total_cost: Decimal = Field(description="interest and fees")
    total_paid: Decimal = Field(description="all instalments and the upfront fee")
    monthly_irr: Decimal
    nominal_apr: Decimal = Field(description="12 × monthly IRR: simple annualised cost")
    effective_annual_rate: Decimal = Field(description="(1 + monthly IRR)^12 − 1")
    naive_rate: Decimal = Field(description="cost over the principal scaled to a year: understates the cost")
    high_cost: bool = Field(description="nominal annual cost above 24 %: check before signing")
    basis: str = Field(BASIS, description="citation id of the provision")
    citations: tuple[Citation, ...] = Field((), description="the provision, where a library is at hand")


def financing_cost(arguments: CostArguments, context: ToolContext) -> FinancingCost:
    """The annual cost of an instalment plan; UserError ``E_NO_ROOT`` when the upfront fee leaves nothing."""
    principal, periods = arguments.principal, arguments.periods
    fee = cents(principal * arguments.fee_rate_per_period)
    rows = schedule(principal, periods, arguments.annual_rate, "equal_instalment")
    payments = [row.payment + fee for row in rows]
    received = principal - arguments.upfront_fee
    monthly = _irr(received, payments)
    if monthly is None:
        raise user_error("E_NO_ROOT", context.language, slot="upfront_fee", case="cost")
    interest = sum((row.interest for row in rows), Decimal(0))
    fees = fee * len(rows) + arguments.upfront_fee
    nominal = monthly * 12
    return FinancingCost(
        convention="monthly IRR by Brent's method on instalments rounded to the cent; nominal = IRR × 12",
        version="financing_cost/1",
        received=received,
        payment=payments[0],
        last_payment=payments[-1],
        fee_per_period=fee,
        total_fee=fees,
        total_interest=interest,
        total_cost=fees + interest,
        total_paid=sum(payments, arguments.upfront_fee),
        monthly_irr=monthly.quantize(_PLACES, ROUND_HALF_UP),
        nominal_apr=nominal.quantize(_PLACES, ROUND_HALF_UP),
        effective_annual_rate=((1 + monthly) ** 12 - 1).quantize(_PLACES, ROUND_HALF_UP),
        naive_rate=((fees + interest) / principal * 12 / periods).quantize(_PLACES, ROUND_HALF_UP),
        high_cost=nominal > HIGH_COST,
        citations=cited(context, BASIS),
    )


def _irr(received: Decimal, payments: Sequence[Decimal]) -> Decimal | None:
    """The monthly rate that makes the payments worth what was received; ``None`` where there is none."""
    if received <= 0:
        return None
    if sum(payments) == received:
        return Decimal(0)
    amounts = [float(payment) for payment in payments]

    def excess(rate: float) -> float:
        discounted = 0.0
        for amount in reversed(amounts):
            discounted = (discounted + amount) / (1 + rate)
        return discounted - float(received)

    root = brent(excess, 0.0, _HIGHEST_MONTHLY)
    return None if root is None else Decimal(repr(root))


TOOL = Tool(
    name="financing_cost",
    description=Bilingual(
        zh="综合融资成本：把分期手续费和一次性费用折算成年化利率（IRR），并列出息费总额。",
        en="All-in financing cost: instalment and upfront fees as an annual rate (IRR), with all interest and fees.",
    ),
    arguments=CostArguments,
    result=FinancingCost,
    run=financing_cost,
)
