"""The footer: the keys that do something right now, in the interface's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from common.language import Language
from tui.texts import text

if TYPE_CHECKING:
    from textual.screen import Screen


_ORDER = (
    "send", "claim", "resolve", "return", "stop", "decline", "back", "help", "customer", "escalations",
    "panels", "chart", "theme", "quit",
)  # fmt: skip


class Key(Static):
    """One key with what it does; a click does it too."""

    ALLOW_SELECT = False

    def __init__(self, key: str, label: str, action: str, tip: str) -> None:
        super().__init__(Content.assemble((key, "bold $footer-key-foreground"), (f" {label}", "$text-muted")))
        self.tooltip = tip
        self._action = action

    async def on_click(self) -> None:
        """Do what the key does."""
        await self.run_action(self._action)


class KeyBar(Horizontal):
    """Follows the screen's active bindings; a binding's texts are ``key_<id>`` and ``tip_<id>``."""

    def __init__(self, language: Language) -> None:
        super().__init__(id="key-bar")
        self._language = language
        self._shown: list[tuple[str, str]] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)
        self.call_after_refresh(self._fill)

    def speak(self, language: Language) -> None:
        """Change the language of the labels."""
        self._language = language
        self._shown = []
        self._fill()

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if self.is_attached and screen is self.screen:
            self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        if not self.is_attached:
            return
        found: dict[str, tuple[str, str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.id:
                found.setdefault(binding.id, (self.app.get_key_display(binding), binding.action, binding.id))
        keys = sorted(
            found.values(), key=lambda key: _ORDER.index(key[2]) if key[2] in _ORDER else len(_ORDER)
        )
        wanted = [(key, name) for key, _, name in keys]
        if wanted == self._shown:
            return
        self._shown = wanted
        self.remove_children()
        for key, action, name in keys:
            label, tip = text(f"key_{name}", self._language), text(f"tip_{name}", self._language)
            self.mount(Key(key, label, action, tip))
