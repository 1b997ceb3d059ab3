"""A transfer between accounts, prepared as a slip for the teller to check and execute."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from banks_transfer.accounts import AccountType
from banks_transfer.slip_tool import MAXIMUM, Slip
from common import formatting
from tools.base import to_json


class TransferSlots(TaskSlots):
    """From which account how much goes to whom; into the recipient's checking account unless said otherwise."""

    account_type: Annotated[AccountType, Slot("enum", code="E_CHOICE")]
    amount: Annotated[Decimal, Slot("money", minimum=Decimal("0.01"), maximum=MAXIMUM, code="E_AMT_RANGE")]
    recipient_account_name: Annotated[str, Slot("name")]
    recipient_account_type: Annotated[AccountType, Slot("enum", code="E_CHOICE")] = "checking"


class PrepareTransfer(Task):
    """Prepares the slip. The money is moved by a person in the core system, never by the assistant."""

    intent = "pocket.prepare_transfer"
    Slots = TransferSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One slip."""
        args = to_json(slots.model_dump())
        return (Call("transfer_slip", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What stands on the slip, whether the balance covers it, and who executes it."""
        slip, telling = result_of(runs[0], Slip), Telling(self, scene.language)
        facts = (
            telling.fact("account_type", slip.account_type, telling.say(slip.account_type)),
            telling.fact(
                "amount", to_json(slip.amount), formatting.money(slip.amount, scene.language), required=True
            ),
            telling.fact("recipient_account_name", slip.recipient_account_name, slip.recipient_account_name),
            telling.fact(
                "recipient_account_type",
                slip.recipient_account_type,
                telling.say(slip.recipient_account_type),
            ),
            telling.fact(
                "balance", to_json(slip.balance_before), formatting.money(slip.balance_before, scene.language)
            ),
        )
        steps: list[Step] = [telling.step("result", "slip", facts)]
        steps.append(telling.step("mind", "covered" if slip.covered else "not_covered", facts))
        steps.append(telling.step("mind", "executed_by_teller", facts))
        return Outline(facts=facts, steps=tuple(steps), rewordable=False)
