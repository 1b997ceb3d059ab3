"""What a customer brings to apply for a loan: the bank's own list, beside the rule that asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.loan.document_lists import LoanType, document_lists
from agent.tasks.telling import Telling, result_of
from common import formatting
from common.language import Bilingual
from policies.context import PolicyContext
from tools.search_regulations import RegulationHits

LAW = "personal-loan-measures"


class DocumentSlots(TaskSlots):
    """Which loan."""

    loan_type: Annotated[LoanType, Slot("loan_type", code="E_CHOICE")]


class EligibilityDocs(Task):
    """The documents and first conditions of a loan type; the decision is the bank's after its review."""

    intent = "loan.eligibility_docs"
    Slots = DocumentSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One search for the rule on loan applications."""
        query = Telling(self, scene.language).say("query")
        return (Call("search_regulations", {"query": query, "law": LAW, "k": 1}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What was asked, the bank's list with its day, the rule behind it, what to mind."""
        assert isinstance(slots, DocumentSlots)
        hits = result_of(runs[0], RegulationHits)
        bank = document_lists()
        own = bank.lists[slots.loan_type]
        telling = Telling(self, scene.language)
        language = scene.language

        def joined(items: Sequence[Bilingual]) -> str:
            return ("；" if language == "zh" else "; ").join(item[language] for item in items)

        facts = (
            telling.fact("loan_type", slots.loan_type, telling.say(f"type_{slots.loan_type}")),
            telling.fact("documents", len(own.documents), joined(own.documents), required=True),
            telling.fact("conditions", len(own.conditions), joined(own.conditions)),
            telling.fact("as_of", bank.as_of.isoformat(), formatting.date(bank.as_of, language)),
        )
        owner = bank.owner[language]
        steps = [
            telling.step("asked", "asked", facts),
            telling.step("result", "result_documents", facts),
            telling.step("result", "result_conditions", facts),
            telling.step("working", "working", facts, owner=owner),
        ]
        if hits.citations:
            steps.append(telling.step("working", "rule", title=hits.citations[0].title))
        steps.append(telling.step("mind", "mind"))
        return Outline(
            facts=facts,
            steps=tuple(steps),
            citations=hits.citations,
            context=PolicyContext(subject="loan"),
            evidence=(owner,),
            rewordable=False,
        )
