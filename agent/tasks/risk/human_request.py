"""A wish for a human: acknowledged at once, held until somebody answers (domain/escalation.md)."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class HumanRequest(SaidTask):
    """Opens an item of reason ``human_request``; the notice is the escalation rule's."""

    intent = "risk.human_request"
    escalates = "human_request"
