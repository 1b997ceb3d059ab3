"""What is typed to hand over a file: ``/read PATH question``, or a pasted path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlparse

from common.documents import SUFFIXES
from tui.commands import command_of

_QUOTED: Final = re.compile(r"""(?P<quote>["'“])(?P<path>[^"'”]+)["'”]\s*(?P<rest>.*)""", re.S)
_LONGEST: Final = 2000
"""Characters in which a path is looked for: what is longer is no path with a question."""


@dataclass(frozen=True)
class Handed:
    """A file to read, and what is asked about it (empty where nothing is)."""

    path: Path
    question: str


def handing_of(words: str) -> Handed | None:
    """What the words hand over; ``None`` when they are said to the assistant.

    A path alone, or at the beginning, counts only where that file exists and is of a kind that is read.
    """
    text = words.strip()
    command = command_of(text)
    if command is not None and command.name == "read":
        path, question = _path_in(command.rest)
        return Handed(path, question)
    if len(text) > _LONGEST or not any(suffix in text.lower() for suffix in SUFFIXES):
        return None
    path, question = _path_in(text)
    try:
        known = path.suffix.lower() in SUFFIXES and path.is_file()
    except (OSError, ValueError):
        known = False
    return Handed(path, question) if known else None


def _path_in(text: str) -> tuple[Path, str]:
    """The path that the text begins with, and what follows; unquoted ones may hold spaces."""
    text = text.strip()
    if match := _QUOTED.fullmatch(text):
        return _path(match["path"]), match["rest"].strip()
    parts = re.split(r"(\s+)", text[:_LONGEST])
    for count in range(len(parts), 0, -2):
        path = _path("".join(parts[:count]))
        try:
            if path.is_file():
                return path, text[len("".join(parts[:count])) :].strip()
        except (OSError, ValueError):
            continue
    return _path(parts[0]), text[len(parts[0]) :].strip()


def _path(words: str) -> Path:
    if words.lower().startswith("file://"):
        words = unquote(urlparse(words).path)
    return Path(words.replace("\\ ", " ")).expanduser()
