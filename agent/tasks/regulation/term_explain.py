"""What a term means, in words a customer follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from tools.search_knowledge import KnowledgeHits


class TermSlots(TaskSlots):
    """The term, as it was said."""

    term: Annotated[str, Slot("text")]


class TermExplain(Task):
    """A glossary entry, or that the glossary has none."""

    intent = "regulation.term_explain"
    Slots = TermSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One look into the glossary."""
        assert isinstance(slots, TermSlots)
        return (Call("search_knowledge", {"term": slots.term, "k": 1}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What was asked, the explanation, and that it is ours."""
        assert isinstance(slots, TermSlots)
        hits = result_of(runs[0], KnowledgeHits)
        telling = Telling(self, scene.language)
        if not hits.citations:
            asked = telling.step("asked", "asked_missing", term=slots.term)
            rest = (telling.step("result", "missing"), telling.step("mind", "mind_missing"))
            return Outline(steps=(asked, *rest), rewordable=False, source_missing=True)
        entry = hits.citations[0]
        facts = (
            telling.fact("term", entry.title, entry.title, required=True),
            telling.fact("meaning", entry.text, entry.text, required=True),
        )
        steps = (
            telling.step("asked", "asked" if hits.match == "term" else "asked_nearest", facts),
            telling.step("result", "meaning", facts),
            telling.step("mind", "mind"),
        )
        return Outline(facts=facts, steps=steps, citations=(entry,))
