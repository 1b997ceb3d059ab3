"""What a shift of rates does, bucket by bucket: income, cost and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence

from common import formatting
from common.language import Language
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Series
from tools.charts.registry import ChartBuilder, Drawn
from tools.charts.units import words
from tools.nim_effect import NimArguments, NimEffect


def build(calls: Sequence[Drawn[NimArguments, NimEffect]], language: Language) -> Sequence[Chart]:
    """One chart a call."""
    return tuple(_chart(call, language) for call in calls)


def _chart(call: Drawn[NimArguments, NimEffect], language: Language) -> Chart:
    result = call.result
    return Chart(
        kind="columns",
        title=words("nim_title", language),
        summary=words(
            "nim_summary",
            language,
            shift=f"{call.arguments.rate_shift_bp.normalize():+f}",
            income=formatting.bank_total(result.income_change, language),
            cost=formatting.bank_total(result.cost_change, language),
            net=formatting.bank_total(result.net_change, language),
        ),
        x=Axis(label=words("nim_x", language), unit="none"),
        y=Axis(label=words("nim_y", language), unit="yuan"),
        categories=tuple(
            words("nim_bucket", language, start=row.from_months, end=row.to_months) for row in result.rows
        ),
        series=(
            Series(
                name=words("nim_income", language), values=tuple(row.income_change for row in result.rows)
            ),
            Series(name=words("nim_cost", language), values=tuple(row.cost_change for row in result.rows)),
            Series(name=words("nim_net", language), values=tuple(row.net_change for row in result.rows)),
        ),
        notes=(words("reference", language),),
        language=language,
        source=source_of("nim_effect", result),
    )


BUILDER = ChartBuilder(tool="nim_effect", arguments=NimArguments, result=NimEffect, build=build)
