"""Equal instalments beside equal principal, neutrally: what each costs, never which to take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from agent.offers import Offer
from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Task, TaskSlots
from agent.tasks.loan.quote_payment import loan_facts, money_fact
from agent.tasks.loan.slots import LoanSlots
from agent.tasks.posted_rates import loan_offer
from agent.tasks.telling import Telling, result_of
from knowledge.bank_tables import BankTables
from policies.context import PolicyContext
from tools.amortise import Amortisation
from tools.base import to_json


class CompareMethods(Task):
    """Both repayment methods of one loan side by side."""

    intent = "loan.compare_methods"
    Slots = LoanSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One amortisation a method."""
        args = to_json(slots.model_dump())
        loan = args if isinstance(args, dict) else {}
        return tuple(
            Call("amortise", {**loan, "method": method, "schedule": "none"})
            for method in ("equal_instalment", "equal_principal")
        )

    def posted(
        self,
        slot: str,
        given: Mapping[str, JsonValue],
        scene: Scene,
        tables: BankTables,
        before: Offer | None = None,
    ) -> Offer | None:
        """The posted rate of a new loan of this term."""
        return loan_offer(given, scene, tables, before) if slot == "annual_rate" else None

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Each method's figures, then the differences in interest and in the first month."""
        assert isinstance(slots, LoanSlots)
        level, falling = (result_of(run, Amortisation) for run in runs)
        telling = Telling(self, scene.language)
        facts = (
            *loan_facts(telling, slots),
            money_fact(telling, "level_payment", level.payment, required=True),
            money_fact(telling, "level_interest", level.total_interest),
            money_fact(telling, "falling_first", falling.payment, required=True),
            money_fact(telling, "falling_last", falling.last_payment),
            money_fact(telling, "falling_interest", falling.total_interest),
            money_fact(telling, "interest_gap", level.total_interest - falling.total_interest, required=True),
            money_fact(telling, "first_gap", falling.payment - level.payment),
        )
        alike = level.total_interest == falling.total_interest
        steps = (
            telling.step("asked", "asked", facts),
            telling.step("working", "working", facts),
            telling.step("result", "result_level", facts),
            telling.step("result", "result_falling", facts),
            telling.step("result", "result_alike" if alike else "result_gap", facts),
            telling.step("mind", "mind", facts),
        )
        return Outline(
            facts=facts,
            steps=steps,
            disclosures=("calculation", "loan_cost"),
            context=PolicyContext(subject="loan"),
        )
