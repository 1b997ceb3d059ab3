"""What regular investing would come to in hypothetical scenarios, one of them always a loss. No forecast.

Formula: the same sum at the start of each month, moved by the scenario's annual change / 12 a month (annuity due):
A·((1+i)^n − 1)/i·(1+i); A·n where nothing changes. Rounded half up to the cent.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict, Field

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.values import DepositAmount, Months

ANNUAL_CHANGES = (Decimal("-0.05"), Decimal(0), Decimal("0.03"), Decimal("0.06"))
"""The scenarios, as fractions a year: a fall, no change, two rises (domain/calculators.md)."""

CENT = Decimal("0.01")


class DcaArguments(ToolArguments):
    """Yuan a month and whole months."""

    monthly_amount: DepositAmount
    term_months: Months


class Scenario(BaseModel):
    """One hypothetical course: ``annual_change`` a fraction a year, money in yuan."""

    model_config = ConfigDict(frozen=True)

    annual_change: Decimal
    value: Decimal = Field(description="what would be there at the end")
    difference: Decimal = Field(description="value less what was paid in; negative is a loss")


class DcaScenarios(ToolResult):
    """What is paid in, and what would be there in each scenario, the worst first."""

    paid_in: Decimal
    hypothetical: bool = True
    scenarios: tuple[Scenario, ...]


def dca_scenarios(arguments: DcaArguments, context: ToolContext | None = None) -> DcaScenarios:
    """Work the scenarios out."""
    del context
    paid_in = arguments.monthly_amount * arguments.term_months
    scenarios = []
    for change in ANNUAL_CHANGES:
        value = end_value(arguments.monthly_amount, arguments.term_months, change)
        scenarios.append(Scenario(annual_change=change, value=value, difference=value - _cents(paid_in)))
    return DcaScenarios(
        convention="hypothetical; paid at the start of each month; nominal annual change / 12 a month",
        version="dca_scenarios/1",
        paid_in=_cents(paid_in),
        scenarios=tuple(scenarios),
    )


def end_value(monthly: Decimal, months: int, annual_change: Decimal) -> Decimal:
    """What ``monthly`` yuan at the start of each of ``months`` months would come to, to the cent."""
    if annual_change == 0:
        return _cents(monthly * months)
    growth = 1 + annual_change / 12
    return _cents(monthly * (growth**months - 1) / (growth - 1) * growth)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


TOOL = Tool(
    name="dca_scenarios",
    description=Bilingual(
        zh="定投假设情景：每月固定金额在下跌、持平、上涨情景下的期末金额，仅为演示，不是预测。",
        en="Hypothetical scenarios of regular investing: the end value in a fall, no change and rises; no forecast.",
    ),
    arguments=DcaArguments,
    result=DcaScenarios,
    run=dca_scenarios,
)
