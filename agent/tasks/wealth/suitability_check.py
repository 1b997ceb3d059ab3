"""May this customer be sold a product of this level?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common import formatting
from common.errors import UserError
from policies.context import CustomerRisk, PolicyContext, ProductRisk
from policies.suitability import insists
from tools.account_access import identified
from tools.base import to_json
from tools.check_suitability import Suitability
from tools.core_banking import CoreBanking


class SuitabilitySlots(TaskSlots):
    """The two levels; what is known of the customer's age and assessment narrows the answer."""

    customer_risk: Annotated[CustomerRisk, Slot("customer_risk", code="E_CHOICE", scope="customer")]
    product_risk: Annotated[ProductRisk, Slot("product_risk", code="E_CHOICE")]
    age: Annotated[
        int | None, Slot("count", minimum=0, maximum=120, code="E_AGE", counts="age", scope="customer")
    ] = None
    assessment_date: Annotated[date | None, Slot("date", code="E_DATE", scope="customer")] = None


class SuitabilityCheck(Task):
    """Suitable, not suitable, or to be assessed again; and whether a licensed manager takes over."""

    intent = "wealth.suitability_check"
    Slots = SuitabilitySlots

    def from_records(
        self, given: Mapping[str, JsonValue], scene: Scene, bank: CoreBanking
    ) -> Mapping[str, JsonValue]:
        """Grade, age and assessment of the customer at the counter, unless the words describe another."""
        if scene.customer is None:
            return {}
        try:
            customer = identified(bank, scene.staff, scene.customer, scene.language)
        except UserError:
            return {}
        held: dict[str, JsonValue] = {
            "customer_risk": customer.risk_grade,
            "age": customer.age,
            "assessment_date": None if customer.assessed_on is None else customer.assessed_on.isoformat(),
        }
        if any(given.get(name) not in (None, value) for name, value in held.items()):
            return {}
        return {name: value for name, value in held.items() if value is not None}

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One check."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("check_suitability", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The verdict and why; then what has to happen now. The words are fixed."""
        assert isinstance(slots, SuitabilitySlots)
        found = result_of(runs[0], Suitability)
        telling = Telling(self, scene.language)
        facts = _facts(telling, slots, found)
        insisted = found.levels_above > 0 and insists(scene.utterance)
        return Outline(
            facts=facts,
            steps=_steps(telling, facts, slots, found),
            citations=found.citations,
            disclosures=("wealth",) if found.decision == "suitable" else (),
            context=PolicyContext(
                subject="wealth",
                customer_risk=slots.customer_risk,
                product_risk=slots.product_risk,
                age=slots.age,
            ),
            rewordable=False,
            escalate=(
                "vulnerable_customer"
                if found.vulnerable
                else "suitability"
                if found.expired or insisted
                else None
            ),
        )


def _steps(
    telling: Telling, facts: Sequence[Fact], slots: SuitabilitySlots, found: Suitability
) -> tuple[Step, ...]:
    steps = [
        telling.step("asked", "asked" if slots.age is None else "asked_age", facts),
        telling.step("working", "rule", facts),
        telling.step("result", found.decision, facts),
    ]
    if found.levels_above:
        steps.append(telling.step("mind", "no_way_round"))
    if found.expired and found.decision != "reassess":
        steps.append(telling.step("mind", "expired_too", facts))
    if found.decision == "suitable":
        known = "valid_until" if found.valid_until is not None else "date_unknown"
        steps.append(telling.step("mind", known, facts))
    if found.vulnerable:
        steps.append(telling.step("mind", "vulnerable"))
    if found.recorded_risk is not None:
        steps.append(telling.step("mind", "on_file", facts))
    return tuple(steps)


def _facts(telling: Telling, slots: SuitabilitySlots, found: Suitability) -> tuple[Fact, ...]:
    facts = [
        telling.fact("customer_risk", slots.customer_risk, slots.customer_risk, required=True),
        telling.fact("product_risk", slots.product_risk, slots.product_risk, required=True),
        telling.fact("highest_product", found.highest_product, found.highest_product),
        telling.fact("decision", found.decision, telling.say(f"decision_{found.decision}")),
    ]
    if slots.age is not None:
        facts.append(telling.fact("age", slots.age, telling.say("years_old", value=str(slots.age))))
    if slots.assessment_date is not None and found.valid_until is not None:
        for id_, day in (("assessment_date", slots.assessment_date), ("valid_until", found.valid_until)):
            facts.append(telling.fact(id_, day.isoformat(), formatting.date(day, telling.language)))
    if found.recorded_risk is not None:
        facts.append(telling.fact("recorded_risk", found.recorded_risk, found.recorded_risk))
    return tuple(facts)
