"""The figures of a chart are those of the result it draws."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from common.errors import UserError
from common.language import Language
from policies import PolicyContext, check
from tests.tools.charts.calls import DRAWN, LOAN, NAVS, chart, run
from tests.tools.test_registry import context
from tools.base import ToolRun
from tools.charts import Chart, charted_tools, charts_of
from tools.registry import call_tool


def values(drawn: Chart) -> dict[str, tuple[Decimal, ...]]:
    return {series.name: series.values for series in drawn.series}


def rows_of(done: ToolRun) -> list[dict[str, Any]]:
    assert done.result is not None
    rows: Any = done.result["schedule"]
    return list(rows)


def by_year(rows: Sequence[dict[str, Any]], part: str) -> tuple[Decimal, ...]:
    """Sums of twelve rows each, worked out apart from the builder."""
    return tuple(
        sum((Decimal(str(row[part])) for row in rows[start : start + 12]), Decimal(0))
        for start in range(0, len(rows), 12)
    )


@pytest.mark.parametrize("method", ["equal_instalment", "equal_principal", "interest_only"])
@pytest.mark.parametrize("term", [360, 37, 12, 1])
def test_principal_and_interest_by_year_are_the_rows_of_the_schedule(method: str, term: int) -> None:
    done = run("amortise", method=method, term_months=term)
    (drawn,) = charts_of((done,), "zh")
    rows = rows_of(done)
    assert values(drawn) == {"本金": by_year(rows, "principal"), "利息": by_year(rows, "interest")}
    assert drawn.categories == tuple(str(year + 1) for year in range(-(-term // 12)))
    assert sum(values(drawn)["本金"]) == 1_000_000


def test_a_loan_of_a_million_has_its_worked_interest() -> None:
    interest = values(chart("amortise", "en"))["Interest"]
    assert sum(interest) == Decimal("616560.07")
    assert len(interest) == 30


def test_a_turn_that_asked_for_no_rows_is_drawn_with_the_same_figures() -> None:
    assert chart("amortise", schedule="none") == chart("amortise", schedule="full")


def test_a_last_year_that_is_not_whole_is_told() -> None:
    assert "最后一年只有4期" in chart("amortise", term_months=40).notes
    assert not [note for note in chart("amortise").notes if "最后一年" in note]


def test_methods_of_one_loan_are_compared_by_what_is_paid_each_year() -> None:
    done = [run("amortise", method=method) for method in ("equal_instalment", "equal_principal")]
    (drawn,) = charts_of(done, "en")
    level, falling = (by_year(rows_of(call), "payment") for call in done)
    assert values(drawn) == {"Equal instalments": level, "Equal principal": falling}
    assert drawn.positions == tuple(map(Decimal, range(1, 31)))
    assert "616,560.07" in drawn.summary
    assert "526,457.92" in drawn.summary


def test_different_loans_are_not_compared() -> None:
    done = [run("amortise"), run("amortise", principal=500_000)]
    assert [drawn.kind for drawn in charts_of(done, "zh")] == ["stacked_columns"] * 2


def test_a_loan_of_a_year_is_compared_in_columns() -> None:
    done = [run("amortise", term_months=12, method=m) for m in ("equal_instalment", "equal_principal")]
    (drawn,) = charts_of(done, "zh")
    assert drawn.kind == "columns"
    assert values(drawn)["等额本息"] == by_year(rows_of(done[0]), "payment")


def test_prepaying_shows_the_interest_to_come_under_each_mode() -> None:
    drawn = chart("prepay")
    interest = dict(zip(drawn.categories, drawn.series[0].values, strict=True))
    assert interest["不提前还款"] - interest["减少月供"] == Decimal("100373.58")
    assert interest["不提前还款"] - interest["缩短期限"] == Decimal("217781.46")
    assert drawn.details[2] == "月供4,490.45元，还207期"


def test_a_loan_settled_in_full_has_no_chart() -> None:
    assert charts_of((run("prepay", prepay_amount=896_970.52),), "zh") == ()


def test_the_curve_of_a_bond_passes_its_price_and_the_worked_prices_around_it() -> None:
    drawn = chart("bond_risk")
    curve = dict(zip(drawn.positions, drawn.series[0].values, strict=True))
    now, shifted = drawn.marks
    assert (now.x, round(now.y, 6)) == (Decimal("0.0185"), Decimal("105.004141"))
    # Worked number at +50 bp: the full price falls by 3.084223.
    assert round(now.y - shifted.y, 6) == Decimal("3.084223")
    assert curve[now.x] == now.y
    assert curve[shifted.x] == shifted.y
    assert list(curve.values()) == sorted(curve.values(), reverse=True)


def test_a_wide_shift_stays_on_the_curve_and_within_the_yields_that_are_priced() -> None:
    drawn = chart("bond_risk", shift_bp=-500)
    assert drawn.marks[1].x == Decimal("-0.0315")
    assert drawn.positions[0] <= Decimal("-0.0315")
    assert drawn.positions[0] >= Decimal("-0.05")


def test_no_shift_makes_one_mark() -> None:
    assert len(chart("bond_risk", shift_bp=0).marks) == 1


def test_a_yield_is_drawn_at_the_price_it_comes_from() -> None:
    drawn = chart("bond_yield")
    done = run("bond_yield")
    assert done.result is not None
    assert drawn.marks[0].x == Decimal(str(done.result["ytm"]))
    assert drawn.marks[0].y == Decimal("105.004141")
    assert round(drawn.marks[0].x, 6) == Decimal("0.018500")


def test_bands_of_asset_classes_are_those_of_the_result() -> None:
    drawn = chart("allocate", "en")
    done = run("allocate")
    assert done.result is not None
    bands: Any = done.result["bands"]
    low, high = drawn.series
    assert [float(v) for v in low.values] == [band["low"] for band in bands]
    assert [float(v) for v in high.values] == [band["high"] for band in bands]
    assert drawn.categories == tuple(band["name"]["en"] for band in bands)
    assert drawn.details[0] == "RMB 1,600 to RMB 3,200 a month"
    assert "First 3 to 6 months of necessary spending are set aside" in drawn.notes


@pytest.mark.parametrize("term", [1, 36, 61, 360])
def test_scenarios_end_at_the_values_of_the_result_and_one_is_a_loss(term: int) -> None:
    drawn = chart("dca_scenarios", "en", term_months=term)
    done = run("dca_scenarios", term_months=term)
    assert done.result is not None
    scenarios: Any = done.result["scenarios"]
    ends = {float(series.values[-1]) for series in drawn.series}
    assert ends == {scenario["value"] for scenario in scenarios}
    assert drawn.positions[-1] == term
    assert drawn.series[1].values[-1] < drawn.series[0].values[-1]
    assert "no forecast" in drawn.title


def test_scenarios_of_three_years_have_the_worked_ends() -> None:
    ends = {series.name: series.values[-1] for series in chart("dca_scenarios").series}
    assert ends == {
        "累计投入": Decimal(36_000),
        "假设每年跌5%": Decimal("33355.25"),
        "假设每年涨3%": Decimal("37714.61"),
        "假设每年涨6%": Decimal("39532.79"),
    }


def test_each_repricing_bucket_has_income_cost_and_what_is_left() -> None:
    drawn = chart("nim_effect")
    assert drawn.categories == ("0–3个月", "3–6个月", "6–12个月")
    income, cost, net = (series.values for series in drawn.series)
    assert sum(income) == Decimal("-112500000.00")
    assert [i - c for i, c in zip(income, cost, strict=True)] == list(net)
    # 200 × −0.25% × (1 − 4.5/12) and 0.6 × 150 × −0.25% × 0.625, in 亿.
    assert income[1] == Decimal("-31250000")
    assert cost[1] == Decimal("-14062500")
    assert "-0.6281亿元" in drawn.summary


def test_the_largest_fall_is_marked_from_its_peak_to_its_trough() -> None:
    drawn = chart("fund_metrics")
    assert [float(value) for value in drawn.series[0].values] == NAVS
    assert [(mark.x, mark.y) for mark in drawn.marks] == [
        (Decimal(4), Decimal("1.025")),
        (Decimal(6), Decimal("0.961")),
    ]
    assert chart("fund_metrics", nav_series=[1, 1.1, 1.2]).marks == ()


@pytest.mark.parametrize("tool", sorted(DRAWN))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_chart_names_its_source_and_speaks_one_language(tool: str, language: Language) -> None:
    drawn = chart(tool, language)
    done = run(tool)
    assert done.result is not None
    assert drawn.source.tool == tool
    assert (drawn.source.convention, drawn.source.version) == (
        done.result["convention"],
        done.result["version"],
    )
    assert drawn.language == language
    assert drawn.notes
    told = " ".join((drawn.title, drawn.summary, *drawn.notes, *drawn.categories, drawn.y.label))
    assert any("\u4e00" <= character <= "\u9fff" for character in told) == (language == "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("tool", "subject"),
    [("dca_scenarios", "fund"), ("allocate", "wealth"), ("bond_risk", "bond"), ("fund_metrics", "fund")],
)
def test_what_a_chart_says_of_investments_keeps_the_rules(
    tool: str, subject: str, language: Language
) -> None:
    drawn = chart(tool, language)
    lines = (drawn.title, drawn.summary, *drawn.notes, *(series.name for series in drawn.series))
    context_ = PolicyContext(subject=subject)
    for line in lines:
        verdict = check(line, language=language, context=context_)
        assert [f.category for f in verdict.findings if f.category != "missing_disclosure"] == [], line


def test_every_charted_tool_is_drawn_here() -> None:
    assert set(charted_tools()) == set(DRAWN)


def test_calls_that_failed_and_tools_without_a_builder_have_no_chart() -> None:
    failed = call_tool("amortise", {**LOAN, "term_months": 0}, context())
    other = call_tool("deposit_insurance", {"principal": 800_000}, context())
    assert failed.error is not None
    assert charts_of((failed, other), "zh") == ()


@pytest.mark.parametrize(
    ("tool", "field", "value"),
    [
        ("amortise", "total_interest", 1),
        ("bond_risk", "clean_price", 99),
        ("dca_scenarios", "scenarios", None),
    ],
)
def test_a_result_the_tool_does_not_give_is_refused_in_one_line(tool: str, field: str, value: object) -> None:
    done = run(tool, schedule="none") if tool == "amortise" else run(tool)
    changed = done.model_copy(update={"result": {**(done.result or {}), field: value}})
    with pytest.raises(UserError, match="present version") as refused:
        charts_of((changed,), "en")
    assert refused.value.code == "E_CHART"
