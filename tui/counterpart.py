"""What the terminal needs of the agent: ``agent.Assistant`` has it, and so may a test's scripted one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, Protocol

from agent.engines import DrafterState
from agent.events import Event
from agent.reply import Reply
from common.people import Role
from state_store.records import EscalationItem, SessionRecord, TurnRecord


class Queue(Protocol):
    """The part of the store the terminal reads."""

    def escalations(self, *, viewer: Role | None = None) -> Sequence[EscalationItem]:
        """The items of the human queue that ``viewer`` may see."""
        ...

    def session(self, session_id: str) -> SessionRecord:
        """Who opened a dialogue, for which customer."""
        ...

    def turns(self, session_id: str) -> Sequence[TurnRecord]:
        """The turns of a dialogue, in order."""
        ...


class Directory(Protocol):
    """The part of the core banking system the terminal asks."""

    def customer(self, customer_id: str) -> object:
        """The customer; UserError when the bank does not know the id."""
        ...


class Counterpart(Protocol):
    """The methods of the Assistant that the terminal calls, from one thread (``interrupt`` from any)."""

    @property
    def store(self) -> Queue:
        """The turns and the human queue."""
        ...

    @property
    def bank(self) -> Directory:
        """The core banking system."""
        ...

    def open(
        self, session_id: str | None = None, *, staff: str | None = None, customer: str | None = None
    ) -> str:
        """Open or continue a dialogue."""
        ...

    def stream(
        self, session_id: str, text: str, *, customer: str | None = None, attachment: Path | None = None
    ) -> Iterator[Event]:
        """Take a turn, about the file ``attachment`` where there is one."""
        ...

    def export_figures(self, session_id: str, target: Path) -> int:
        """Write all figures of the document at hand; returns how many."""
        ...

    def interrupt(self, session_id: str) -> None:
        """Stop a wording under way."""
        ...

    def resume(
        self, escalation_id: str, text: str, *, staff: str, action: Literal["resolve", "return"] = "resolve"
    ) -> Reply:
        """Give a human's answer."""
        ...

    def claim(self, escalation_id: str, *, staff: str) -> None:
        """Take an item."""
        ...

    def new_turns(self, session_id: str, after_turn: int) -> list[Reply]:
        """Turns stored since."""
        ...

    def drafter_state(self) -> DrafterState:
        """What the local model is doing."""
        ...

    def warm_up(self) -> None:
        """Load the model in the background."""
        ...

    def reopen_drafter(self) -> None:
        """Look again for a model."""
        ...

    def close(self) -> None:
        """Stop the model and close the files."""
        ...
