"""What a performance benchmark means, and what it is not. It is never turned into money."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from policies.context import PolicyContext
from tools.search_knowledge import KnowledgeHits


class BenchmarkMeaning(Task):
    """The glossary's entry, with what a benchmark is not and what has to be shown beside one."""

    intent = "wealth.benchmark_meaning"

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """The entry, by the name the glossary gives it."""
        return (Call("search_knowledge", {"term": Telling(self, scene.language).say("entry"), "k": 1}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Fixed words, whatever figure was asked about: no figure of a benchmark is worked with."""
        hits = result_of(runs[0], KnowledgeHits)
        telling = Telling(self, scene.language)
        facts = tuple(
            telling.fact("meaning", entry.text, entry.text, required=True) for entry in hits.citations[:1]
        )
        return Outline(
            facts=facts,
            steps=(
                telling.step("asked", "asked"),
                *((telling.step("result", "meaning", facts),) if facts else ()),
                telling.step("result", "no_money"),
                telling.step("mind", "shown_with"),
                telling.step("mind", "say_instead"),
            ),
            citations=hits.citations[:1],
            disclosures=("benchmark", "wealth"),
            context=PolicyContext(subject="wealth"),
            rewordable=False,
            source_missing=not facts,
        )
