"""What regular investing would come to in hypothetical scenarios, one of them always a loss. No forecast.

Formula: the same sum at the start of each month, moved by the scenario's annual change / 12 a month (annuity due):
A·((1+i)^n − 1)/i·(1+i); A·n where nothing changes. Rounded half up to the cent. Along a price path that the caller
gives, Σ A/price units are bought, at an average cost of n·A/units, worth units × the last price.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import user_error
from tools.values import DepositAmount, Months, read_number

ANNUAL_CHANGES = (Decimal("-0.05"), Decimal(0), Decimal("0.03"), Decimal("0.06"))
"""The scenarios, as fractions a year: a fall, no change, two rises (domain/calculators.md)."""

CENT = Decimal("0.01")


MOST_PRICES = 360
"""A price for each month of the longest term."""


def _prices(value: object) -> tuple[Decimal, ...]:
    """2 to ``MOST_PRICES`` plain numbers above zero; ``E_SERIES`` for anything else."""
    refusal = PydanticCustomError("E_SERIES", "prices above zero, two or more", {"most": MOST_PRICES})
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= MOST_PRICES:
        raise refusal
    try:
        numbers = tuple(read_number(item) for item in value)
    except PydanticCustomError as error:
        raise refusal from error
    if not all(0 < number <= 1_000_000 for number in numbers):
        raise refusal
    return numbers


class DcaArguments(ToolArguments):
    """Yuan a month and whole months; ``price_path`` is a price for each month, the oldest first.

    With a path the term is its length, and need not be said.
    """

    monthly_amount: DepositAmount
    term_months: Months | None = None
    price_path: Annotated[tuple[Decimal, ...], BeforeValidator(_prices)] | None = None


class Scenario(BaseModel):
    """One hypothetical course: ``annual_change`` a fraction a year, money in yuan."""

    model_config = ConfigDict(frozen=True)

    annual_change: Decimal
    value: Decimal = Field(description="what would be there at the end")
    difference: Decimal = Field(description="value less what was paid in; negative is a loss")


class AlongPath(BaseModel):
    """What the same sum buys along the prices given; nothing is rounded before the figure shown."""

    model_config = ConfigDict(frozen=True)

    units: Decimal = Field(description="bought altogether, four decimals")
    average_cost: Decimal = Field(description="paid in over units, six decimals")
    last_price: Decimal
    value: Decimal = Field(description="yuan at the last price")
    difference: Decimal = Field(description="value less what was paid in; negative is a loss")


class DcaScenarios(ToolResult):
    """What is paid in, and what would be there in each scenario, the worst first."""

    paid_in: Decimal
    term_months: int
    hypothetical: bool = True
    scenarios: tuple[Scenario, ...]
    path: AlongPath | None = Field(None, description="None where no prices are given")


def dca_scenarios(arguments: DcaArguments, context: ToolContext) -> DcaScenarios:
    """Work the scenarios out.

    Raises UserError ``E_MISSING`` without a term or a path, ``E_SERIES`` when the two are not of one length.
    """
    path = arguments.price_path
    months = arguments.term_months or (len(path) if path else None)
    if months is None:
        raise user_error("E_MISSING", context.language, slot="term_months")
    if path is not None and len(path) != months:
        raise user_error(
            "E_SERIES", context.language, slot="price_path", case="term", prices=len(path), months=months
        )
    paid_in = arguments.monthly_amount * months
    scenarios = []
    for change in ANNUAL_CHANGES:
        value = end_value(arguments.monthly_amount, months, change)
        scenarios.append(Scenario(annual_change=change, value=value, difference=value - _cents(paid_in)))
    return DcaScenarios(
        convention="hypothetical; paid at the start of each month; nominal annual change / 12 a month",
        version="dca_scenarios/2",
        paid_in=_cents(paid_in),
        term_months=months,
        scenarios=tuple(scenarios),
        path=None if path is None else along_path(arguments.monthly_amount, path),
    )


def along_path(monthly: Decimal, prices: tuple[Decimal, ...]) -> AlongPath:
    """What ``monthly`` yuan at each of ``prices`` buys and is worth at the last of them."""
    paid_in = monthly * len(prices)
    units = sum((monthly / price for price in prices), Decimal(0))
    value = _cents(units * prices[-1])
    return AlongPath(
        units=units.quantize(Decimal("0.0001"), ROUND_HALF_UP),
        average_cost=(paid_in / units).quantize(Decimal("0.000001"), ROUND_HALF_UP),
        last_price=prices[-1],
        value=value,
        difference=value - _cents(paid_in),
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
        zh="定投假设情景：每月固定金额在下跌、持平、上涨情景下的期末金额，以及沿给定价格的份额和平均成本；"
        "仅为演示，不是预测。",
        en="Hypothetical scenarios of regular investing: the end value in a fall, no change and rises, and the units "
        "and average cost along prices given; no forecast.",
    ),
    arguments=DcaArguments,
    result=DcaScenarios,
    run=dca_scenarios,
)
