"""A drafter that says what it was told to: for what the state machine does with any model's words."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from agent.drafting.protocol import DraftRequest


class SaidDrafter:
    """Gives its wordings one a call; counts the calls and keeps the requests. ``held`` lets the test decide
    when the words begin to come."""

    name = "said"
    failure: str | None = None

    def __init__(self, wordings: Sequence[str], *, held: threading.Event | None = None) -> None:
        self._wordings = list(wordings)
        self._held = held
        self.requests: list[DraftRequest] = []

    def ready(self) -> bool:
        return True

    def start(self) -> None:
        return None

    def wait(self, seconds: float) -> bool:
        return True

    def stream(self, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        self.requests.append(request)
        if self._held is not None:
            self._held.wait(10)
        for character in self._wordings[len(self.requests) - 1]:
            if stop.is_set():
                return
            yield character

    def close(self) -> None:
        return None
