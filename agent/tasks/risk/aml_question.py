"""Anti-money-laundering duties from the library; a suspicion about somebody goes to the AML officer.

Nothing an answer says may let a customer know of monitoring or a report (anti-money-laundering law): the
wording is neutral whatever was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Handover, Outline, Scene, Slot, TaskSlots
from agent.tasks.regulation.clause_lookup import ProvisionTask
from agent.tasks.telling import Telling
from policies.screening import screen_user


class AmlSlots(TaskSlots):
    """The question."""

    query: Annotated[str, Slot("text")]


class AmlQuestion(ProvisionTask):
    """The provisions that answer a question about duties, never a word on a case."""

    intent = "risk.aml_question"
    Slots = AmlSlots

    def handover(self, scene: Scene) -> Handover | None:
        """To the AML officer when the words speak of somebody's money rather than of a duty."""
        alarm = screen_user(scene.utterance).escalation
        if alarm is not None and alarm.reason == "aml":
            return Handover("aml", alarm.priority)
        suspects = self.shows("suspicion", scene)
        return Handover("aml", "P1") if suspects and not self.shows("duty", scene) else None

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The provisions, and the reminder to keep the wording neutral."""
        outline = super().outline(slots, runs, scene)
        mind = Telling(self, scene.language).step("mind", "mind_neutral")
        return outline.model_copy(update={"steps": (*outline.steps, mind), "rewordable": False})
