"""A complaint: registered the same day; the dialogue goes on (domain/escalation.md)."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class Complaint(SaidTask):
    """Opens an item of reason ``complaint``; the notice is the escalation rule's."""

    intent = "risk.complaint"
    escalates = "complaint"
