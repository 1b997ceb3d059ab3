"""Tasks that answer with reviewed sentences of their own: no slots, no tools."""

from __future__ import annotations

from collections.abc import Sequence

from agent.reply import ToolCall
from agent.tasks.base import Outline, Scene, Step, Task, TaskSlots


class SaidTask(Task):
    """Says the ``texts`` of its YAML file in order."""

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The texts, as they are written."""
        steps = tuple(Step(kind="result", text=text[scene.language]) for text in self.wording.texts.values())
        return Outline(steps=steps, evidence=tuple(step.text for step in steps), rewordable=False)
