"""What the desk's thread tells the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message

from agent.events import Event
from agent.reply import Reply
from state_store.records import EscalationItem, SessionRecord, TurnRecord
from tui.widgets.answer import Answer


class Opened(Message):
    """The assistant is open and the dialogue has its record; ``history`` is what it already holds."""

    def __init__(self, record: SessionRecord, history: Sequence[TurnRecord]) -> None:
        super().__init__()
        self.record = record
        self.history = history


class TurnEvent(Message):
    """Something happened in the turn that grows ``answer``."""

    def __init__(self, answer: Answer, event: Event) -> None:
        super().__init__()
        self.answer = answer
        self.event = event


class TurnOver(Message):
    """The turn has ended; ``failure`` is a line for people when it failed."""

    def __init__(self, answer: Answer, failure: str | None = None) -> None:
        super().__init__()
        self.answer = answer
        self.failure = failure


class Exported(Message):
    """A table was written, as ``line`` says, or was not, for the reason in ``failure``."""

    def __init__(self, line: str = "", failure: str | None = None) -> None:
        super().__init__()
        self.line = line
        self.failure = failure


class ChartsSaved(Message):
    """Charts were written to ``paths``, or were not, for the reason in ``failure``."""

    def __init__(self, paths: Sequence[str] = (), failure: str | None = None) -> None:
        super().__init__()
        self.paths = paths
        self.failure = failure


class Elsewhere(Message):
    """Turns that another process, or a colleague, has added to the dialogue."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        super().__init__()
        self.replies = replies


class QueueRead(Message):
    """The human queue as it is now."""

    def __init__(self, items: Sequence[EscalationItem]) -> None:
        super().__init__()
        self.items = items


class ItemHandled(Message):
    """A claim, an answer or a return went through, or (``failure``) did not."""

    def __init__(self, item: str, failure: str | None = None) -> None:
        super().__init__()
        self.item = item
        self.failure = failure


class DeskFailed(Message):
    """A job of the desk failed; one line."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class CustomerChecked(Message):
    """The bank knows a customer who was entered, or (``failure``) does not."""

    def __init__(self, customer: str, failure: str | None = None) -> None:
        super().__init__()
        self.customer = customer
        self.failure = failure
