"""Net asset values in their order, with the largest fall marked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from common import formatting
from common.language import Language
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Mark, Series
from tools.charts.registry import ChartBuilder, Drawn
from tools.charts.units import words
from tools.fund_metrics import FundArguments, FundMetrics


def build(calls: Sequence[Drawn[FundArguments, FundMetrics]], language: Language) -> Sequence[Chart]:
    """One chart a call."""
    return tuple(_chart(call, language) for call in calls)


def _chart(call: Drawn[FundArguments, FundMetrics], language: Language) -> Chart:
    values, result = call.arguments.nav_series, call.result
    return Chart(
        kind="lines",
        title=words("fund_title", language),
        summary=words(
            "fund_summary",
            language,
            points=result.points,
            drawdown=formatting.percent(result.max_drawdown, 4),
        ),
        x=Axis(label=words("fund_x", language), unit="point"),
        y=Axis(label=words("fund_y", language), unit="nav"),
        positions=tuple(Decimal(number) for number in range(1, len(values) + 1)),
        series=(Series(name=words("fund_y", language), values=values),),
        marks=_marks(values, result, language),
        notes=(words("fund_note", language),),
        language=language,
        source=source_of("fund_metrics", result),
    )


def _marks(values: Sequence[Decimal], result: FundMetrics, language: Language) -> tuple[Mark, ...]:
    """Where the fall begins and ends: the first trough that has its peak before it."""
    if result.max_drawdown == 0:
        return ()
    end = next(at for at, value in enumerate(values) if value == result.trough and result.peak in values[:at])
    begin = next(at for at in range(end - 1, -1, -1) if values[at] == result.peak)
    return (
        Mark(
            x=Decimal(begin + 1),
            y=result.peak,
            label=words("fund_peak", language, value=f"{result.peak.normalize():f}"),
        ),
        Mark(
            x=Decimal(end + 1),
            y=result.trough,
            label=words("fund_trough", language, value=f"{result.trough.normalize():f}"),
        ),
    )


BUILDER = ChartBuilder(tool="fund_metrics", arguments=FundArguments, result=FundMetrics, build=build)
