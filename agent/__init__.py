"""TellerGraph's conversational agent. What a host embeds is small: ``from agent import Assistant``.

The environment is set here, before LangGraph is imported anywhere: checkpoints are read back strictly (a
type that is not declared is refused, not guessed) and nothing is sent to a tracing service.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
for _variable in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
    os.environ[_variable] = "false"

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
