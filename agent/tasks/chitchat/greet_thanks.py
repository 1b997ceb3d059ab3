"""A greeting or thanks: answered in kind, no tool called."""

from __future__ import annotations

from collections.abc import Sequence

from agent.nlu.acts import dialogue_acts
from agent.reply import ToolCall
from agent.tasks.base import Outline, Scene, Step, Task, TaskSlots


class GreetThanks(Task):
    """Greets back, or answers thanks."""

    intent = "chitchat.greet_thanks"

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """One sentence, after what was said."""
        name = "thanks" if "thanks" in dialogue_acts(scene.utterance, scene.language) else "greeting"
        text = self.wording.texts[name][scene.language]
        return Outline(steps=(Step(kind="result", text=text),), rewordable=False)
