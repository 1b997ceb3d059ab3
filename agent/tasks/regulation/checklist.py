"""A pasted clause as a checklist: every step in the clause's own words, with the sentence it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from tools.clause_checklist import Checklist, ChecklistStep

KEPT: Final = 500
"""Steps of a reply."""
SHOWN: Final = 40
"""Steps told in an answer."""
NAMED: Final = 12
"""Sentences without a step that are named one by one."""


class ChecklistSlots(TaskSlots):
    """The clause as it was pasted."""

    passage: Annotated[str, Slot("text", document=True)]


class ClauseChecklist(Task):
    """Must, must not, may: read off the clause, never added to it."""

    intent = "regulation.checklist"
    Slots = ChecklistSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One reading of the passage."""
        assert isinstance(slots, ChecklistSlots)
        if slots.passage == scene.document:
            return (Call("clause_checklist", {"document": slots.passage, "most": KEPT}),)
        return (Call("clause_checklist", {"passage": slots.passage}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """How many steps there are, the steps with their sentences, and what orders nothing."""
        assert isinstance(slots, ChecklistSlots)
        checklist = result_of(runs[0], Checklist)
        telling = Telling(self, scene.language)
        told = checklist.steps[:SHOWN]
        more = checklist.found - len(told)
        count = telling.fact("steps", checklist.found, f"{checklist.found:,}", required=True)
        sentences = telling.fact("sentences", checklist.sentences, f"{checklist.sentences:,}")
        if not checklist.steps:
            nothing = telling.step("result", "nothing", (sentences,))
            return Outline(
                facts=(sentences,), steps=(nothing, telling.step("mind", "mind_nothing")), rewordable=False
            )
        opening = "asked" if checklist.document is None else "document"
        numbers: list[Fact] = []
        steps = [telling.step("asked", opening, (count, sentences), document=checklist.document or "")]
        steps += [_line(telling, number, step) for number, step in enumerate(told, start=1)]
        if more > 0:
            rest = telling.fact("more", more, f"{more:,}")
            shown = telling.fact("told", len(told), str(len(told)))
            steps.append(telling.step("result", "rest", (rest, shown)))
        if len(checklist.unmarked) > NAMED:
            unmarked = str(len(checklist.unmarked))
            steps.append(telling.step("working", "unmarked_many", count=unmarked))
        elif checklist.unmarked:
            numbers = [Fact(id=f"sentence_{n}", label=telling.say("fact_sentence"), value=n, text=str(n))
                       for n in checklist.unmarked]  # fmt: skip
            separator = "、" if scene.language == "zh" else ", "
            listed = separator.join(str(index) for index in checklist.unmarked)
            name = "unmarked" if len(checklist.unmarked) > 1 else "unmarked_one"
            steps.append(telling.step("working", name, indexes=listed))
        steps += [Step(kind="mind", text=note) for note in checklist.notes]
        steps.append(telling.step("mind", "mind"))
        words = (slots.passage,) if checklist.document is None else ()
        return Outline(
            facts=(count, sentences, *numbers),
            steps=tuple(steps),
            evidence=(*words, *(step.text for step in steps)),
            rewordable=False,
        )


def _line(telling: Telling, number: int, step: ChecklistStep) -> Step:
    """One step with its number and its source; the words are the tool's."""
    name = "line" if step.item is None else "line_item"
    if step.place is not None:
        name = f"{name}_placed"
    values = {
        "number": str(number),
        "text": step.text,
        "sentence": str(step.sentence),
        "item": step.item or "",
        "place": step.place.said(telling.language) if step.place is not None else "",
    }
    return Step(kind="result", text=telling.say(name, **values))
