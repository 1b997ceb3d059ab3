"""The interest still to come: without prepaying, and under each way of prepaying."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from common import formatting
from common.language import Language
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Series
from tools.charts.registry import ChartBuilder, Drawn
from tools.charts.units import words
from tools.prepay import PrepayArguments, Prepayment


def build(calls: Sequence[Drawn[PrepayArguments, Prepayment]], language: Language) -> Sequence[Chart]:
    """One chart a call; a loan that is settled in full has no interest to come, and none."""
    return tuple(_chart(call, language) for call in calls if call.result.options)


def _chart(call: Drawn[PrepayArguments, Prepayment], language: Language) -> Chart:
    result = call.result
    unchanged = (
        words("prepay_none", language),
        _told(result.payment, result.remaining_months, language),
        result.remaining_interest,
    )
    bars = [
        unchanged,
        *(
            (
                words(f"prepay_{option.mode}", language),
                _told(option.payment, option.instalments, language),
                option.remaining_interest,
            )
            for option in result.options
        ),
    ]
    return Chart(
        kind="columns",
        title=words("prepay_title", language),
        summary=words(
            "prepay_summary",
            language,
            amount=formatting.round_money(call.arguments.prepay_amount, language),
            before=formatting.money(result.balance, language),
            after=formatting.money(result.balance_after, language),
        ),
        x=Axis(label="", unit="none"),
        y=Axis(label=words("prepay_axis", language), unit="yuan"),
        categories=tuple(name for name, _, _ in bars),
        details=tuple(told for _, told, _ in bars),
        series=(
            Series(name=words("prepay_series", language), values=tuple(interest for _, _, interest in bars)),
        ),
        notes=(words("reference", language),),
        language=language,
        source=source_of("prepay", result),
    )


def _told(payment: Decimal, instalments: int, language: Language) -> str:
    return words(
        "prepay_option",
        language,
        payment=formatting.money(payment, language),
        instalments=instalments,
    )


BUILDER = ChartBuilder(tool="prepay", arguments=PrepayArguments, result=Prepayment, build=build)
