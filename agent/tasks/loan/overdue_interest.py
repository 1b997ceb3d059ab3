"""What penalty interest falls due on a loan that is overdue, or was put to another use than agreed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.loan.quote_payment import money_fact
from agent.tasks.loan.slots import LoanRate
from agent.tasks.telling import Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.overdue_interest import DAYS_A_YEAR, MOST_DAYS, Breach, OverdueInterest


class OverdueSlots(TaskSlots):
    """The principal overdue in yuan, the contract's rate, the days, and the uplift the contract agrees on."""

    overdue_principal: Annotated[
        Decimal, Slot("money", minimum=Decimal("0.01"), maximum=1_000_000_000, code="E_AMT_RANGE")
    ]
    annual_rate: LoanRate
    days: Annotated[int, Slot("count", minimum=1, maximum=MOST_DAYS, code="E_DAYS", counts="day")]
    uplift: Annotated[
        Decimal, Slot("ratio", minimum=Decimal("0.3"), maximum=1, code="E_RATE_RANGE", named=True)
    ]
    breach: Annotated[Breach, Slot("enum", code="E_CHOICE")] = "overdue"


class PenaltyInterest(Task):
    """The penal rate and the interest of the days overdue, beside that of the contract rate."""

    intent = "loan.overdue_interest"
    Slots = OverdueSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One calculation."""
        args = to_json(slots.model_dump())
        return (Call("overdue_interest", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Asked, the penal rate, the interest, how it compares, what to mind."""
        assert isinstance(slots, OverdueSlots)
        result = result_of(runs[0], OverdueInterest)
        telling = Telling(self, scene.language)
        facts = _facts(telling, slots, result)
        steps = (
            telling.step("asked", f"asked_{result.breach}", facts),
            telling.step("working", "working", facts),
            telling.step("result", "result", facts),
            telling.step("result", "result_compared", facts),
            telling.step("mind", "mind"),
        )
        return Outline(
            facts=facts,
            steps=steps,
            citations=result.citations,
            disclosures=("calculation",),
            context=PolicyContext(subject="loan"),
            rewordable=False,
        )


def _facts(telling: Telling, slots: OverdueSlots, result: OverdueInterest) -> tuple[Fact, ...]:
    language = telling.language
    return (
        telling.fact(
            "overdue_principal",
            to_json(slots.overdue_principal),
            formatting.round_money(slots.overdue_principal, language),
        ),
        telling.fact("annual_rate", to_json(slots.annual_rate), formatting.percent(slots.annual_rate)),
        telling.fact("days", slots.days, telling.say("days_said", value=str(slots.days))),
        telling.fact("year_days", DAYS_A_YEAR, telling.say("days_said", value=str(DAYS_A_YEAR))),
        telling.fact("uplift", to_json(slots.uplift), formatting.percent(slots.uplift)),
        telling.fact("penal_rate", to_json(result.penal_rate), formatting.percent(result.penal_rate)),
        money_fact(telling, "daily_interest", result.daily_interest),
        money_fact(telling, "penalty_interest", result.penalty_interest, required=True),
        money_fact(telling, "ordinary_interest", result.ordinary_interest),
        money_fact(telling, "total_due", result.total_due),
    )
