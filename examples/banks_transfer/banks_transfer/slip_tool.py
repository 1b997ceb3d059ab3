"""A transfer prepared as a slip: a teller reads it through and executes it in the core system. Nothing is moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from banks_transfer.accounts import AccountType, balance_of
from common.language import Bilingual
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.values import Within

MAXIMUM = 5_000_000
"""Yuan; an assumption of this example, to be replaced by the branch's own limit."""

Sum = Annotated[Decimal, Within("money", "0.01", MAXIMUM, "E_AMT_RANGE")]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class SlipArguments(ToolArguments):
    """From which account how much goes to whom, into which of the recipient's accounts."""

    account_type: AccountType
    amount: Sum
    recipient_account_name: Name
    recipient_account_type: AccountType = "checking"


class Slip(ToolResult):
    """The slip, in yuan. ``status`` is always ``prepared``: executing it is the teller's business."""

    account_type: AccountType
    amount: Decimal
    recipient_account_name: str
    recipient_account_type: AccountType
    balance_before: Decimal = Field(description="yuan in the account that is debited")
    covered: bool = Field(description="whether the balance is enough")
    prepared_on: date
    status: Literal["prepared"] = "prepared"


def transfer_slip(arguments: SlipArguments, context: ToolContext) -> Slip:
    """Write the slip, and say whether the balance covers it."""
    balance = balance_of(context, arguments.account_type)
    return Slip(
        convention="slip for the teller, not executed", version="transfer_slip/1", balance_before=balance,
        covered=arguments.amount <= balance, prepared_on=context.now.date(), **arguments.model_dump(),
    )  # fmt: skip


TOOL = Tool(
    name="transfer_slip",
    description=Bilingual(
        zh="把一笔转账准备成单据，由柜员核对后在核心系统办理；本工具不动账。",
        en="Prepares a transfer as a slip that a teller checks and executes in the core system; nothing is moved.",
    ),
    arguments=SlipArguments,
    result=Slip,
    run=transfer_slip,
)
