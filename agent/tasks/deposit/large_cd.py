"""What a large-denomination certificate of deposit earns, at maturity or month by month."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, TaskSlots
from agent.tasks.deposit.term_interest import DepositSlots, TermInterest, deposit_outline, interest_told
from agent.tasks.telling import Telling, result_of
from common import formatting
from tools.base import to_json
from tools.deposit_interest import DepositInterest


class LargeCd(TermInterest):
    """Interest of a large CD; the monthly payout beside it, and a word where the sum is below the custom."""

    intent = "deposit.large_cd"
    kind = "large_cd"

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One deposit, of this kind."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (
            Call("deposit_interest", {**args, "deposit_type": self.kind} if isinstance(args, dict) else {}),
        )

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The interest as for any time deposit, then what is particular to a large CD."""
        assert isinstance(slots, DepositSlots)
        deposit = result_of(runs[0], DepositInterest)
        facts, steps = interest_told(slots, deposit, scene.language, kind=self.kind)
        telling = Telling(self, scene.language)

        def add_sum(id_: str, value: Decimal, text: str, *, required: bool = False) -> None:
            facts.append(telling.fact(id_, to_json(value), text, required=required))

        if deposit.case == "at_maturity" and deposit.monthly_interest is not None and deposit.rest == 0:
            monthly = formatting.money(deposit.monthly_interest, scene.language)
            add_sum("monthly_interest", deposit.monthly_interest, monthly, required=True)
            place = next(at for at, step in enumerate(steps) if step.kind == "mind")
            steps.insert(place, telling.step("result", "result_monthly", facts))
        if deposit.below_minimum and deposit.minimum is not None:
            add_sum("minimum", deposit.minimum, formatting.round_money(deposit.minimum, scene.language))
            steps.append(telling.step("mind", "mind_below_minimum", facts))
        steps.append(telling.step("mind", "mind_transfer"))
        return deposit_outline(facts, steps)
