"""The next customer: everything of the last one is cleared."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class NextCustomer(SaidTask):
    """Confirms that a fresh dialogue begins."""

    intent = "session.next_customer"
    clears_customer = True
