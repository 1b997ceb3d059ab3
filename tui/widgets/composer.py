"""Where the question is written: several lines, safe against a pasted document."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from common.language import Language
from tui.cli.output import MAX_PASTE, MAX_TEXT
from tui.texts import text

_NEW_LINE = ("ctrl+j", "shift+enter", "alt+enter")


class Composer(TextArea):
    """A text area that sends on Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Send", key_display="Enter", id="send", tooltip="Send what is written"),
        Binding(",".join(_NEW_LINE), "newline", "New line", key_display="Ctrl+J", id="newline",
                show=False, tooltip="Start a new line in the question"),
        Binding("up", "earlier", "Earlier", key_display="↑", id="earlier", show=False,
                tooltip="The last question again"),
    ]  # fmt: skip

    class Sent(Message):
        """A question was sent."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Refused(Message):
        """What was pasted or written is too long; one line."""

        def __init__(self, line: str) -> None:
            super().__init__()
            self.line = line

    def __init__(self, language: Language) -> None:
        super().__init__(id="composer", soft_wrap=True, show_line_numbers=False, tab_behavior="focus",
                         highlight_cursor_line=False)  # fmt: skip
        self._language = language
        self._last = ""
        self.placeholder = text("placeholder", language)

    def speak(self, language: Language) -> None:
        """Change the language of the labels."""
        self._language = language
        self.placeholder = text("placeholder", language)

    async def _on_key(self, event: events.Key) -> None:
        # Not by priority bindings: those overtake characters typed just before that still wait in the queue.
        if event.key in ("enter", *_NEW_LINE):
            event.prevent_default()
            event.stop()
            if event.key == "enter":
                self.action_send()
            else:
                self.action_newline()

    async def _on_paste(self, event: events.Paste) -> None:
        if len(self.text) + len(event.text) <= MAX_TEXT:
            return
        event.prevent_default()
        event.stop()
        if len(event.text) > MAX_PASTE - MAX_TEXT:
            line = text("paste_refused", self._language, count=f"{len(event.text):,}", limit=f"{MAX_PASTE:,}")
            self.post_message(self.Refused(line))
            return
        # A document is sent at once with the request written so far: nobody edits 200,000 characters here.
        request = self.text.strip().rstrip(":：")
        self.text = ""
        self.post_message(self.Sent(f"{request}：\n{event.text}" if request else event.text))

    def action_send(self) -> None:
        """Send what is written and clear the area; nothing happens while it is empty."""
        words = self.text.strip()
        if not words:
            return
        if len(words) > MAX_PASTE:
            line = text("too_long", self._language, count=f"{len(words):,}", limit=f"{MAX_PASTE:,}")
            self.post_message(self.Refused(line))
            return
        self._last = words
        self.text = ""
        self.post_message(self.Sent(words))

    def action_newline(self) -> None:
        """Break the line where the cursor stands."""
        self.insert("\n")

    def action_earlier(self) -> None:
        """In an empty area: the last question again; else the cursor goes up."""
        if self.text or not self._last:
            self.action_cursor_up()
            return
        self.text = self._last
        self.move_cursor(self.document.end)
