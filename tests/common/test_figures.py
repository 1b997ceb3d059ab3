"""Figures are read as they are written: value, unit, precision, in both languages."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.figures import Figure, extract_figures, holds, parse_chinese_number
from common.numerals import read_english_number


def only(text: str) -> Figure:
    figures = extract_figures(text)
    assert len(figures) == 1, figures
    return figures[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("100万", "1000000", "CNY"),
        ("贷100w", "1000000", "CNY"),
        ("30W", "300000", "CNY"),
        ("3百万", "3000000", "CNY"),
        ("1.2亿", "120000000", "CNY"),
        ("1亿2000万", "120000000", "CNY"),
        ("一亿两千万", "120000000", "CNY"),
        ("两个亿", "200000000", "CNY"),
        ("三十万", "300000", "CNY"),
        ("叁拾万元整", "300000", "CNY"),
        ("三万五", "35000", "CNY"),
        ("1万5", "15000", "CNY"),
        ("2万5千元", "25000", "CNY"),
        ("300k", "300000", "CNY"),
        ("2.5M", "2500000", "CNY"),
        ("0.45万元", "4500", "CNY"),
        ("4,490.45元", "4490.45", "CNY"),
        ("４，４９０．４５元", "4490.45", "CNY"),
        ("五千零六元二角四分", "5006.24", "CNY"),
        ("三块五", "3.5", "CNY"),
        ("五毛钱", "0.5", "CNY"),
        ("RMB 4,490.45", "4490.45", "CNY"),
        ("￥1,234.50", "1234.50", "CNY"),
        ("¥-100", "-100", "CNY"),
        ("人民币100万元", "1000000", "CNY"),
        ("100 yuan", "100", "CNY"),
        ("$5,000", "5000", "USD"),
        ("USD 1.2M", "1200000", "USD"),
        ("100万美元", "1000000", "USD"),
        ("5,000 dollars", "5000", "USD"),
        ("three hundred thousand yuan", "300000", "CNY"),
        ("half a million", "500000", "CNY"),
    ],
)
def test_sums_of_money_are_expanded_in_their_currency(text: str, value: str, unit: str) -> None:
    figure = only(text)
    assert (figure.kind, figure.value, figure.unit, figure.well_formed) == (
        "money",
        Decimal(value),
        unit,
        True,
    )


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("3.5%", "percent", "3.5", "%"),
        ("３．５％", "percent", "3.5", "%"),
        ("百分之三点五", "percent", "3.5", "%"),
        ("3.5 percent", "percent", "3.5", "%"),
        ("three point five percent", "percent", "3.5", "%"),
        ("3.5个点", "percent", "3.5", "%"),
        ("千分之二", "percent", "2", "‰"),
        ("2‰", "percent", "2", "‰"),
        ("万分之五", "percent", "5", "‱"),
        ("LPR3.45%", "percent", "3.45", "%"),
        ("涨幅-0.62%", "percent", "-0.62", "%"),
        ("25bp", "bp", "25", "bp"),
        ("25个基点", "bp", "25", "bp"),
        ("50 basis points", "bp", "50", "bp"),
        ("30年", "term", "30", "year"),
        ("三年半", "term", "3.5", "year"),
        ("30-year", "term", "30", "year"),
        ("thirty years", "term", "30", "year"),
        ("半年", "term", "0.5", "year"),
        ("360期", "term", "360", "period"),
        ("360个月", "term", "360", "month"),
        ("两个半月", "term", "2.5", "month"),
        ("24 months", "term", "24", "month"),
        ("期限18M", "term", "18", "month"),
        ("6 weeks", "term", "6", "week"),
        ("90天", "term", "90", "day"),
        ("68岁", "count", "68", "age"),
        ("三笔交易", "count", "3", "笔"),
        ("第29条", "plain", "29", "article"),
        ("第五条", "plain", "5", "article"),
        ("article 5", "plain", "5", "article"),
        ("尾号7781", "plain", "7781", "id"),
        ("the card ending 7781", "plain", "7781", "id"),
        ("反诈专线96110", "plain", "96110", "id"),
        ("T1001", "plain", "1001", "id"),
        ("R2", "plain", "2", "id"),
        ("第12期", "plain", "12", "ordinal"),
    ],
)
def test_units_are_told_apart(text: str, kind: str, value: str, unit: str) -> None:
    figure = only(text)
    assert (figure.kind, figure.value, figure.unit) == (kind, Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026/11/23",
        "2026年11月23日",
        "二〇二六年十一月二十三日",
        "23 November 2026",
        "Nov 23, 2026",
        "20261123",
        "11/23/2026",
    ],
)
def test_full_dates_are_one_figure(text: str) -> None:
    figure = only(text + "交割")
    assert (figure.kind, figure.date, figure.text) == ("date", datetime.date(2026, 11, 23), text)


def test_a_date_without_a_year_has_no_day_and_an_impossible_one_is_malformed() -> None:
    assert only("11月23日").date is None
    assert not only("2026-02-30").well_formed


def test_leaving_dates_out_does_not_turn_their_digits_into_other_figures() -> None:
    assert extract_figures("2026-11-23 到期", dates=False) == []


@pytest.mark.parametrize(
    "text",
    [
        *("一下", "一样", "一般", "第一", "三方", "万一", "十分", "统一", "一个", "唯一", "一起", "一共"),
        *("千万不要", "万分感谢", "三心二意", "统一年化", "周三", "星期一", "一期", "一点一点", "百分百"),
    ],
)
def test_numerals_inside_ordinary_words_are_not_figures(text: str) -> None:
    assert extract_figures(text) == []


@pytest.mark.parametrize(
    "text", ["约100万", "大概30万", "五十来万", "30多万", "about 5000 yuan", "100万左右"]
)
def test_approximations_are_marked(text: str) -> None:
    assert only(text).approximate


@pytest.mark.parametrize(
    "text", ["10,000,00元", "10,000,00.00", "1,234,56元", "10,00元", "1000,000元", "1e5"]
)
def test_botched_digit_groups_are_malformed(text: str) -> None:
    figure = only(text)
    assert not figure.well_formed
    assert not holds(figure.value, figure)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("客户要贷100w,25年,3.5,月供多少?", ["1000000", "25", "3.5"]),
        ("本金500000,3.5%,30年", ["500000", "3.5", "30"]),
        ("1000000,300,3.5", ["1000000", "300", "3.5"]),
        ("贷1万5年期", ["10000", "5"]),
        ("三万五年期", ["30000", "5"]),
        ("3-5年", ["3", "5"]),
        ("10到20万", ["100000", "200000"]),
        ("3年6个月", ["3", "6"]),
        ("30年利率3.5%", ["30", "3.5"]),
    ],
)
def test_neighbouring_figures_stay_apart(text: str, values: list[str]) -> None:
    assert [figure.value for figure in extract_figures(text)] == [Decimal(value) for value in values]


def test_both_ends_of_a_range_carry_its_unit() -> None:
    assert [figure.unit for figure in extract_figures("3-5年")] == ["year", "year"]


def test_precision_is_half_a_unit_of_the_last_written_digit() -> None:
    assert only("4,490.45元").half_unit == Decimal("0.005")
    assert only("0.45万元").half_unit == 50
    assert only("三点五万").half_unit == 500


@pytest.mark.parametrize(
    "text", ["4,490.45元", "0.449045万元", "四千四百九十元四角五分", "0.45万元", "RMB -4,490.45"]
)
def test_a_number_holds_however_it_is_written(text: str) -> None:
    assert holds(4490.45, only(text))


@pytest.mark.parametrize("text", ["4,490.54元", "2026-11-23", "尾号4490"])
def test_a_different_number_does_not_hold(text: str) -> None:
    assert not any(holds(4490.45, figure) or holds(20261123, figure) for figure in extract_figures(text))


def test_a_term_is_read_as_spoken() -> None:
    assert holds(30, only("30年"))
    assert not holds(360, only("30年"))


_DIGITS = "零一二三四五六七八九"


def in_numerals(number: int) -> str:
    """Spell a whole number below 10^12 the textbook way."""
    if number == 0:
        return "零"
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return in_numerals(number // size) + unit + gap + (in_numerals(rest) if rest else "")
    return _DIGITS[number]


@given(st.integers(0, 10**12 - 1))
def test_every_spelt_numeral_reads_back(number: int) -> None:
    assert parse_chinese_number(in_numerals(number)) == number


@given(st.text(alphabet="零一二两三十百千万亿点半年元角分%,.0123456789-约第条RMB $k月天期贷a", max_size=40))
def test_figures_lie_in_order_inside_the_text_and_quote_it(text: str) -> None:
    figures = extract_figures(text)
    end = 0
    for figure in figures:
        assert end <= figure.start < figure.end <= len(text)
        assert figure.text == text[figure.start : figure.end]
        end = figure.end


@pytest.mark.parametrize("text", ["", "百", "万", "三五百", "十十", "三万万五亿亿", "一百百", "万一"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert parse_chinese_number(text) is None


def test_english_number_words_are_read_exactly() -> None:
    spoken = read_english_number("three hundred and fifty thousand")
    assert spoken is not None
    assert spoken.value == 350_000
    assert read_english_number("two three") is None
