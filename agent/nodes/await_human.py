"""await_human: the pause. The dialogue waits at an interrupt while a human holds one of its matters.

Nothing with a side effect stands before the interrupt, since the node runs again from its top on resume.
A human's answer goes straight to respond; a further message of the user starts a turn of its own, after
which the dialogue waits here again.
"""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from agent.runtime import TurnContext
from agent.state import DialogueState, Incoming


def await_human(
    state: DialogueState, runtime: Runtime[TurnContext]
) -> Command[Literal["understand", "answered"]]:
    """Wait; the resume value is an ``Incoming`` as JSON."""
    answer = interrupt({"escalations": [hold.escalation for hold in state["memory"].holds]})
    incoming = Incoming.model_validate(answer)
    return Command(
        update={"incoming": incoming}, goto="answered" if incoming.kind == "human" else "understand"
    )
