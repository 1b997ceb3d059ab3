"""What a series of net asset values shows of the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.fund_metrics import FundMetrics as Metrics
from tools.messages import choice_name


class FundSlots(TaskSlots):
    """Net asset values from the oldest to the newest, with their dates or what lies between two of them."""

    nav_series: Annotated[tuple[Decimal, ...], Slot("series", code="E_SERIES")]
    dates: Annotated[tuple[date, ...] | None, Slot("series", items="date", code="E_SERIES")] = None
    interval: Annotated[Literal["day", "week", "month"], Slot("enum", code="E_CHOICE")] = "week"


class FundMetricsTask(Task):
    """Annualised return where the history is long enough, largest fall, volatility."""

    intent = "wealth.fund_metrics"
    Slots = FundSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One reading of the series."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("fund_metrics", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What was read, the return as far as it may be told, the largest fall, the volatility."""
        assert isinstance(slots, FundSlots)
        found = result_of(runs[0], Metrics)
        telling = Telling(self, scene.language)
        facts = _facts(telling, slots, found)
        steps = tuple(telling.step(kind, name, facts) for kind, name in _names(slots, found))
        return Outline(
            facts=facts,
            steps=steps,
            disclosures=("history", "wealth"),
            context=PolicyContext(subject="fund"),
            evidence=(telling.say("result_too_short"),),
            rewordable=False,
        )


def _names(slots: FundSlots, found: Metrics) -> list[tuple[StepKind, str]]:
    said = "interval" in slots.model_fields_set
    asked = "asked_dates" if not found.days_estimated else "asked" if said else "asked_default"
    names: list[tuple[StepKind, str]] = [("asked", asked)]
    if found.annualised_return is not None:
        names += [("working", "working_return"), ("result", "result_year")]
    elif found.period_return is not None:
        names.append(("result", "result_half_year"))
    else:
        names.append(("result", "result_too_short"))
    names.append(("result", "drawdown" if found.max_drawdown < 0 else "no_drawdown"))
    if found.volatility is not None:
        names.append(("result", "volatility"))
    else:
        names.append(("mind", "no_volatility" if found.points < 3 else "uneven"))
    return [*names, ("mind", "mind")]


def _facts(telling: Telling, slots: FundSlots, found: Metrics) -> tuple[Fact, ...]:
    language = telling.language

    def share(id_: str, value: Decimal | None) -> list[Fact]:
        if value is None:
            return []
        return [telling.fact(id_, to_json(value), formatting.percent(value, 4), required=True)]

    def day(id_: str, value: date | None) -> list[Fact]:
        return (
            [] if value is None else [telling.fact(id_, value.isoformat(), formatting.date(value, language))]
        )

    facts = [
        telling.fact("points", found.points, telling.say("values", value=str(found.points))),
        telling.fact("interval", found.interval, choice_name(found.interval, language)),
        telling.fact("days", found.days, telling.say("span", value=str(found.days))),
        telling.fact("first", to_json(slots.nav_series[0]), _nav(slots.nav_series[0])),
        telling.fact("last", to_json(slots.nav_series[-1]), _nav(slots.nav_series[-1])),
        *day("start", found.start),
        *day("end", found.end),
        *share("period_return", found.period_return),
        *share("annualised_return", found.annualised_return),
        *share("volatility", found.volatility),
        *share("annualised_volatility", found.annualised_volatility),
    ]
    if found.max_drawdown < 0:
        facts += [
            *share("max_drawdown", found.max_drawdown),
            telling.fact("peak", to_json(found.peak), _nav(found.peak)),
            telling.fact("trough", to_json(found.trough), _nav(found.trough)),
        ]
    return tuple(facts)


def _nav(value: Decimal) -> str:
    """Four decimals, as net asset values are published, or as many as the value has."""
    own = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{max(own, 4)}f}"
