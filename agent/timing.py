"""A node's duration, written into the ``timings`` channel under the node's name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from time import perf_counter
from typing import Protocol

from langgraph.runtime import Runtime

from agent.runtime import TurnContext
from agent.state import DialogueState


class Node(Protocol):
    """A node of the graph."""

    def __call__(self, state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState: ...


def timed(name: str, *, first: bool = False) -> Callable[[Node], Node]:
    """Measure a node; its milliseconds add up over retries. ``first`` marks a node that begins a turn."""

    def wrap(node: Node) -> Node:
        @functools.wraps(node)
        def run(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
            started = perf_counter()
            update = node(state, runtime)
            so_far = {} if first else state.get("timings", {})
            spent = so_far.get(name, 0.0) + (perf_counter() - started) * 1000
            update["timings"] = {**so_far, name: round(spent, 3)}
            return update

        return run

    return wrap
