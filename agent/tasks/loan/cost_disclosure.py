"""An instalment fee as the annual rate it amounts to: all-in financing cost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.loan.quote_payment import money_fact
from agent.tasks.loan.slots import LoanSum
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.financing_cost import FinancingCost


class CostSlots(TaskSlots):
    """The sum, the number of monthly instalments, the fee each of them bears, and one taken at the start."""

    principal: LoanSum
    periods: Annotated[int, Slot("count", minimum=1, maximum=360, code="E_TERM", counts="instalment")]
    fee_rate_per_period: Annotated[
        Decimal, Slot("ratio", minimum=0, maximum=Decimal("0.03"), code="E_RATE_RANGE")
    ]
    upfront_fee: Annotated[
        Decimal | None, Slot("money", minimum=0, maximum=1_000_000_000, code="E_AMT_RANGE")
    ] = None


class CostDisclosure(Task):
    """Nominal and effective annual rate of an instalment plan, beside the naive sum of its fees."""

    intent = "loan.cost_disclosure"
    Slots = CostSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One conversion."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("financing_cost", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Asked, the instalment, the annual rates, why they are above the naive one, what to mind."""
        assert isinstance(slots, CostSlots)
        cost = result_of(runs[0], FinancingCost)
        telling = Telling(self, scene.language)
        upfront = slots.upfront_fee is not None and slots.upfront_fee > 0
        facts = _facts(telling, slots, cost)
        names: list[tuple[StepKind, str]] = [
            ("asked", "asked_upfront" if upfront else "asked"),
            ("working", "working"),
            ("result", "result"),
            ("result", "result_total"),
        ]
        if upfront and cost.fee_per_period > 0:
            names.append(("result", "result_items"))
        names.append(("mind", "mind" if cost.total_cost > 0 else "mind_no_cost"))
        if cost.high_cost:
            names.append(("mind", "mind_high_cost"))
        return Outline(
            facts=facts,
            steps=tuple(telling.step(kind, name, facts) for kind, name in names),
            citations=cost.citations,
            disclosures=("calculation", "loan_cost"),
            context=PolicyContext(subject="loan"),
            rewordable=False,
        )


def _facts(telling: Telling, slots: CostSlots, cost: FinancingCost) -> tuple[Fact, ...]:
    language = telling.language

    def rate(id_: str, value: Decimal, places: int, *, required: bool = False) -> Fact:
        return telling.fact(id_, to_json(value), formatting.percent(value, places), required=required)

    facts = [
        telling.fact(
            "principal", to_json(slots.principal), formatting.round_money(slots.principal, language)
        ),
        telling.fact("periods", slots.periods, telling.say("instalments", value=str(slots.periods))),
        telling.fact(
            "fee_rate_per_period",
            to_json(slots.fee_rate_per_period),
            formatting.percent(slots.fee_rate_per_period),
        ),
        money_fact(telling, "instalment", cost.payment),
        money_fact(telling, "fee_per_period", cost.fee_per_period),
        rate("monthly_irr", cost.monthly_irr, 4),
        rate("nominal_apr", cost.nominal_apr, 2, required=True),
        rate("effective_annual_rate", cost.effective_annual_rate, 2, required=True),
        money_fact(telling, "total_fee", cost.total_fee, required=True),
        rate("naive_rate", cost.naive_rate, 2),
    ]
    if slots.upfront_fee is not None and slots.upfront_fee > 0:
        facts.append(money_fact(telling, "upfront_fee", slots.upfront_fee))
        facts.append(money_fact(telling, "instalment_fees", cost.total_fee - slots.upfront_fee))
    return tuple(facts)
