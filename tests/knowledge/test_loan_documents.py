"""The documents a loan needs: the bank's own list with its day, beside the rule the tool finds."""

from __future__ import annotations

from typing import get_args

import pytest

from agent.reply import ToolCall
from agent.tasks.base import Outline
from agent.tasks.loan.document_lists import DocumentLists, LoanType, document_lists
from agent.tasks.loan.eligibility_docs import DocumentSlots, EligibilityDocs
from common.language import Language
from knowledge.library import Library
from policies import check
from policies.grounding import ground
from tests.knowledge.test_lookup_tasks import NOW, answer, wording

LOAN_TYPES: tuple[LoanType, ...] = get_args(LoanType)


def test_every_loan_type_has_a_list_in_both_languages_and_a_day() -> None:
    bank = document_lists()
    assert set(bank.lists) == set(LOAN_TYPES)
    assert bank.as_of <= NOW.date()
    for own in bank.lists.values():
        for item in (*own.conditions, *own.documents):
            assert item.zh
            assert item.en.isascii()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("loan_type", LOAN_TYPES)
def test_the_list_is_told_as_the_banks_and_passes_review(
    library: Library, loan_type: LoanType, language: Language
) -> None:
    outline = answer(library, EligibilityDocs(), DocumentSlots(loan_type=loan_type), language)
    said = wording(outline)
    for item in document_lists().lists[loan_type].documents:
        assert item[language] in said
    assert ("本行示例清单" if language == "zh" else "the bank's own sample list") in said
    assert ("2026年11月1日" if language == "zh" else "2026-11-01") in said
    assert [hit.id for hit in outline.citations] == ["personal-loan-measures"]
    assert outline.citations[0].title in said
    text = "\n".join(step.text for step in outline.steps)
    assert check(text, language=language, context=outline.context).decision == "allow"
    facts = {fact.label: fact.text for fact in outline.facts}
    assert (
        ground(text, facts=facts, evidence=(*outline.evidence, outline.citations[0].title)).ungrounded == ()
    )


def test_the_tool_finds_what_loan_applications_are_asked_for(library: Library) -> None:
    outline = answer(library, EligibilityDocs(), DocumentSlots(loan_type="consumer"))
    assert outline.citations[0].heading == "面谈与用途"


def test_without_a_rule_found_the_list_stands_alone(library: Library) -> None:
    whole = answer(library, EligibilityDocs(), DocumentSlots(loan_type="car"))
    nothing = {
        "convention": "none", "version": "search_regulations/1", "as_of": "2026-11-23", "match": "none",
        "citations": [],
    }  # fmt: skip
    outline = _told([ToolCall(name="search_regulations", args={}, result=nothing)])
    assert outline.citations == ()
    assert "《" not in wording(outline)
    assert len(outline.steps) == len(whole.steps) - 1


def _told(runs: list[ToolCall]) -> Outline:
    from agent.tasks.base import Scene
    from common.people import Staff

    scene = Scene(NOW, "zh", Staff(id="M1001"), None, "")
    return EligibilityDocs().outline(DocumentSlots(loan_type="car"), runs, scene)


def test_a_damaged_list_is_refused() -> None:
    with pytest.raises(ValueError, match="documents"):
        DocumentLists.model_validate(
            {
                "owner": {"zh": "本行", "en": "the bank"},
                "as_of": "2026-11-01",
                "lists": {"car": {"conditions": [{"zh": "甲", "en": "a"}], "documents": []}},
            }
        )
