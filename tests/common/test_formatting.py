"""Formatted figures say exactly what they were given, in both languages."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import formatting
from common.figures import extract_figures
from common.language import Language

languages = st.sampled_from(["zh", "en"])
sums = st.decimals(-(10**10), 10**10, places=2)


@given(sums, languages)
def test_money_reads_back(value: Decimal, language: Language) -> None:
    (figure,) = extract_figures(formatting.money(value, language))
    assert (figure.kind, figure.unit, figure.value, figure.well_formed) == ("money", "CNY", value, True)


@given(st.integers(1, 10**6).map(lambda n: n * 10_000), languages)
def test_round_money_reads_back(value: int, language: Language) -> None:
    (figure,) = extract_figures(formatting.round_money(value, language))
    assert (figure.unit, figure.value) == ("CNY", Decimal(value))


@given(st.decimals("-0.9999", "0.9999", places=6))
def test_percent_reads_back(fraction: Decimal) -> None:
    (figure,) = extract_figures(formatting.percent(fraction))
    assert (figure.kind, figure.value) == ("percent", fraction * 100)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)), languages)
def test_dates_read_back(day: datetime.date, language: Language) -> None:
    (figure,) = extract_figures(formatting.date(day, language))
    assert figure.date == day


@given(st.integers(1, 480), languages)
def test_a_term_reads_back_in_months(months: int, language: Language) -> None:
    figures = extract_figures(formatting.term(months, language))
    assert figures[-1].value == months
    years = sum(figure.value * {"year": 12, "month": 1}.get(figure.unit or "", 0) for figure in figures[:-1])
    assert years in (0, months)


@pytest.mark.parametrize(
    ("months", "zh", "en"),
    [
        (360, "30年（360期）", "30 years (360 months)"),
        (42, "3年6个月（42期）", "3 years and 6 months (42 months)"),
        (5, "5个月（5期）", "5 months"),
        (12, "1年（12期）", "1 year (12 months)"),
    ],
)
def test_terms_are_worded(months: int, zh: str, en: str) -> None:
    assert (formatting.term(months, "zh"), formatting.term(months, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("4490.445", "4,490.45元", "RMB 4,490.45"),
        ("1000000", "1,000,000元", "RMB 1,000,000"),
        ("0.5", "0.50元", "RMB 0.50"),
        ("0", "0元", "RMB 0"),
        ("-12.5", "-12.50元", "RMB -12.50"),
    ],
)
def test_money_is_worded(value: str, zh: str, en: str) -> None:
    assert (formatting.money(Decimal(value), "zh"), formatting.money(Decimal(value), "en")) == (zh, en)


def test_percent_keeps_the_places_asked_for() -> None:
    assert formatting.percent(Decimal("0.01813980"), 4) == "1.8140%"
    assert formatting.percent(Decimal("0.1")) == "10%"


def test_wide_characters_take_two_cells() -> None:
    assert formatting.cell_width("月供4,490.45元") == 14


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (62_812_500, "0.6281亿元", "RMB 62.8125 million"),
        (150_000_000_000, "1,500亿元", "RMB 150,000 million"),
        (-112_500_000, "-1.125亿元", "RMB -112.5 million"),
        (9_999, "9,999元", "RMB 9,999"),
    ],
)
def test_a_banks_totals_are_said_in_large_units(value: int, zh: str, en: str) -> None:
    assert formatting.bank_total(Decimal(value), "zh") == zh
    assert formatting.bank_total(Decimal(value), "en") == en
