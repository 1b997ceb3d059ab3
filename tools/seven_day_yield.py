"""Seven-day annualised yield of a money-market fund from its daily income per 10,000 units.

Formulas (证监会货币市场基金信息披露特别规定 [M]): income paid out or booked monthly, simple: Σ m / 7 × 365 / 10,000;
income reinvested every day, compounded: (Π (1 + m/10,000))^(365/7) − 1. Both describe the week that has passed.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import prod
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.values import read_number

DAYS = 7
UNITS = 10_000
"""Fund units that the daily income is published for."""
MOST = 100
"""Yuan a day per 10,000 units, either way; anything beyond is no daily income."""

_PLACES = Decimal("0.0000000001")


def _week(value: object) -> tuple[Decimal, ...]:
    refusal = PydanticCustomError("E_SERIES", "seven plain numbers", {"days": DAYS, "most": MOST})
    if not isinstance(value, list | tuple) or len(value) != DAYS:
        raise refusal
    try:
        numbers = tuple(read_number(item) for item in value)
    except PydanticCustomError as error:
        raise refusal from error
    if any(abs(number) > MOST for number in numbers):
        raise refusal
    return numbers


class SevenDayArguments(ToolArguments):
    """Yuan of income per 10,000 units on each of seven days, the oldest first."""

    daily_income: Annotated[tuple[Decimal, ...], BeforeValidator(_week)]


class SevenDayYield(ToolResult):
    """Fractions a year, ten decimals; ``total_income`` yuan per 10,000 units over the week."""

    total_income: Decimal
    simple: Decimal
    compounded: Decimal


def seven_day_yield(arguments: SevenDayArguments, context: ToolContext | None = None) -> SevenDayYield:
    """Scale the week to a year, without and with reinvestment."""
    del context
    week = arguments.daily_income
    total = sum(week, Decimal(0))
    growth = prod((1 + income / UNITS for income in week), start=Decimal(1))
    return SevenDayYield(
        convention="seven days, 365 days a year, per 10,000 units; simple and compounded daily",
        version="seven_day_yield/1",
        total_income=total,
        simple=_rounded(total / DAYS * 365 / UNITS),
        compounded=_rounded(growth ** (Decimal(365) / DAYS) - 1),
    )


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, ROUND_HALF_UP)


TOOL = Tool(
    name="seven_day_yield",
    description=Bilingual(
        zh="七日年化收益率：由连续七天的万份收益折算，单利和按日复利两种口径；只描述过去一周。",
        en="Seven-day annualised yield from a week of income per 10,000 units, simple and compounded daily; of the "
        "past week only.",
    ),
    arguments=SevenDayArguments,
    result=SevenDayYield,
    run=seven_day_yield,
)
