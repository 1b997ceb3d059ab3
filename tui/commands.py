"""What is typed to the terminal instead of the assistant: a slash and a word of a closed list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Name = Literal["read", "export", "chart"]

COMMANDS: Final[Mapping[Name, tuple[str, ...]]] = MappingProxyType(
    {"read": ("read", "读"), "export": ("export", "导出"), "chart": ("chart", "图表", "图")}
)
"""The commands with the words that call them."""

_FORM: Final = re.compile(r"[/／](?P<word>[^\W\d_]+)(?:\s+(?P<rest>.+))?", re.S)


@dataclass(frozen=True)
class Command:
    """A command and what follows it, without quotation marks; ``name`` is None for one that does not exist."""

    name: Name | None
    word: str
    rest: str = ""


def command_of(words: str) -> Command | None:
    """The command that ``words`` are; None for what is said to the assistant, a path among it."""
    match = _FORM.fullmatch(words.strip())
    if match is None:
        return None
    word, rest = match["word"].lower(), (match["rest"] or "").strip()
    name = next((name for name, called in COMMANDS.items() if word in called), None)
    return Command(name, f"/{match['word']}", rest)


def file_named(command: Command) -> str:
    """The file a command is followed by, without quotation marks; empty where none is."""
    return command.rest.strip("\"'“”")
