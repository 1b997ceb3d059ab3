"""Long texts in windows: whatever their size, the same figures and the same steps as read whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from common.documents import pasted_document
from common.people import Staff
from tools.base import ToolContext
from tools.clause_checklist import ChecklistArguments, clause_checklist
from tools.extract_figures import FigureArguments, extract_figures
from tools.reports.reading import OVERLAP, pieces_of, read_figures
from tools.windows import windows

SNIPPETS = [
    text
    for text, _ in yaml.safe_load(
        Path(__file__).with_name("report_snippets.yaml").read_text(encoding="utf-8")
    )
]
LOOSE = [
    "净利润", "12亿元", "同比增长3.1%", "分别增长5%和4.8%。", "其中", "2025年", "\n", "\n\n", "；", "，", "。",
    "# 2024年经营情况\n",
    "资产总额、负债总额分别为12亿元、11亿元，", "由28.1%上升至29.3%。", "up 5.2% year on year. ", "RMB 3 million. ",
    "In 2024, ", "项目\t2025年\n", "存款（亿元）\t500\n", "| 项目 | 2025年 |\n|---|---|\n| 净利润（亿元） | 12 |\n",
]  # fmt: skip


@given(
    parts=st.lists(st.sampled_from([*SNIPPETS, *LOOSE]), min_size=1, max_size=40),
    size=st.integers(min_value=1, max_value=600),
)
@settings(max_examples=200, deadline=None)
def test_any_window_gives_the_figures_of_the_whole(parts: list[str], size: int) -> None:
    document = pasted_document("".join(parts))
    whole = list(read_figures(document, window=len(document.text) + 1))
    assert list(read_figures(document, window=size)) == whole
    assert len({one.span for one in whole}) == len(whole)
    for one in whole:
        assert document.text[slice(*one.span)] == one.text


@given(
    st.text(alphabet="净利润不良率12.5%亿元，。；较上年末增长下降至由\t|\n 2026年A", max_size=300),
    st.integers(1, 80),
)
@settings(deadline=None)
def test_whatever_is_pasted_windows_change_nothing(text: str, size: int) -> None:
    document = pasted_document(text)
    assert list(read_figures(document, window=size)) == list(read_figures(document))


@given(st.integers(1, 4000))
def test_windows_cover_every_sentence_once_and_overlap(size: int) -> None:
    pieces = pieces_of(pasted_document("\n".join(SNIPPETS)))
    cut = list(windows(pieces, size=size, overlap=OVERLAP))
    assert [part.start for part in cut[1:]] == [part.end for part in cut[:-1]]
    assert (cut[0].start, cut[-1].end) == (0, len(pieces))
    assert all(part.first == max(0, part.start - OVERLAP) for part in cut)


def _context(told: list[tuple[int, int]]) -> ToolContext:
    return ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language="zh",
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
        progress=lambda done, total: told.append((done, total)),
    )


def test_a_report_of_200_000_characters_is_read_in_seconds_with_progress() -> None:
    chapter = "\n".join(text for text in SNIPPETS if "\t" not in text and "|" not in text)
    text = "\n".join(f"第{n}部分\n{chapter}" for n in range(200_000 // len(chapter) + 1))
    assert len(text) >= 200_000
    once = extract_figures(FigureArguments(passage=chapter), _context([])).found
    told: list[tuple[int, int]] = []
    began = perf_counter()
    result = extract_figures(FigureArguments(passage=text), _context(told))
    took = perf_counter() - began
    assert result.found == once * (200_000 // len(chapter) + 1)
    assert told == [(done, len(told)) for done in range(1, len(told) + 1)]
    assert len(told) >= 10
    assert took < 15, f"{took:.1f} s for {len(text):,} characters"


def test_a_text_without_a_full_stop_is_read_too() -> None:
    text = "，".join(f"第{n}家分行存款{n}.5亿元" for n in range(1, 2001))
    found = list(read_figures(pasted_document(text), window=5000))
    assert [float(one.value) for one in found] == [(n + 0.5) * 1e8 for n in range(1, 2001)]


def test_a_long_rule_book_gives_the_steps_of_its_clauses() -> None:
    clause = (
        "金融机构应当核实客户身份。不得有下列行为：（一）出租账户；（二）出借账户。客户可以查询本人信息。\n"
    )
    told: list[tuple[int, int]] = []
    count = 100_000 // len(clause)
    long = clause_checklist(ChecklistArguments(passage=clause * count), _context(told))
    assert long.found == 4 * count
    assert len(told) >= 5
    assert [step.text for step in long.steps[:4]] == [
        step.text for step in clause_checklist(ChecklistArguments(passage=clause), _context([])).steps
    ]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_a_table_cut_anywhere_keeps_its_header(size: int) -> None:
    rows = "\n".join(f"指标{n}\t{n}.5\t{n}" for n in range(1, 60))
    document = pasted_document(f"单位：万元\n项目\t2025年\t2024年\n{rows}")
    found = list(read_figures(document, window=size))
    assert [(one.name, one.period, float(one.value)) for one in found] == [
        item
        for n in range(1, 60)
        for item in ((f"指标{n}", "2025年", n * 1e4 + 5e3), (f"指标{n}", "2024年", n * 1e4))
    ]
