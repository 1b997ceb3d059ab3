"""``/chart``: the chart of the last answer, shown or saved to a file."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"[/／](?:chart|图表|图)(?:\s+(?P<file>.+))?", re.I)


def chart_file(words: str) -> str | None:
    """The file a chart command names, empty where it names none; ``None`` for what is no such command."""
    match = _COMMAND.fullmatch(words.strip())
    return None if match is None else (match["file"] or "").strip().strip("\"'“”")
