"""Regular investing month by month in each hypothetical scenario, beside what was paid in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from common import formatting
from common.language import Language
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Series
from tools.charts.registry import ChartBuilder, Drawn, stale
from tools.charts.units import words
from tools.dca_scenarios import DcaArguments, DcaScenarios, end_value

MONTHLY_UP_TO = 60
"""A longer course is drawn by years: more points would say no more."""


def build(calls: Sequence[Drawn[DcaArguments, DcaScenarios]], language: Language) -> Sequence[Chart]:
    """One chart a call."""
    return tuple(_chart(call, language) for call in calls)


def _chart(call: Drawn[DcaArguments, DcaScenarios], language: Language) -> Chart:
    monthly, result = call.arguments.monthly_amount, call.result
    term = round(result.paid_in / monthly)
    step = 1 if term <= MONTHLY_UP_TO else 12
    months = tuple(sorted({*range(step, term + 1, step), 1, term}))
    series = [
        Series(
            name=words("dca_paid", language),
            values=tuple(end_value(monthly, month, Decimal(0)) for month in months),
        )
    ]
    told = []
    for scenario in result.scenarios:
        name = _name(scenario.annual_change, language)
        values = tuple(end_value(monthly, month, scenario.annual_change) for month in months)
        if values[-1] != scenario.value:
            raise stale("dca_scenarios", language)
        told.append(
            words("dca_result", language, name=name, value=formatting.money(scenario.value, language))
        )
        if scenario.annual_change:
            series.append(Series(name=name, values=values))
    opening = words(
        "dca_summary",
        language,
        monthly=formatting.money(monthly, language),
        months=term,
        paid=formatting.money(result.paid_in, language),
    )
    return Chart(
        kind="lines",
        title=words("dca_title", language),
        summary=(f"{opening}{'；'.join(told)}。" if language == "zh" else f"{opening} {'; '.join(told)}."),
        x=Axis(label=words("dca_x", language), unit="month"),
        y=Axis(label=words("dca_y", language), unit="yuan"),
        positions=tuple(Decimal(month) for month in months),
        series=tuple(series),
        notes=(words("dca_note", language),),
        language=language,
        source=source_of("dca_scenarios", result),
    )


def _name(change: Decimal, language: Language) -> str:
    key = "dca_flat" if change == 0 else "dca_up" if change > 0 else "dca_down"
    return words(key, language, change=formatting.percent(abs(change)))


BUILDER = ChartBuilder(tool="dca_scenarios", arguments=DcaArguments, result=DcaScenarios, build=build)
