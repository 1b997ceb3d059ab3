"""Figures of a report: name, time, one unit, sign of a change, and the words they stand in."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.people import Staff
from tools.base import ToolContext
from tools.extract_figures import FigureArguments, ReportFigures, extract_figures
from tools.registry import call_tool

CONTEXT = ToolContext(
    now=datetime(2026, 11, 23, tzinfo=UTC),
    language="zh",
    staff=Staff(id="M1001"),
    customer=None,
    bank=None,
    library=None,
    record=lambda kind, fields: None,
)
HALF_YEAR = (
    "截至2026年6月末，本行资产总额12.35万亿元，较上年末增长5.2%；不良贷款率1.27%，较上年末下降0.03个百分点；"
    "上半年实现净利润628.4亿元，同比增长3.1%，净息差1.54%，同比收窄8个基点。"
)
ENGLISH = (
    "As of 30 June 2026, total assets stood at RMB 12.35 trillion, up 5.2% from the end of 2025; the NPL ratio "
    "fell 3 basis points to 1.27%. Net profit for the first half of 2026 was RMB 62.84 billion, an increase of "
    "3.1% year on year."
)


def read(passage: str, *metrics: str) -> ReportFigures:
    return extract_figures(FigureArguments(passage=passage, metrics=metrics), CONTEXT)


def table(passage: str, *metrics: str) -> list[tuple[str, str, float, str | None]]:
    return [(one.name, one.role, float(one.value), one.unit) for one in read(passage, *metrics).figures]


def test_a_chinese_report_is_read_figure_by_figure() -> None:
    assert table(HALF_YEAR) == [
        ("资产总额", "level", 12_350_000_000_000, "CNY"),
        ("资产总额", "change", 5.2, "%"),
        ("不良贷款率", "level", 1.27, "%"),
        ("不良贷款率", "change", -3, "bp"),
        ("净利润", "level", 62_840_000_000, "CNY"),
        ("净利润", "change", 3.1, "%"),
        ("净息差", "level", 1.54, "%"),
        ("净息差", "change", -8, "bp"),
    ]
    figures = read(HALF_YEAR).figures
    assert [one.period for one in figures] == ["2026年6月末"] * 4 + ["上半年"] * 4
    assert [one.against for one in figures if one.role == "change"] == [
        "较上年末",
        "较上年末",
        "同比",
        "同比",
    ]


def test_an_english_report_is_read_alike() -> None:
    assert table(ENGLISH) == [
        ("total assets", "level", 12_350_000_000_000, "CNY"),
        ("total assets", "change", 5.2, "%"),
        ("NPL ratio", "change", -3, "bp"),
        ("NPL ratio", "level", 1.27, "%"),
        ("Net profit", "level", 62_840_000_000, "CNY"),
        ("Net profit", "change", 3.1, "%"),
    ]
    figures = read(ENGLISH).figures
    assert figures[0].period == "30 June 2026"
    assert figures[4].period == "first half of 2026"
    assert figures[1].against == "from the end of 2025"


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("贷款余额2,300亿元", 230_000_000_000, "CNY"),
        ("手续费及佣金净收入2,345,678万元", 23_456_780_000, "CNY"),
        ("每股收益0.85元", 0.85, "CNY"),
        ("个人客户数1.2亿户", 120_000_000, "户"),
        ("成本收入比百分之二十九点三", 29.3, "%"),
        ("拨贷比千分之三十五", 3.5, "%"),
    ],
)
def test_each_kind_has_one_unit(words: str, value: float, unit: str) -> None:
    (figure,) = read(words).figures
    assert (float(figure.value), figure.unit) == (value, unit)


def test_points_are_basis_points_and_a_share_is_no_point() -> None:
    (share, points) = read("不良率为1.27%，较上年末下降0.03个百分点。").figures
    assert (share.unit, points.unit) == ("%", "bp")
    assert points.value == Decimal(-3)


def test_where_a_level_came_from_and_what_it_reached_are_told_apart() -> None:
    assert table("成本收入比由28.1%上升至29.3%。") == [
        ("成本收入比", "earlier", 28.1, "%"),
        ("成本收入比", "level", 29.3, "%"),
    ]


def test_names_said_in_a_row_take_their_figures_in_order() -> None:
    assert [
        (name, value)
        for name, _, value, _ in table("资产总额、负债总额分别为12亿元、11亿元，分别增长5%和4.8%。")
    ] == [
        ("资产总额", 1_200_000_000),
        ("负债总额", 1_100_000_000),
        ("资产总额", 5),
        ("负债总额", 4.8),
    ]


@pytest.mark.parametrize("passage", [HALF_YEAR, ENGLISH])
def test_the_span_holds_the_words(passage: str) -> None:
    figures = read(passage).figures
    assert figures
    for one in figures:
        assert passage[slice(*one.span)] == one.text


def test_metrics_restrict_the_names_and_what_is_absent_is_named() -> None:
    found = read(HALF_YEAR, "净利润", "NIM", "ROE")
    assert {one.name for one in found.figures} == {"净利润", "净息差"}
    assert found.missing == ("ROE",)
    assert found.found == 8
    assert [one.name for one in read(ENGLISH, "不良率").figures] == ["NPL ratio", "NPL ratio"]


def test_dates_articles_and_years_are_no_figures() -> None:
    assert read("根据商业银行法第二十九条，2026年6月30日公布。").figures == ()


@given(st.text(alphabet="净利润不良率12.5%亿元，。；较上年末增长下降至由\n2026年", max_size=80))
def test_whatever_is_pasted_the_spans_hold(passage: str) -> None:
    if passage:
        for one in read(passage).figures:
            assert passage[slice(*one.span)] == one.text
            assert one.name


def test_bad_input_is_one_line() -> None:
    for args in ({"passage": ""}, {"passage": "净利润1亿元", "metrics": "净利润"}):
        run = call_tool("extract_figures", dict(args), CONTEXT)
        assert run.error is not None
        assert run.error.code == "E_VALUE"
        assert "\n" not in run.error.message
