"""A node's duration, written into the ``timings`` channel under the node's name."""

from __future__ import annotations

import functools
from collections.abc import Callable
from time import perf_counter
from typing import ParamSpec

from agent.state import DialogueState

P = ParamSpec("P")


def timed(name: str) -> Callable[[Callable[P, DialogueState]], Callable[P, DialogueState]]:
    """Measure a node that returns a state update."""

    def wrap(node: Callable[P, DialogueState]) -> Callable[P, DialogueState]:
        @functools.wraps(node)
        def run(*args: P.args, **kwargs: P.kwargs) -> DialogueState:
            started = perf_counter()
            update = node(*args, **kwargs)
            update["timings"] = {name: round((perf_counter() - started) * 1000, 3)}
            return update

        return run

    return wrap
