"""What deposit insurance covers, and of a given sum how much."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.deposit_insurance import InsuranceCover


class CoverSlots(TaskSlots):
    """The sum, in yuan. Without one the limit itself is the answer: nothing has to be asked for that."""

    principal: Annotated[
        Decimal | None, Slot("money", minimum=50, maximum=1_000_000_000, code="E_AMT_RANGE")
    ] = None


class InsuranceCoverTask(Task):
    """The limit of deposit insurance and what it means for a sum."""

    intent = "deposit.insurance_cover"
    Slots = CoverSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One look at the cover, with the sum where it is known."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("deposit_insurance", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The rule, its source, and what is covered of the sum."""
        assert isinstance(slots, CoverSlots)
        cover = result_of(runs[0], InsuranceCover)
        telling = Telling(self, scene.language)

        def sum_of(id_: str, value: Decimal, *, required: bool = False) -> Fact:
            text = formatting.round_money(value, scene.language)
            return telling.fact(id_, to_json(value), text, required=required)

        basis = telling.fact("basis", cover.basis, telling.say("basis"))
        facts = [sum_of("limit", cover.limit, required=slots.principal is None), basis]
        if slots.principal is None or cover.covered is None or cover.excess is None:
            names = ("asked_limit", "working", "result_limit", "mind")
        else:
            facts.insert(0, sum_of("principal", slots.principal))
            facts.append(sum_of("covered", cover.covered, required=True))
            if cover.excess > 0:
                facts.append(sum_of("excess", cover.excess, required=True))
            names = ("asked", "working", "result_above" if cover.excess > 0 else "result_within", "mind")
        kinds: tuple[StepKind, ...] = ("asked", "working", "result", "mind")
        steps = tuple(telling.step(kind, name, facts) for kind, name in zip(kinds, names, strict=True))
        return Outline(
            facts=tuple(facts),
            steps=steps,
            citations=cover.citations,
            context=PolicyContext(subject="deposit"),
            # The worked example has an amount above the limit; without one a model makes something of its absence.
            rewordable=cover.excess is not None and cover.excess > 0,
        )
