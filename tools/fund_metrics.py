"""What a series of net asset values shows of the past: return, largest fall, how widely it moved.

Formulas: annualised return (NAV1/NAV0)^(365/days) − 1, told from one year on only; the return of the period itself
from six months on only (fund advertising rules: shorter histories are not shown). Maximum drawdown
min(NAV/highest so far − 1). Volatility: sample standard deviation (n−1) of the simple returns, annualised by the
square root of the intervals in a year. Sharpe ratio: :mod:`tools.sharpe_ratio`, where the annualised return is told
and a risk-free rate is given.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import stdev
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import user_error
from tools.sharpe_ratio import RiskFreeRate, sharpe
from tools.values import Day, read_number

Interval = Literal["day", "week", "month"]

MOST = 5000
"""Values a series may have: twenty years of trading days."""

A_YEAR, HALF_A_YEAR = 365, 182
INTERVALS_A_YEAR: dict[Interval, int] = {"day": 252, "week": 52, "month": 12}
"""Trading days, weeks and months of a year."""

_DAYS_APART: dict[Interval, float] = {"day": 365 / 252, "week": 7, "month": 365 / 12}
_PLACES = Decimal("0.0000000001")


def _values(value: object) -> tuple[Decimal, ...]:
    """2 to ``MOST`` plain numbers above zero; ``E_SERIES`` for anything else."""
    refusal = PydanticCustomError("E_SERIES", "values above zero, two or more", {"most": f"{MOST:,}"})
    if not isinstance(value, list | tuple) or not 2 <= len(value) <= MOST:
        raise refusal
    try:
        numbers = tuple(read_number(item) for item in value)
    except PydanticCustomError as error:
        raise refusal from error
    if min(numbers) <= 0:
        raise refusal
    return numbers


class FundArguments(ToolArguments):
    """Net asset values from the oldest to the newest; ``interval`` is what lies between two of them."""

    nav_series: Annotated[tuple[Decimal, ...], BeforeValidator(_values)]
    dates: tuple[Day, ...] | None = None
    interval: Interval = "week"
    risk_free_rate: RiskFreeRate | None = Field(None, description="fraction a year, for the Sharpe ratio")


class FundMetrics(ToolResult):
    """Fractions, ten decimals. What the length of the series does not allow is None."""

    points: int
    days: int = Field(description="from the first value to the last; counted by the interval without dates")
    days_estimated: bool
    start: date | None = None
    end: date | None = None
    period_return: Decimal | None = Field(None, description="None below six months")
    annualised_return: Decimal | None = Field(None, description="None below one year")
    max_drawdown: Decimal = Field(description="zero or negative")
    peak: Decimal = Field(description="the value the largest fall began at")
    trough: Decimal = Field(description="the value it ended at")
    volatility: Decimal | None = Field(None, description="per interval; None below three values")
    annualised_volatility: Decimal | None = None
    sharpe: Decimal | None = Field(
        None, description="None without a risk-free rate, an annualised return and a volatility above zero"
    )
    interval: Interval
    uneven: bool = Field(description="the dates do not lie an interval apart: the volatility is not told")


def fund_metrics(arguments: FundArguments, context: ToolContext) -> FundMetrics:
    """Read the series.

    Raises UserError ``E_SERIES`` when the dates do not belong to the values or do not ascend.
    """
    series, dates, interval = arguments.nav_series, arguments.dates, arguments.interval
    if dates is not None:
        ascending = all(earlier < later for earlier, later in pairwise(dates))
        if len(dates) != len(series) or not ascending:
            raise user_error("E_SERIES", context.language, slot="dates", case="dates")
    gaps = len(series) - 1
    days = (dates[-1] - dates[0]).days if dates else round(gaps * _DAYS_APART[interval])
    uneven = dates is not None and not 0.5 <= days / gaps / _DAYS_APART[interval] <= 1.5
    growth = series[-1] / series[0]
    drawdown, peak, trough = max_drawdown(series)
    spread = None if uneven else _volatility(series)
    yearly = None if spread is None else spread * Decimal(INTERVALS_A_YEAR[interval]).sqrt()
    annualised = growth ** (Decimal(365) / days) - 1 if days >= A_YEAR else None
    free = arguments.risk_free_rate
    return FundMetrics(
        convention=f"annualised by 365 days; simple returns, n-1; {INTERVALS_A_YEAR[interval]} {interval}s a year",
        version="fund_metrics/2",
        points=len(series),
        days=days,
        days_estimated=dates is None,
        start=dates[0] if dates else None,
        end=dates[-1] if dates else None,
        period_return=_rounded(growth - 1) if days >= HALF_A_YEAR else None,
        annualised_return=None if annualised is None else _rounded(annualised),
        max_drawdown=_rounded(drawdown),
        peak=peak,
        trough=trough,
        volatility=None if spread is None else _rounded(spread),
        annualised_volatility=None if yearly is None else _rounded(yearly),
        sharpe=sharpe(annualised, free, yearly)
        if annualised is not None and free is not None and yearly
        else None,
        interval=interval,
        uneven=uneven,
    )


def max_drawdown(series: tuple[Decimal, ...]) -> tuple[Decimal, Decimal, Decimal]:
    """The largest fall from a high as a fraction, with the high and the low; zero for a series that never fell."""
    highest, worst = series[0], (Decimal(0), series[0], series[0])
    for value in series:
        highest = max(highest, value)
        fall = value / highest - 1
        if fall < worst[0]:
            worst = (fall, highest, value)
    return worst


def _volatility(series: tuple[Decimal, ...]) -> Decimal | None:
    returns = [later / earlier - 1 for earlier, later in pairwise(series)]
    return Decimal(stdev(returns)) if len(returns) >= 2 else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_PLACES, ROUND_HALF_UP)


TOOL = Tool(
    name="fund_metrics",
    description=Bilingual(
        zh="净值序列的历史指标：满一年的年化收益率、最大回撤、波动率，给出无风险利率时还有夏普比率。",
        en="What a series of net asset values shows of the past: annualised return from one year on, largest fall, "
        "volatility, and the Sharpe ratio where a risk-free rate is given.",
    ),
    arguments=FundArguments,
    result=FundMetrics,
    run=fund_metrics,
)
