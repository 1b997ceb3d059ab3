"""A loan by year: principal and interest, or what is paid under each of several methods."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from common import formatting
from common.language import Language
from tools.amortise import Amortisation, AmortiseArguments, Row, amortise
from tools.charts.building import source_of
from tools.charts.record import Axis, Chart, Series
from tools.charts.registry import ChartBuilder, Drawn, stale
from tools.charts.units import words

YEAR_MONTHS = 12

Loan = Drawn[AmortiseArguments, Amortisation]


def build(calls: Sequence[Loan], language: Language) -> Sequence[Chart]:
    """One loan under several methods is compared; any other is drawn by itself."""
    if len(calls) > 1 and _one_loan(calls):
        return (comparison(calls, language),)
    return tuple(by_year(call, language) for call in calls)


def by_year(call: Loan, language: Language) -> Chart:
    """Principal and interest of each year, one above the other; years count from the first instalment."""
    asked, result = call.arguments, call.result
    years = _years(call, language)
    method = words(f"method_{result.method}", language)
    return Chart(
        kind="stacked_columns",
        title=words("amortisation_title", language, method=method),
        summary=words(
            "amortisation_summary",
            language,
            principal=formatting.round_money(asked.principal, language),
            method=method if language == "zh" else method.lower(),
            instalments=result.instalments,
            interest=formatting.money(result.total_interest, language),
            total=formatting.money(result.total_paid, language),
        ),
        x=Axis(label=words("year_axis", language), unit="year"),
        y=Axis(label=words("paid_axis", language), unit="yuan"),
        categories=tuple(str(year) for year in range(1, len(years) + 1)),
        series=(
            Series(name=words("principal", language), values=tuple(map(_principal, years))),
            Series(name=words("interest", language), values=tuple(map(_interest, years))),
        ),
        notes=(*_short_year(years, language), words("reference", language)),
        language=language,
        source=source_of("amortise", result),
    )


def comparison(calls: Sequence[Loan], language: Language) -> Chart:
    """What one loan takes each year under each method; a method that pays off earlier has zeros at the end."""
    first = calls[0]
    by_method = [_years(call, language) for call in calls]
    longest = max(len(years) for years in by_method)
    names = [words(f"method_{call.result.method}", language) for call in calls]
    series = tuple(
        Series(
            name=name,
            values=(*map(_paid, years), *[Decimal(0)] * (longest - len(years))),
        )
        for name, years in zip(names, by_method, strict=True)
    )
    told = [
        words(
            "comparison_method",
            language,
            method=name,
            interest=formatting.money(call.result.total_interest, language),
        )
        for name, call in zip(names, calls, strict=True)
    ]
    curves = longest > 1
    numbers = range(1, longest + 1)
    return Chart(
        kind="lines" if curves else "columns",
        title=words("comparison_title", language),
        summary=words(
            "comparison_summary",
            language,
            principal=formatting.round_money(first.arguments.principal, language),
            term=first.arguments.term_months,
            methods=("；" if language == "zh" else "; ").join(told),
        ),
        x=Axis(label=words("year_axis", language), unit="year"),
        y=Axis(label=words("paid_axis", language), unit="yuan"),
        positions=tuple(Decimal(year) for year in numbers) if curves else (),
        categories=() if curves else tuple(str(year) for year in numbers),
        series=series,
        notes=(*_short_year(by_method[0], language), words("reference", language)),
        language=language,
        source=source_of("amortise", first.result),
    )


def _one_loan(calls: Sequence[Loan]) -> bool:
    """Whether the calls are about one loan and differ by method alone."""
    loans = {(c.arguments.principal, c.arguments.term_months, c.arguments.annual_rate) for c in calls}
    return len(loans) == 1 and len({call.result.method for call in calls}) == len(calls)


def _years(call: Loan, language: Language) -> list[list[Row]]:
    """The rows of each year.

    A turn asks for a loan without its rows; then they come from the tool itself, and are drawn only when they add
    up to the result they belong to.
    """
    rows = call.result.schedule
    if not rows:
        again = amortise(call.arguments.model_copy(update={"schedule": "full"}))
        if again.total_interest != call.result.total_interest or again.version != call.result.version:
            raise stale("amortise", language)
        rows = again.schedule
    years: list[list[Row]] = []
    for row in rows:
        year = max(row.period - 1, 0) // YEAR_MONTHS
        if year == len(years):
            years.append([])
        years[year].append(row)
    return years


def _principal(rows: Sequence[Row]) -> Decimal:
    return sum((row.principal for row in rows), Decimal(0))


def _interest(rows: Sequence[Row]) -> Decimal:
    return sum((row.interest for row in rows), Decimal(0))


def _paid(rows: Sequence[Row]) -> Decimal:
    return sum((row.payment for row in rows), Decimal(0))


def _short_year(years: Sequence[Sequence[Row]], language: Language) -> tuple[str, ...]:
    """A last year that is not whole would look like a fall; it is told."""
    count = sum(1 for row in years[-1] if row.period)
    if count == YEAR_MONTHS or len(years) == 1:
        return ()
    return (words("short_year_one" if count == 1 else "short_year", language, count=count),)


BUILDER = ChartBuilder(tool="amortise", arguments=AmortiseArguments, result=Amortisation, build=build)
