"""What limits and fees apply: the rows of the bank's own dated table, or that it holds none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common import formatting
from knowledge.citation import Citation
from tools.search_knowledge import KnowledgeHits


class TopicSlots(TaskSlots):
    """What the limit or fee is for, in the user's own words."""

    topic: Annotated[str, Slot("text")]


class LimitsFees(Task):
    """Cash, transfer and payment limits, card, wire and loss-report fees, as the bank's table states them."""

    intent = "account.limits_fees"
    Slots = TopicSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One look into the table."""
        assert isinstance(slots, TopicSlots)
        return (Call("search_knowledge", {"topic": slots.topic}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The rows word for word with the dates they are valid; what the table lacks is not guessed."""
        hits = result_of(runs[0], KnowledgeHits)
        telling = Telling(self, scene.language)
        if hits.topics:
            names = telling.say("separator").join(hits.topics)
            fact = Fact(id="topics", label=telling.say("fact_topics"), value=names, text=names)
            steps = (telling.step("result", "topics", (fact,)), telling.step("mind", "mind_topics"))
            return Outline(facts=(fact,), steps=steps, rewordable=False)
        if not hits.citations and hits.silence is not None:
            fact = Fact(id="table", label=telling.say("fact_table"), value=hits.silence, text=hits.silence)
            return Outline(
                facts=(fact,),
                steps=(telling.step("result", "silent", (fact,)), telling.step("mind", "mind_missing")),
                rewordable=False,
                source_missing=True,
            )
        if not hits.citations:
            return Outline(
                steps=(
                    telling.step("asked", "asked_missing"),
                    telling.step("result", "missing"),
                    telling.step("mind", "mind_missing"),
                ),
                rewordable=False,
                source_missing=True,
            )
        return _told(telling, hits.citations)


def _told(telling: Telling, rows: Sequence[Citation]) -> Outline:
    language = telling.language
    entries = tuple(
        Fact(id=row.id, label=row.heading or row.title, value=row.text, text=row.text, required=True)
        for row in rows
    )
    first = rows[0]
    facts = [telling.fact("table", first.title, first.title)]
    for name, day in (("valid_from", first.effective_from), ("valid_to", first.effective_to)):
        if day is not None:
            facts.append(telling.fact(name, day.isoformat(), formatting.date(day, language)))
    validity = "validity" if first.effective_to is not None else "validity_open"
    named = telling.say("separator").join(entry.label for entry in entries)
    return Outline(
        facts=(*facts, *entries),
        steps=(
            telling.step("asked", "asked", named=named),
            *(
                Step(kind="result", text=telling.say("row", label=entry.label, text=entry.text))
                for entry in entries
            ),
            telling.step("working", validity, facts),
            Step(kind="mind", text=first.note or telling.say("mind")),
        ),
        citations=tuple(rows),
        rewordable=False,
    )
