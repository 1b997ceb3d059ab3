"""How much is in the customer's checking or savings account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from banks_transfer.accounts import AccountType
from banks_transfer.balance_tool import Balance
from common import formatting
from tools.base import to_json


class BalanceSlots(TaskSlots):
    """Which account."""

    account_type: Annotated[AccountType, Slot("enum", code="E_CHOICE")]


class CheckBalance(Task):
    """Says the balance; fixed words, as for every record of the books."""

    intent = "pocket.check_balance"
    Slots = BalanceSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One lookup."""
        args = to_json(slots.model_dump())
        return (Call("pocket_balance", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The account, the day and the balance."""
        found, telling = result_of(runs[0], Balance), Telling(self, scene.language)
        facts = (
            telling.fact("account_type", found.account_type, telling.say(found.account_type)),
            telling.fact("as_of", found.as_of.isoformat(), formatting.date(found.as_of, scene.language)),
            telling.fact(
                "balance",
                to_json(found.balance),
                formatting.money(found.balance, scene.language),
                required=True,
            ),
        )
        return Outline(
            facts=facts,
            steps=(telling.step("result", "result", facts),),
            disclosures=("record",),
            rewordable=False,
        )
