"""The dialog for the next customer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from common.language import Language
from tui.texts import text


class CustomerScreen(ModalScreen[str | None]):
    """Asks for a customer id; returns it ('' for nobody identified), or None when dismissed."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape",
            "dismiss",
            "Back",
            key_display="Esc",
            id="back",
            show=False,
            tooltip="Stay with this customer",
        )
    ]

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = text("customer_title", self._language)
            yield Static(text("customer_prompt", self._language))
            yield Input(placeholder="C0003", max_length=40)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter takes the id."""
        self.dismiss(event.value.strip())
