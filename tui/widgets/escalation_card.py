"""The card of a matter for a human: claimed, answered or returned in place, with single keys."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from agent.reply import EscalationView
from common.language import Language
from tui.texts import reason_label, text

Act = Literal["claim", "resolve", "return"]
_STATUS_STYLES = {
    "open": "$text-warning",
    "claimed": "$text-accent",
    "resolved": "$text-success",
    "returned": "$text-muted",
}


class EscalationCard(Vertical):
    """One item. The colleague's id and, for an answer or a return, a text are required."""

    can_focus = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "start('claim')", "Claim", id="claim", tooltip="Take this matter"),
        Binding("r", "start('resolve')", "Resolve", id="resolve", tooltip="Answer it and close"),
        Binding("t", "start('return')", "Return", id="return", tooltip="Return it with a reason"),
        Binding(
            "escape",
            "leave",
            "Cancel",
            key_display="Esc",
            id="card_cancel",
            show=False,
            tooltip="Leave the fields",
        ),
    ]

    class Acted(Message):
        """A colleague decided. ``words`` is empty for a claim."""

        def __init__(self, item: str, act: Act, staff: str, words: str) -> None:
            super().__init__()
            self.item = item
            self.act = act
            self.staff = staff
            self.words = words

    def __init__(
        self, view: EscalationView, language: Language, *, summary: str = "", staff: str = ""
    ) -> None:
        super().__init__(classes="card")
        self.view = view
        self._language = language
        self._summary = summary
        self._staff = staff
        self._act: Act | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="card-head")
        if self._summary:
            yield Static(Content(self._summary), classes="card-summary")
        yield Static(text("card_keys", self._language), classes="card-keys")
        yield Input(value=self._staff, placeholder=text("card_staff", self._language), classes="card-staff")
        yield Input(placeholder=text("card_text", self._language), classes="card-text")
        yield Static(classes="card-error")

    def on_mount(self) -> None:
        self.border_title = text("escalation", self._language)
        self._draw()

    def update_status(self, view: EscalationView) -> None:
        """Show where the item stands now."""
        self.view = view
        self._act = None
        self._complain("")
        self._draw()

    def complain(self, line: str) -> None:
        """Say why the last act did not go through."""
        self._complain(line)

    @property
    def settled(self) -> bool:
        """Whether nobody needs to act any more."""
        return self.view.status in ("resolved", "returned")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys act only while the item waits, and only when the card itself has the focus."""
        if action == "start":
            if self.settled or self._act is not None:
                return False
            return not (parameters == ("claim",) and self.view.status == "claimed")
        if action == "leave":
            return self._act is not None
        return True

    def action_start(self, act: Act) -> None:
        """Open the fields the act needs."""
        self._act = act
        self._complain("")
        self._draw()
        field = ".card-staff" if act == "claim" or not self._value(".card-staff") else ".card-text"
        self.query_one(field, Input).focus()
        self.refresh_bindings()

    def action_leave(self) -> None:
        """Close the fields without acting."""
        self._act = None
        self._complain("")
        self._draw()
        self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field that is empty, or acts."""
        event.stop()
        if self._act is None:
            return
        staff, words = self._value(".card-staff"), self._value(".card-text")
        if not staff:
            self._complain(text("card_need_staff", self._language))
            self.query_one(".card-staff", Input).focus()
        elif self._act != "claim" and not words:
            if event.input.has_class("card-text"):
                self._complain(text("card_need_text", self._language))
            self.query_one(".card-text", Input).focus()
        else:
            self.post_message(self.Acted(self.view.id, self._act, staff, words))

    def _value(self, field: str) -> str:
        return self.query_one(field, Input).value.strip()

    def _complain(self, line: str) -> None:
        self.query_one(".card-error", Static).update(Content(line))
        self.query_one(".card-error", Static).display = bool(line)

    def _draw(self) -> None:
        say, view = self._language, self.view
        parts: list[tuple[str, str] | str] = [
            (f"{view.priority}  ", "bold $text-warning"),
            (f"{text('reason', say)} {reason_label(view.reason, say)}   ", ""),
            (text(f"status_{view.status}", say), f"bold {_STATUS_STYLES[view.status]}"),
            (f"   {view.id}", "$text-muted"),
        ]
        if view.deadline is not None and not self.settled:
            parts.append(
                (f"   {text('deadline', say)} {view.deadline.astimezone():%m-%d %H:%M}", "$text-muted")
            )
        self.query_one(".card-head", Static).update(Content.assemble(*parts))
        self.query_one(".card-keys").display = self._act is None and not self.settled
        self.query_one(".card-staff").display = self._act is not None
        words = self.query_one(".card-text", Input)
        words.display = self._act in ("resolve", "return")
        words.placeholder = text("card_text_return" if self._act == "return" else "card_text", say)
        self.can_focus = not self.settled
