"""The bar at the top: who is at the counter, in which dialogue, and what the local model is doing."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from agent.engines import DrafterState
from common.language import Language
from tui.texts import text

_DOTS = {
    "none": ("●", "$success"),
    "absent": ("○", "$text-muted"),
    "downloading": ("◐", "$accent"),
    "loading": ("◐", "$accent"),
    "ready": ("●", "$success"),
    "failed": ("✗", "$error"),
}
SHORT = 26
"""Cells a model's name may take."""


class TopBar(Horizontal):
    """One line: name, staff, customer and session on the left, the engine on the right."""

    staff: reactive[str] = reactive("")
    customer: reactive[str | None] = reactive[str | None](None)
    session: reactive[str | None] = reactive[str | None](None)
    drafter: reactive[DrafterState | None] = reactive[DrafterState | None](None)

    def __init__(self, language: Language) -> None:
        super().__init__(id="top-bar")
        self._language = language
        self._who = Static(id="who")
        self._engine_line = Static(id="engine")

    def compose(self) -> ComposeResult:
        yield self._who
        yield self._engine_line

    def on_mount(self) -> None:
        self._show_people()
        self._show_engine()

    def watch_staff(self) -> None:
        self._show_people()

    def watch_customer(self) -> None:
        self._show_people()

    def watch_session(self) -> None:
        self._show_people()

    def watch_drafter(self) -> None:
        self._show_engine()

    def speak(self, language: Language) -> None:
        """Change the language of the labels."""
        self._language = language
        self._show_people()
        self._show_engine()

    def _show_people(self) -> None:
        say = self._language
        customer = self.customer or text("no_customer", say)
        parts: list[tuple[str, str] | str] = [("◆ TellerGraph", "bold $primary"), "   "]
        named = [
            ("staff", self.staff),
            ("customer", customer),
            ("session", self.session or text("opening", say)),
        ]
        for key, value in named:
            parts += [
                (text(key, say) + " ", "$text-muted"),
                (value, "bold" if key == "customer" else ""),
                "   ",
            ]
        self._who.update(Content.assemble(*parts))

    def _show_engine(self) -> None:
        self._engine_line.update(self._engine())

    def _engine(self) -> Content:
        state, say = self.drafter, self._language
        if state is None:
            return Content.styled(text("opening", say), "$text-muted")
        dot, colour = _DOTS[state.status]
        percent = "" if state.progress is None else f"{state.progress:.0%}"
        words = text(f"engine_{state.status}", say, name=_short(state.name), percent=percent)
        return Content.assemble((f"{dot} ", colour), (words, "$text-muted"))


def _short(name: str) -> str:
    """A catalogue name without what says how it was packed."""
    name = name.partition("-instruct")[0]
    return name if cell_len(name) <= SHORT else name[: SHORT - 1] + "…"
