"""pytest collects ``*.dialogue.yaml`` under its test roots: one test a dialogue.

Loaded by every pytest run on a machine where TellerGraph is installed, so it imports nothing of the agent
before a transcript is met, and looks at no other file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr, TracebackStyle

    from agent.replay.transcript import LocatedTranscript


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    """Take transcripts; leave every other file alone."""
    if not file_path.name.endswith(".dialogue.yaml"):
        return None
    return DialogueFile.from_parent(parent, path=file_path)


class DialogueFile(pytest.File):
    """A transcript file."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a dialogue; an unusable file is a collection error of one line."""
        from agent.replay.transcript import load_transcripts
        from common.errors import UserError

        try:
            transcripts = load_transcripts(self.path)
        except UserError as error:
            raise self.CollectError(error.message) from error
        for transcript in transcripts:
            item: DialogueItem = DialogueItem.from_parent(self, name=transcript.id)
            item.transcript = transcript
            yield item


class DialogueNotHeld(Exception):
    """A dialogue went otherwise than its transcript says; the message shows where."""


class DialogueItem(pytest.Item):
    """One dialogue, run with the template engine in a throw-away installation."""

    transcript: LocatedTranscript

    def runtest(self) -> None:
        """Run it; raise when a turn does not hold."""
        from agent.replay.report import describe
        from agent.replay.runner import run

        result = run(self.transcript)
        if not result.ok:
            raise DialogueNotHeld(describe(result))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: TracebackStyle | None = None
    ) -> str | TerminalRepr:
        """The turn, expected and got side by side; anything else is a defect and keeps its traceback."""
        if isinstance(excinfo.value, DialogueNotHeld):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """File, line and name for the terminal."""
        return self.path, self.transcript.line - 1, self.name
