"""The two tools and the two tasks over the library: sources are told, and nothing is guessed."""

from __future__ import annotations

from datetime import datetime

import pytest

from agent.tasks.base import Outline, Scene, Task, TaskSlots
from agent.tasks.regulation.clause_lookup import ClauseLookup, ClauseSlots
from agent.tasks.regulation.term_explain import TermExplain, TermSlots
from common.language import Language
from common.people import Staff
from knowledge.library import Library
from tools.base import ToolContext
from tools.registry import call_tool

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


def answer(library: Library, task: Task, slots: TaskSlots, language: Language = "zh") -> Outline:
    scene = Scene(NOW, language, Staff(id="M1001"), None, "")
    context = ToolContext(NOW, language, scene.staff, None, None, library, lambda _kind, _fields: None)
    runs = [call_tool(call.tool, call.args, context) for call in task.calls(slots, scene)]
    assert runs[0].error is None
    return task.outline(slots, runs, scene)


def wording(outline: Outline) -> str:
    return "".join(step.text for step in outline.steps)


def test_a_clause_is_told_with_its_number_date_and_standing(library: Library) -> None:
    outline = answer(library, ClauseLookup(), ClauseSlots(query="商业银行法第二十九条"))
    assert [hit.id for hit in outline.citations] == ["commercial-bank-law#29"]
    assert "第二十九条" in wording(outline)
    assert "2015年10月1日" in wording(outline)
    assert not outline.source_missing


def test_an_unverified_rule_is_told_without_a_number(library: Library) -> None:
    outline = answer(library, ClauseLookup(), ClauseSlots(query="适当性办法12条"))
    assert [hit.id for hit in outline.citations] == ["product-suitability-measures"]
    assert "第12条" not in wording(outline)
    assert "第十二条" not in wording(outline)
    assert "未核对" in wording(outline)


@pytest.mark.parametrize("query", ["证券投资基金法第二十条", "商业银行法第二百条", "附近哪家火锅店好吃"])
def test_what_the_library_lacks_needs_checking(library: Library, query: str) -> None:
    outline = answer(library, ClauseLookup(), ClauseSlots(query=query))
    assert outline.source_missing
    assert outline.citations == ()
    assert "需核实" in wording(outline)


@pytest.mark.parametrize("query", ["储蓄管理条例关于挂失", "定期提前支取利息怎么规定"])
def test_no_sentence_is_said_twice(library: Library, query: str) -> None:
    steps = [step.text for step in answer(library, ClauseLookup(), ClauseSlots(query=query)).steps]
    assert len(set(steps)) == len(steps)


def test_english_answers_in_english(library: Library) -> None:
    slots = ClauseSlots(query="deposit insurance regulation article 19")
    outline = answer(library, ClauseLookup(), slots, "en")
    assert "Article 19" in wording(outline)
    assert "7 working days" in wording(outline)
    assert wording(outline).isascii()


def test_a_term_is_explained(library: Library) -> None:
    outline = answer(library, TermExplain(), TermSlots(term="LPR"))
    assert [hit.id for hit in outline.citations] == ["glossary#lpr"]
    assert "贷款市场报价利率" in wording(outline)


def test_an_unknown_term_is_not_explained(library: Library) -> None:
    outline = answer(library, TermExplain(), TermSlots(term="量子纠缠"))
    assert outline.source_missing
    assert "需核实" in wording(outline)
