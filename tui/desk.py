"""The desk: one daemon thread in which the assistant works, so that the screen never waits for it.

A daemon thread, and not an executor's: quitting must not wait for a model that is still loading.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from common.errors import TellerGraphError
from tui.counterpart import Counterpart

Job = Callable[[Counterpart], None]


class Desk:
    """Opens the assistant and does jobs with it, one after the other.

    ``on_error`` is called in the desk's thread with a line for people whenever opening or a job fails.
    """

    def __init__(self, opener: Callable[[], Counterpart], on_error: Callable[[str], None]) -> None:
        self._opener = opener
        self._on_error = on_error
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._busy = threading.Event()
        self.assistant: Counterpart | None = None
        self.failed = False
        """Whether opening failed: no job will ever be done."""

    def start(self) -> None:
        """Begin opening the assistant."""
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Put a job behind those that wait."""
        self._jobs.put(job)

    @property
    def idle(self) -> bool:
        """Whether nothing is being done and nothing waits."""
        return self.assistant is not None and not self._busy.is_set() and self._jobs.empty()

    def close(self, seconds: float) -> bool:
        """Finish the job at hand and close the assistant; False when that takes longer than ``seconds``."""
        self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            self.assistant = self._opener()
        except Exception as error:
            self.failed = True
            self._on_error(line_of(error))
            return
        while (job := self._jobs.get()) is not None:
            self._busy.set()
            try:
                job(self.assistant)
            except Exception as error:
                self._on_error(line_of(error))
            finally:
                self._busy.clear()
        self.assistant.close()


def line_of(error: Exception) -> str:
    """An error as one line; the details of a defect go to the log."""
    if isinstance(error, TellerGraphError):
        return " ".join(str(error).split())
    from tui.cli.defects import record

    return f"{type(error).__name__} ({record(error)})"
