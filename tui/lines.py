"""The chat without a terminal: one question a line in, the replies out."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent.events import ProgressEvent, RewordedEvent, StandingEvent
from common.errors import TellerGraphError
from common.language import Language, detect_language
from tui.cli.output import MAX_PASTE, checked_text, dim, emit, note
from tui.commands import Command, command_of, file_named
from tui.counterpart import Counterpart
from tui.export import export_last
from tui.handing import handing_of
from tui.offer import Fetch, described
from tui.replies import printed
from tui.texts import text

if TYPE_CHECKING:
    from agent.drafting.catalogue import Model


def chat_lines(
    opener: Callable[[], Counterpart],
    *,
    session: str | None,
    staff: str | None,
    customer: str | None,
    language: Language,
    model: Model | None,
) -> int:
    """Answer each line of standard input until it ends; returns the exit code.

    A line that cannot be answered gives one line on standard error, and the chat goes on.
    """
    fetch = _begin_fetch(model, language)
    assistant = opener()
    try:
        dialogue = assistant.open(session, staff=staff, customer=customer)
        assistant.warm_up()
        lines = _Lines()
        while (line := lines.next()) is not None:
            if fetch is not None and fetch.done.is_set():
                _arrived(fetch, assistant, language)
                fetch = None
            if line.strip():
                _answer(assistant, dialogue, line, lines)
    finally:
        if fetch is not None:
            fetch.cancel()
        assistant.close()
    return 0


class _Lines:
    """Standard input, read ahead in a thread so that a rewording can be cut short by the next line."""

    def __init__(self) -> None:
        self._ready: deque[str | None] = deque()
        self._changed = threading.Condition()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def next(self) -> str | None:
        """The next line; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._ready))
            return self._ready.popleft()

    def when_more(self, act: Callable[[], None]) -> Callable[[], None]:
        """Call ``act`` as soon as there is a next line, unless what is returned has been called before.

        The end of the input is no line: what is under way may then finish.
        """
        over = False

        def wait() -> None:
            with self._changed:
                self._changed.wait_for(lambda: over or bool(self._ready))
                if not over and self._ready[0] is not None:
                    act()

        def end() -> None:
            nonlocal over
            with self._changed:
                over = True
                self._changed.notify_all()

        threading.Thread(target=wait, name="cut-short", daemon=True).start()
        return end

    def _read(self) -> None:
        for raw in sys.stdin.buffer:
            self._put(raw.decode("utf-8", errors="replace").rstrip("\r\n"))
        self._put(None)

    def _put(self, line: str | None) -> None:
        with self._changed:
            self._ready.append(line)
            self._changed.notify_all()


def _commanded(assistant: Counterpart, dialogue: str, command: Command, language: Language) -> str:
    """What a command comes to; a chart is drawn to a file here, there being no place to show it."""
    if command.name == "export":
        customer = assistant.store.session(dialogue).customer
        return export_last(assistant, dialogue, file_named(command), customer=customer, language=language)
    if command.name == "chart":
        return text("chart_elsewhere", language)
    return text("unknown_command", language, word=command.word)


def _answer(assistant: Counterpart, dialogue: str, line: str, lines: _Lines) -> None:
    end: Callable[[], None] | None = None
    spoken: Language = "zh"
    try:
        command = command_of(line)
        if command is not None and command.name != "read":
            emit(_commanded(assistant, dialogue, command, detect_language(line)))
            return
        handing = handing_of(line)
        file = handing.path if handing is not None else None
        words = handing.question if handing is not None else checked_text(line, limit=MAX_PASTE)
        for event in assistant.stream(dialogue, words, attachment=file):
            if isinstance(event, ProgressEvent):
                note(text("reading", spoken, done=str(event.done), total=str(event.total)))
            elif isinstance(event, StandingEvent):
                spoken = event.reply.language
                for shown in printed(event.reply):
                    emit(shown)
                if event.rewording:
                    end = lines.when_more(lambda: assistant.interrupt(dialogue))
            elif isinstance(event, RewordedEvent):
                emit()
                emit(dim(text("reworded", spoken, engine=event.rewording.engine)))
                emit(event.rewording.text)
        emit()
    except TellerGraphError as error:
        note(f"tellergraph: {' '.join(str(error).split())}")
    finally:
        if end is not None:
            end()


def _begin_fetch(model: Model | None, language: Language) -> Fetch | None:
    if model is None:
        return None
    note(described(model, language))
    fetch = Fetch(model)
    fetch.start()
    return fetch


def _arrived(fetch: Fetch, assistant: Counterpart, language: Language) -> None:
    if fetch.failure is not None:
        note(text("offer_failed", language, why=fetch.failure))
        return
    note(text("offer_done", language, name=fetch.model.name))
    assistant.reopen_drafter()
    assistant.warm_up()
