"""Help: the keys, and what can be asked."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from agent.tasks.registry import all_tasks
from common.language import Language
from tui.texts import text

KEY_CELLS = 12
TITLE_CELLS = 24


class HelpScreen(ModalScreen[None]):
    """Keys from the bindings given, tasks with an example each from their own files."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,f1",
            "dismiss",
            "Close",
            key_display="Esc",
            id="back",
            show=False,
            tooltip="Close the help",
        )
    ]

    def __init__(self, language: Language, keys: list[tuple[str, str]]) -> None:
        super().__init__()
        self._language = language
        self._keys = keys

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog -tall") as dialog:
            dialog.border_title = text("help_title", self._language)
            dialog.border_subtitle = text("help_close", self._language)
            yield Static(Content.assemble(*self._parts()))

    def _parts(self) -> list[tuple[str, str] | str]:
        say = self._language
        parts: list[tuple[str, str] | str] = [(text("help_keys", say), "bold $primary"), "\n"]
        for key, tip in self._keys:
            parts += ["\n", (_padded(key, KEY_CELLS), "bold $accent"), tip]
        parts += ["\n\n", (text("help_documents", say), "bold $primary"), "\n"]
        for command in ("/read", "/export"):
            tip = text(f"tip_{command[1:]}", say)
            parts += ["\n", (_padded(command, KEY_CELLS), "bold $accent"), tip]
        parts += ["\n\n", (text("help_tasks", say), "bold $primary"), "\n"]
        for task in all_tasks().values():
            examples = task.wording.examples.get(say, ())
            if not examples or task.intent.startswith("chitchat."):
                continue
            parts += [
                "\n",
                (_padded(task.wording.title[say], TITLE_CELLS), "bold"),
                (examples[0], "$text-muted"),
            ]
        return parts


def _padded(words: str, cells: int) -> str:
    return words + " " * max(cells - cell_len(words), 1)
