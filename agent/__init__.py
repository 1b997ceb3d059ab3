"""TellerGraph's conversational agent. What a host embeds is small: ``from agent import Assistant``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from agent.events import Event
    from agent.reply import Reply

__all__ = ["Assistant", "Event", "Reply"]


def __getattr__(name: str) -> object:
    """Import the heavy parts when they are asked for, so that light commands start at once."""
    if name == "Assistant":
        from agent.assistant import Assistant

        return Assistant
    if name == "Reply":
        from agent.reply import Reply

        return Reply
    if name == "Event":
        from agent.events import Event

        return Event
    raise AttributeError(name)
