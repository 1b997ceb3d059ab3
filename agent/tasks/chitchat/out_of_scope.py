"""What no other task can do: said plainly, with what can be asked instead."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class OutOfScope(SaidTask):
    """Says that this cannot be answered here."""

    intent = "chitchat.out_of_scope"
    fallback = True
