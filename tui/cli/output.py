"""What leaves a command: one JSON document or text on standard output, all else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from common.errors import UserError

if TYPE_CHECKING:
    from pydantic import BaseModel

MAX_TEXT = 20_000
"""Characters of one utterance; a longer one is a document, not a question."""

MAX_PASTE = 1_000_000
"""Characters of a question with the document pasted into it."""

_BAR_CELLS = 28


def emit_json(value: object, *, indent: int | None = 2) -> None:
    """Print ``value`` as the one JSON document of the command (``indent=None``: as one JSON line)."""
    from pydantic_core import to_jsonable_python

    ready = to_jsonable_python(value)
    print(json.dumps(ready, ensure_ascii=False, allow_nan=False, indent=indent), flush=True)


def emit(text: str = "") -> None:
    """Print a line of the answer on standard output."""
    print(text, flush=True)


def note(text: str) -> None:
    """Print a line of progress or advice on standard error."""
    print(text, file=sys.stderr, flush=True)


def dim(text: str) -> str:
    """``text`` in the terminal's faint style, as it is when standard output is not a terminal."""
    return f"\x1b[2m{text}\x1b[0m" if _styled() else text


def bold(text: str) -> str:
    """``text`` in bold, as it is when standard output is not a terminal."""
    return f"\x1b[1m{text}\x1b[0m" if _styled() else text


def _styled() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns that stand under each other in a terminal, Chinese counted as two cells."""
    from rich.cells import cell_len

    if not rows:
        return
    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


class Progress:
    """A progress bar on standard error; without a terminal, a line at every tenth."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._tenth = -1
        self._live = sys.stderr.isatty()
        self._open = False

    def __call__(self, text: str, fraction: float) -> None:
        """Show that ``fraction`` (0 to 1) is done; ``text`` says of what."""
        fraction = min(max(fraction, 0.0), 1.0)
        if self._live:
            filled = round(fraction * _BAR_CELLS)
            bar = "█" * filled + "░" * (_BAR_CELLS - filled)
            sys.stderr.write(f"\r\x1b[2K{self._label} {bar} {fraction:4.0%} {text}")
            sys.stderr.flush()
            self._open = True
        elif int(fraction * 10) > self._tenth:
            self._tenth = int(fraction * 10)
            note(f"{self._label} {fraction:.0%} {text}".rstrip())

    def close(self) -> None:
        """End the line of the bar."""
        if self._open:
            sys.stderr.write("\n")
            sys.stderr.flush()
            self._open = False


def checked_text(text: str, *, limit: int = MAX_TEXT) -> str:
    """An utterance that may enter a dialogue.

    Raises:
        UserError: when it is empty, longer than ``limit`` characters, or not valid Unicode.
    """
    if not text.strip():
        raise UserError("the text is empty; write what the customer asks")
    if len(text) > limit:
        raise UserError(f"the text has {len(text):,} characters; at most {limit:,} are taken in one turn")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError("the text is not valid UTF-8") from error
    return text


def first_line(error: BaseException) -> str:
    """The first line of an error's message, or its name when it has none."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__


def record_dump(record: BaseModel) -> dict[str, object]:
    """A record as a JSON object."""
    return record.model_dump(mode="json")
