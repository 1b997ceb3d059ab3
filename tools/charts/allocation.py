"""The bands of the asset classes, a bar from the lower to the upper limit each."""

from __future__ import annotations

from collections.abc import Sequence

from common import formatting
from common.language import Language
from tools.allocate import AllocateArguments, Allocation, Band
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Series
from tools.charts.registry import ChartBuilder, Drawn
from tools.charts.units import words


def build(calls: Sequence[Drawn[AllocateArguments, Allocation]], language: Language) -> Sequence[Chart]:
    """One chart a call."""
    return tuple(_chart(call, language) for call in calls)


def _chart(call: Drawn[AllocateArguments, Allocation], language: Language) -> Chart:
    asked, result = call.arguments, call.result
    low, high = result.emergency_months
    return Chart(
        kind="ranges",
        title=words("allocation_title", language),
        summary=words(
            "allocation_summary",
            language,
            grade=asked.customer_risk,
            months=asked.horizon_months,
            surplus=formatting.money(asked.monthly_surplus, language),
        ),
        x=Axis(label=words("allocation_x", language), unit="none"),
        y=Axis(label=words("allocation_y", language), unit="fraction"),
        categories=tuple(band.name[language] for band in result.bands),
        details=tuple(_amounts(band, language) for band in result.bands),
        series=(
            Series(name=words("allocation_low", language), values=tuple(band.low for band in result.bands)),
            Series(name=words("allocation_high", language), values=tuple(band.high for band in result.bands)),
        ),
        notes=(
            words("allocation_emergency", language, low=low, high=high),
            words("allocation_note", language),
        ),
        language=language,
        source=source_of("allocate", result),
    )


def _amounts(band: Band, language: Language) -> str:
    if band.high == 0:
        return words("allocation_none", language)
    return words(
        "allocation_amounts",
        language,
        low=formatting.money(band.low_amount, language),
        high=formatting.money(band.high_amount, language),
    )


BUILDER = ChartBuilder(tool="allocate", arguments=AllocateArguments, result=Allocation, build=build)
