"""Sharpe ratio: what a fund earned above the risk-free rate for each unit of its volatility.

Formula: (annualised return − risk-free rate) / annualised volatility (W. F. Sharpe, 1966). All three are of the
same period and a year long; the ratio has no unit and describes the past only.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.values import Within

AnnualReturn = Annotated[Decimal, Within("rate", -1, 10, "E_RATE_RANGE")]
RiskFreeRate = Annotated[Decimal, Within("rate", "-0.05", "0.20", "E_RATE_RANGE")]
Volatility = Annotated[Decimal, Within("rate", "0.0001", 10, "E_RATE_RANGE")]


class SharpeArguments(ToolArguments):
    """Fractions a year."""

    annualised_return: AnnualReturn
    risk_free_rate: RiskFreeRate
    annualised_volatility: Volatility


class SharpeRatio(ToolResult):
    """The excess return (a fraction a year) and the ratio."""

    excess_return: Decimal
    sharpe: Decimal


def sharpe_ratio(arguments: SharpeArguments, context: ToolContext | None = None) -> SharpeRatio:
    """Divide the excess return by the volatility."""
    del context
    return SharpeRatio(
        convention="(annualised return - risk-free rate) / annualised volatility",
        version="sharpe_ratio/1",
        excess_return=arguments.annualised_return - arguments.risk_free_rate,
        sharpe=sharpe(arguments.annualised_return, arguments.risk_free_rate, arguments.annualised_volatility),
    )


def sharpe(annualised_return: Decimal, risk_free_rate: Decimal, annualised_volatility: Decimal) -> Decimal:
    """The ratio to four decimals; the volatility is above zero."""
    ratio = (annualised_return - risk_free_rate) / annualised_volatility
    return ratio.quantize(Decimal("0.0001"), ROUND_HALF_UP)


TOOL = Tool(
    name="sharpe_ratio",
    description=Bilingual(
        zh="夏普比率：年化收益率减去无风险利率，再除以年化波动率；只描述历史。",
        en="Sharpe ratio: annualised return less the risk-free rate, over the annualised volatility; of the past only.",
    ),
    arguments=SharpeArguments,
    result=SharpeRatio,
    run=sharpe_ratio,
)
