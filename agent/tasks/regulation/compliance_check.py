"""May I say this? The verdict on a wording, why, on what basis, and what may be said instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from tools.check_wording import WordingVerdict


class WordingSlots(TaskSlots):
    """The staff member's exact words, or the plan."""

    wording: Annotated[str, Slot("text")]


class ComplianceCheck(Task):
    """The wording itself is never repeated in the answer: only what is wrong with it, and what is right."""

    intent = "regulation.compliance_check"
    Slots = WordingSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One check."""
        assert isinstance(slots, WordingSlots)
        return (Call("check_wording", {"wording": slots.wording}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Verdict, reason, basis, and what may be said instead."""
        verdict = result_of(runs[0], WordingVerdict)
        telling = Telling(self, scene.language)
        conclusion = telling.say(f"verdict_{verdict.may_say}")
        facts = [telling.fact("verdict", verdict.may_say, conclusion, required=True)]
        steps = [telling.step("asked", "asked"), telling.step("result", "conclusion", verdict=conclusion)]
        separator = "；" if scene.language == "zh" else "; "
        if verdict.reasons:
            why = separator.join(verdict.reasons)
            facts.append(telling.fact("why", list(verdict.categories), why))
            steps.append(telling.step("working", "why", why=why))
        if verdict.citations and verdict.reasons:
            basis = separator.join(
                f"《{citation.title}》{citation.article or ''}"
                if scene.language == "zh"
                else f"{citation.title}{', ' + citation.article if citation.article else ''}"
                for citation in verdict.citations
            )
            facts.append(telling.fact("basis", [citation.id for citation in verdict.citations], basis))
        if verdict.instead and verdict.may_say != "yes":
            facts.append(telling.fact("instead", verdict.instead, verdict.instead, required=True))
            steps.append(telling.step("result", "instead", instead=verdict.instead))
        steps.append(telling.step("mind", "mind"))
        return Outline(
            facts=tuple(facts),
            steps=tuple(steps),
            citations=verdict.citations if verdict.reasons else (),
            rewordable=False,
        )
