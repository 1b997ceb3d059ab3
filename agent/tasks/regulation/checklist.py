"""A pasted clause as a checklist: every step in the clause's own words, with the sentence it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from tools.clause_checklist import Checklist, ChecklistStep


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
        return (Call("clause_checklist", {"passage": slots.passage}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """How many steps there are, the steps with their sentences, and what orders nothing."""
        assert isinstance(slots, ChecklistSlots)
        checklist = result_of(runs[0], Checklist)
        telling = Telling(self, scene.language)
        count = telling.fact("steps", len(checklist.steps), str(len(checklist.steps)), required=True)
        sentences = telling.fact("sentences", checklist.sentences, str(checklist.sentences))
        if not checklist.steps:
            nothing = telling.step("result", "nothing", (sentences,))
            return Outline(
                facts=(sentences,), steps=(nothing, telling.step("mind", "mind_nothing")), rewordable=False
            )
        steps = [telling.step("asked", "asked", (count, sentences))]
        steps += [_line(telling, number, step) for number, step in enumerate(checklist.steps, start=1)]
        if checklist.unmarked:
            separator = "、" if scene.language == "zh" else ", "
            listed = separator.join(str(index) for index in checklist.unmarked)
            name = "unmarked" if len(checklist.unmarked) > 1 else "unmarked_one"
            steps.append(telling.step("working", name, indexes=listed))
        steps.append(telling.step("mind", "mind"))
        return Outline(
            facts=(count, sentences),
            steps=tuple(steps),
            evidence=(slots.passage, *(step.text for step in steps)),
            rewordable=False,
        )


def _line(telling: Telling, number: int, step: ChecklistStep) -> Step:
    """One step with its number and its source; the words are the tool's."""
    name = "line" if step.item is None else "line_item"
    values = {
        "number": str(number),
        "text": step.text,
        "sentence": str(step.sentence),
        "item": step.item or "",
    }
    return Step(kind="result", text=telling.say(name, **values))
