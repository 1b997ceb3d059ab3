"""What the assistant can do."""

from __future__ import annotations

from agent.tasks.said import SaidTask


class Help(SaidTask):
    """Names the tasks with an example each."""

    intent = "chitchat.help"
