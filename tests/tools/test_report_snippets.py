"""Reports' own wordings, Chinese and English, prose and tables: each figure's value, unit, name and exact span."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from common.documents import pasted_document
from tools.reports.reading import read_figures

SNIPPETS: list[tuple[str, list[list[Any]]]] = yaml.safe_load(
    Path(__file__).with_name("report_snippets.yaml").read_text(encoding="utf-8")
)


def test_there_are_enough_of_both_languages() -> None:
    english = sum(1 for text, _ in SNIPPETS if text.isascii())
    assert len(SNIPPETS) >= 80
    assert english >= 25
    assert len(SNIPPETS) - english >= 50


@pytest.mark.parametrize(("text", "expected"), SNIPPETS, ids=[text[:24] for text, _ in SNIPPETS])
def test_a_snippet_is_read_exactly(text: str, expected: list[list[Any]]) -> None:
    got = [
        (
            one.span,
            one.text,
            one.value,
            f"{one.unit}/{one.per}" if one.per and one.unit else one.unit,
            one.name,
            one.role,
        )
        for one in read_figures(pasted_document(text))
    ]
    wanted = []
    at = 0
    for words, value, unit, name, role in expected:
        start = text.index(words, at)
        at = start + len(words)
        wanted.append(((start, at), words, Decimal(str(value)), unit, name, role))
    assert got == wanted


@pytest.mark.parametrize(
    ("text", "per"),
    [("每股派息0.38元/股。", "share"), ("基本每股收益0.85元。", "share"), ("EPS was RMB0.85 per share.", "share"),
     ("单价0.85元。", None)],
)  # fmt: skip
def test_a_sum_for_each_share_says_so(text: str, per: str | None) -> None:
    assert [one.per for one in read_figures(pasted_document(text))] == [per]


@pytest.mark.parametrize(
    ("text", "basis", "direction"),
    [
        ("净利润同比增长3.1%。", "year_on_year", "up"),
        ("净利润较上年同期下降3.1%。", "year_on_year", "down"),
        ("净息差环比收窄2个基点。", "period_on_period", "down"),
        ("存款较年初增长6.8%。", "since_year_end", "up"),
        ("存款较上年末减少6.8亿元。", "since_year_end", "down"),
        ("净利润增长0%。", None, "flat"),
        ("Revenue fell 3.4% quarter on quarter.", "period_on_period", "down"),
        ("Revenue rose 3.4% from the same period of last year.", "year_on_year", "up"),
        ("Deposits were up 6.8% from the end of 2025.", "since_year_end", "up"),
    ],
)
def test_a_change_says_against_what_and_which_way(text: str, basis: str | None, direction: str) -> None:
    (change,) = [one for one in read_figures(pasted_document(text)) if one.role == "change"]
    assert (change.basis, change.direction) == (basis, direction)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2025年净利润12亿元，2024年为11亿元。", ["2025年", "2024年"]),
        ("截至2026年6月末，资产总额12亿元。", ["2026年6月末"]),
        ("前三季度营业收入12亿元。", ["前三季度"]),
        ("Net profit for the first half of 2026 was RMB 12 million.", ["first half of 2026"]),
        ("Q3 revenue was RMB 12 million.", ["Q3"]),
        ("项目\t2025年\t2024年\n净利润（亿元）\t12\t11", ["2025年", "2024年"]),
        ("年度\t净利润（亿元）\n2023年\t12\n2024年\t11", ["2023年", "2024年"]),
        ("净利润12亿元。", [None]),
        ("# 2025年年度报告\n净利润12亿元。", ["2025年"]),
    ],
)
def test_the_time_of_a_figure(text: str, periods: list[str | None]) -> None:
    assert [one.period for one in read_figures(pasted_document(text))] == periods
