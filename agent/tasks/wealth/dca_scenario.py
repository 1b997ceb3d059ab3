"""What regular investing would come to, in hypothetical scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.dca_scenarios import AlongPath, DcaScenarios, Scenario


class DcaSlots(TaskSlots):
    """Yuan a month and whole months; a ``price_path``, a price for each month, serves as a term as well."""

    monthly_amount: Annotated[Decimal, Slot("money", minimum=50, maximum=1_000_000_000, code="E_AMT_RANGE")]
    term_months: Annotated[
        int | None, Slot("term", minimum=1, maximum=360, code="E_TERM", instead_of="price_path")
    ] = None
    price_path: Annotated[
        tuple[Decimal, ...] | None, Slot("series", code="E_SERIES", named=True, instead_of="term_months")
    ] = None


class DcaScenarioTask(Task):
    """A loss, no change and two rises: hypothetical, and said to be so."""

    intent = "wealth.dca_scenario"
    Slots = DcaSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """All scenarios at once."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("dca_scenarios", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What is paid in, then each scenario in a sentence of its own, labelled."""
        assert isinstance(slots, DcaSlots)
        found = result_of(runs[0], DcaScenarios)
        telling = Telling(self, scene.language)
        language = scene.language
        facts = [
            telling.fact(
                "monthly_amount",
                to_json(slots.monthly_amount),
                formatting.round_money(slots.monthly_amount, language),
            ),
            telling.fact("term_months", found.term_months, formatting.term(found.term_months, language)),
            telling.fact("paid_in", to_json(found.paid_in), formatting.money(found.paid_in, language)),
        ]
        steps = [telling.step("asked", "asked", facts), telling.step("working", "working", facts)]
        for mark, scenario in zip(telling.say("marks"), found.scenarios, strict=True):
            told, step = _scenario(telling, scenario, mark)
            facts += told
            steps.append(step)
        if found.path is not None:
            told = _path(telling, found.path)
            facts += told
            way = "path_loss" if found.path.difference < 0 else "path_gain"
            steps += [telling.step("working", "path_units", facts), telling.step("result", way, facts)]
        steps.append(telling.step("mind", "mind"))
        return Outline(
            facts=tuple(facts),
            steps=tuple(steps),
            disclosures=("scenario", "wealth"),
            context=PolicyContext(subject="fund"),
            rewordable=False,
        )


def _path(telling: Telling, path: AlongPath) -> list[Fact]:
    """What was bought along the prices given, and what it is worth at the last of them."""

    def money(id_: str, value: Decimal, *, required: bool = False) -> Fact:
        return telling.fact(id_, to_json(value), formatting.money(value, telling.language), required=required)

    def price(id_: str, value: Decimal, text: str) -> Fact:
        return telling.fact(id_, to_json(value), telling.say("price", value=text))

    units = telling.say("units", value=f"{path.units:,.4f}")
    return [
        telling.fact("units", to_json(path.units), units, required=True),
        price("average_cost", path.average_cost, f"{path.average_cost:.6f}"),
        price("last_price", path.last_price, f"{path.last_price:.4f}"),
        money("path_value", path.value, required=True),
        money("path_difference", abs(path.difference)),
    ]


def _scenario(telling: Telling, scenario: Scenario, mark: str) -> tuple[list[Fact], Step]:
    """A scenario's facts, marked so that no two labels are alike, and its sentence."""
    language = telling.language
    texts = {
        "change": formatting.percent(scenario.annual_change),
        "value": formatting.money(scenario.value, language),
        "difference": formatting.money(abs(scenario.difference), language),
    }
    values = {
        "change": to_json(scenario.annual_change),
        "value": to_json(scenario.value),
        "difference": to_json(abs(scenario.difference)),
    }
    facts = [
        Fact(
            id=f"{name}_{mark}",
            label=telling.say(f"fact_{name}", mark=mark),
            value=values[name],
            text=text,
            required=name == "value",
        )
        for name, text in texts.items()
    ]
    way = "loss" if scenario.difference < 0 else "gain" if scenario.difference > 0 else "even"
    return facts, Step(kind="result", text=telling.say(way, mark=mark, **texts))
