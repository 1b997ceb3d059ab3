"""A query, freeze or deduction by an authority, or an inheritance: for the operations supervisor alone."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class FreezeQuery(SaidTask):
    """Opens an item of reason ``judicial``; nothing about an account is confirmed meanwhile."""

    intent = "risk.freeze_query"
    escalates = "judicial"
