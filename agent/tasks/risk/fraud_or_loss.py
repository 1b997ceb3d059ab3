"""A scam, a theft or a lost card: an emergency, unless plainly nothing but a card or password is lost."""

from __future__ import annotations

from agent.tasks.base import Handover, Scene
from agent.tasks.said import SaidTask
from policies.screening import screen_user


class FraudOrLoss(SaidTask):
    """Opens an item of reason ``fraud``: P0, or P2 with the loss-report steps (domain/escalation.md)."""

    intent = "risk.fraud_or_loss"
    escalates = "fraud"

    def handover(self, scene: Scene) -> Handover:
        """P2 only where something is said to be lost, no money is said to be gone, and no scam shows."""
        lost = self.shows("lost", scene) and not self.shows("money_gone", scene)
        alarm = screen_user(scene.utterance).escalation
        grave = alarm is not None and alarm.priority == "P0"
        return Handover("fraud", "P2" if lost and not grave else "P0")
