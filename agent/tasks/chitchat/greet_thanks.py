"""A greeting or thanks: answered in kind, no tool called."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class GreetThanks(SaidTask):
    """Greets back and offers help."""

    intent = "chitchat.greet_thanks"
