"""A monthly surplus spread over asset classes: bands with their reasons, step by step, never a product."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common import formatting
from common.errors import UserError
from policies.context import CustomerRisk, PolicyContext
from tools.allocate import Allocation as Bands
from tools.allocate import Band, check_role
from tools.base import to_json


class AllocationSlots(TaskSlots):
    """The customer's grade, for how long, and yuan a month; age and goal where they are told."""

    customer_risk: Annotated[CustomerRisk, Slot("customer_risk", code="E_CHOICE", scope="customer")]
    horizon_months: Annotated[int, Slot("term", minimum=1, maximum=360, code="E_TERM")]
    monthly_surplus: Annotated[Decimal, Slot("money", minimum=50, maximum=1_000_000_000, code="E_AMT_RANGE")]
    age: Annotated[
        int | None, Slot("count", minimum=0, maximum=120, code="E_AGE", counts="age", scope="customer")
    ] = None
    goal: Annotated[str | None, Slot("text")] = None


class Allocation(Task):
    """For the roles the bank lists; a licensed manager confirms whatever it says."""

    intent = "wealth.allocation"
    Slots = AllocationSlots

    def refusal(self, scene: Scene) -> str | None:
        """Other staff hand the customer over."""
        try:
            check_role(scene.staff.role, scene.language)
        except UserError as error:
            return error.message
        return None

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One look at the bank's table."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("allocate", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The emergency fund first, then a band and its reason for each class, then who confirms it."""
        assert isinstance(slots, AllocationSlots)
        found = result_of(runs[0], Bands)
        telling = Telling(self, scene.language)
        facts = _facts(telling, slots, found)
        steps = [
            telling.step("asked", "asked", facts),
            telling.step("working", "emergency", facts),
            telling.step("working", "horizon", facts),
        ]
        for band in found.bands:
            told, step = _band(telling, band)
            facts += told
            steps.append(step)
        if slots.goal is not None:
            steps.append(telling.step("mind", "goal"))
        steps.append(telling.step("mind", "confirm"))
        return Outline(
            facts=tuple(facts),
            steps=tuple(steps),
            disclosures=("wealth",),
            context=PolicyContext(subject="wealth", customer_risk=slots.customer_risk, age=slots.age),
            rewordable=False,
        )


def _facts(telling: Telling, slots: AllocationSlots, found: Bands) -> list[Fact]:
    language = telling.language
    low, high = found.emergency_months
    facts = [
        telling.fact("customer_risk", slots.customer_risk, slots.customer_risk),
        telling.fact("horizon_months", slots.horizon_months, formatting.term(slots.horizon_months, language)),
        telling.fact(
            "monthly_surplus",
            to_json(slots.monthly_surplus),
            formatting.round_money(slots.monthly_surplus, language),
        ),
        telling.fact("emergency", [low, high], telling.say("months", low=str(low), high=str(high))),
        telling.fact("horizon", found.horizon, telling.say(f"horizon_{found.horizon}")),
    ]
    if slots.goal is not None:
        facts.append(telling.fact("goal", slots.goal, slots.goal))
    return facts


def _band(telling: Telling, band: Band) -> tuple[list[Fact], Step]:
    """A class's shares and what they come to a month, with the reason."""
    language = telling.language
    name, reason = band.name[language], band.reason[language]
    head = name[:1].upper() + name[1:]
    if band.high == 0:
        return [], telling.step("result", "band_none", asset=head, reason=reason)
    share = telling.say("range", low=formatting.percent(band.low), high=formatting.percent(band.high))
    amount = telling.say(
        "range",
        low=formatting.money(band.low_amount, language),
        high=formatting.money(band.high_amount, language),
    )
    facts = [
        Fact(
            id=f"share_{band.asset_class}",
            label=telling.say("fact_share", asset=name),
            value=[to_json(band.low), to_json(band.high)],
            text=share,
            required=True,
        ),
        Fact(
            id=f"amount_{band.asset_class}",
            label=telling.say("fact_amount", asset=name),
            value=[to_json(band.low_amount), to_json(band.high_amount)],
            text=amount,
        ),
    ]
    return facts, telling.step("result", "band", asset=head, share=share, amount=amount, reason=reason)
