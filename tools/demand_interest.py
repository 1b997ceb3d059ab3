"""Interest on a demand deposit by the sum of daily balances, settled every quarter.

Rule (interest notice of the People's Bank, seen only in secondary sources, so it is not cited by article): every
day's balance is added up (积数), times the yearly rate over 360; settled on the 20th of March, June, September and
December and credited the day after; on closing, up to the day before. The day of paying in counts, the day of
taking out does not. Each settlement is rounded half up to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from common.language import Bilingual
from tools.amortise import cents
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.deposit_interest import YEAR_DAYS
from tools.messages import user_error
from tools.values import Day, DepositRate, Within

SETTLED_ON = 20
QUARTER_ENDS = frozenset({3, 6, 9, 12})
ONE_DAY = timedelta(days=1)

Balance = Annotated[Decimal, Within("money", 0, 1_000_000_000, "E_AMT_RANGE")]


class BalanceFrom(BaseModel):
    """What the account holds from ``since`` on, interest credited later not counted: yuan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: Day
    balance: Balance


class DemandArguments(ToolArguments):
    """``balances`` in the order of their days; ``annual_rate`` a fraction; ``until`` the day of closing."""

    balances: tuple[BalanceFrom, ...] = Field(min_length=1, max_length=400)
    annual_rate: DepositRate
    until: Day


class Settlement(BaseModel):
    """One settlement: yuan times days, yuan."""

    model_config = ConfigDict(frozen=True)

    settled_on: date
    credited_on: date
    days: int
    balance_days: Decimal
    interest: Decimal


class DemandInterest(ToolResult):
    """Yuan. The last settlement is that of the closing, where days are left for it."""

    settlements: tuple[Settlement, ...]
    interest: Decimal = Field(description="all settlements together")
    closing_balance: Decimal = Field(description="what is paid out on closing, interest included")


def demand_interest(arguments: DemandArguments, context: ToolContext) -> DemandInterest:
    """The interest of a demand deposit from its first balance to its closing.

    Raises:
        UserError: E_SERIES for balances whose days are not in order, E_PERIOD for a closing that is not after the
            first of them.
    """
    days = [row.since for row in arguments.balances]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise user_error("E_SERIES", context.language, slot="balances")
    if arguments.until <= days[0] or days[-1] > arguments.until:
        raise user_error("E_PERIOD", context.language, slot="until", case="until")
    settlements: list[Settlement] = []
    credited = Decimal(0)
    for start, end in _quarters(days[0], arguments.until):
        balance_days = _balance_days(arguments.balances, start, end) + credited * (end - start).days
        interest = cents(balance_days * arguments.annual_rate / YEAR_DAYS)
        credited += interest
        settlements.append(
            Settlement(
                settled_on=end - ONE_DAY,
                credited_on=end,
                days=(end - start).days,
                balance_days=balance_days,
                interest=interest,
            )
        )
    return DemandInterest(
        convention="sum of daily balances, actual/360, settled on the 20th of each quarter's last month; half up to "
        "the cent",
        version="demand_interest/1",
        settlements=tuple(settlements),
        interest=credited,
        closing_balance=arguments.balances[-1].balance + credited,
    )


def _quarters(start: date, until: date) -> Iterator[tuple[date, date]]:
    """The stretches between two settlements, each from its first day to the day it is credited (not counted)."""
    while start < until:
        end = min(_credited_after(start), until)
        yield start, end
        start = end


def _credited_after(day: date) -> date:
    """The next 21st of a quarter's last month after ``day``."""
    year, month = day.year, day.month
    while month not in QUARTER_ENDS or date(year, month, SETTLED_ON + 1) <= day:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, SETTLED_ON + 1)


def _balance_days(rows: Sequence[BalanceFrom], start: date, end: date) -> Decimal:
    """Yuan times days from ``start`` to the day before ``end``."""
    ends = [*(row.since for row in rows[1:]), date.max]
    spans = (
        (row.balance, (min(stop, end) - max(row.since, start)).days)
        for row, stop in zip(rows, ends, strict=True)
    )
    return sum((balance * days for balance, days in spans if days > 0), Decimal(0))


TOOL = Tool(
    name="demand_interest",
    description=Bilingual(
        zh="活期存款利息：按日积数计息，每季末月20日结息，逐次列出。",
        en="Interest on a demand deposit: the sum of daily balances, settled every quarter, listed one by one.",
    ),
    arguments=DemandArguments,
    result=DemandInterest,
    run=demand_interest,
)
