"""The balance of one of the customer's two accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from banks_transfer.accounts import AccountType, balance_of
from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult


class BalanceArguments(ToolArguments):
    """Which account."""

    account_type: AccountType


class Balance(ToolResult):
    """The balance in yuan, and the day it is of."""

    account_type: AccountType
    balance: Decimal = Field(description="yuan")
    as_of: date


def pocket_balance(arguments: BalanceArguments, context: ToolContext) -> Balance:
    """The balance as the demonstration books have it."""
    return Balance(
        convention="book balance", version="pocket_balance/1", account_type=arguments.account_type,
        balance=balance_of(context, arguments.account_type), as_of=context.now.date(),
    )  # fmt: skip


TOOL = Tool(
    name="pocket_balance",
    description=Bilingual(
        zh="客户结算账户或储蓄账户的余额。", en="The balance of the customer's checking or savings account."
    ),
    arguments=BalanceArguments,
    result=Balance,
    run=pocket_balance,
)
