"""What a series of net asset values, or a week of a money-market fund's income, shows of the past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.fund_metrics import A_YEAR
from tools.fund_metrics import FundMetrics as Metrics
from tools.messages import choice_name
from tools.seven_day_yield import DAYS, MOST, UNITS, SevenDayYield


class FundSlots(TaskSlots):
    """Net asset values from the oldest to the newest, with their dates or what lies between two of them.

    A week of ``daily_income`` (yuan per 10,000 units) of a money-market fund serves as well. ``risk_free_rate``, a
    fraction a year, is for the Sharpe ratio.
    """

    nav_series: Annotated[
        tuple[Decimal, ...] | None, Slot("series", code="E_SERIES", instead_of="daily_income")
    ] = None
    dates: Annotated[tuple[date, ...] | None, Slot("series", items="date", code="E_SERIES")] = None
    interval: Annotated[Literal["day", "week", "month"], Slot("enum", code="E_CHOICE")] = "week"
    risk_free_rate: Annotated[
        Decimal | None,
        Slot("rate", minimum=Decimal("-0.05"), maximum=Decimal("0.2"), code="E_RATE_RANGE", bare=False),
    ] = None
    daily_income: Annotated[
        tuple[Decimal, ...] | None,
        Slot("series", minimum=-MOST, maximum=MOST, code="E_SERIES", named=True, instead_of="nav_series"),
    ] = None


class FundMetricsTask(Task):
    """Annualised return where the history is long enough, largest fall, volatility; or a week's annualised yield."""

    intent = "wealth.fund_metrics"
    Slots = FundSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One reading of the series, or of the week."""
        args = to_json(slots.model_dump(exclude_none=True))
        given = args if isinstance(args, dict) else {}
        if "nav_series" not in given:
            return (Call("seven_day_yield", {"daily_income": given["daily_income"]}),)
        return (Call("fund_metrics", {name: given[name] for name in given if name != "daily_income"}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What was read, the return as far as it may be told, the largest fall, the volatility."""
        assert isinstance(slots, FundSlots)
        telling = Telling(self, scene.language)
        if slots.nav_series is None:
            facts, steps = _week(telling, result_of(runs[0], SevenDayYield))
        else:
            found = result_of(runs[0], Metrics)
            facts = _facts(telling, slots, found)
            asked = self.shows("sharpe", scene)
            steps = tuple(
                telling.step(kind, name, facts) for kind, name in _names(slots, found, sharpe_asked=asked)
            )
        return Outline(
            facts=facts,
            steps=steps,
            disclosures=("history", "wealth"),
            context=PolicyContext(subject="fund"),
            evidence=(telling.say("result_too_short"),),
            rewordable=False,
        )


def _week(telling: Telling, found: SevenDayYield) -> tuple[tuple[Fact, ...], tuple[Step, ...]]:
    """Seven days of income, scaled to a year without and with reinvestment."""

    def share(id_: str, value: Decimal) -> Fact:
        return telling.fact(id_, to_json(value), formatting.percent(value, 4), required=True)

    total = telling.say("income", value=f"{found.total_income.normalize():f}")
    facts = (
        telling.fact("span_days", DAYS, telling.say("span", value=str(DAYS))),
        telling.fact("units", UNITS, telling.say("units", value=f"{UNITS:,}")),
        telling.fact("year_days", A_YEAR, telling.say("span", value=str(A_YEAR))),
        telling.fact("total_income", to_json(found.total_income), total),
        share("simple", found.simple),
        share("compounded", found.compounded),
    )
    kinds: tuple[tuple[StepKind, str], ...] = (
        ("asked", "asked_week"),
        ("working", "working_week"),
        ("result", "result_week"),
        ("mind", "mind_week"),
    )
    return facts, tuple(telling.step(kind, name, facts) for kind, name in kinds)


def _names(slots: FundSlots, found: Metrics, *, sharpe_asked: bool) -> list[tuple[StepKind, str]]:
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
    if found.sharpe is not None:
        names.append(("result", "sharpe"))
    elif slots.risk_free_rate is not None or sharpe_asked:
        told = found.annualised_return is not None and bool(found.annualised_volatility)
        names.append(("mind", "sharpe_needs_rate" if told else "no_sharpe"))
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

    assert slots.nav_series is not None
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
    if found.sharpe is not None and slots.risk_free_rate is not None:
        facts += [
            telling.fact(
                "risk_free_rate", to_json(slots.risk_free_rate), formatting.percent(slots.risk_free_rate)
            ),
            telling.fact("sharpe", to_json(found.sharpe), f"{found.sharpe:.4f}", required=True),
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
