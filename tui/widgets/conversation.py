"""The conversation: everything said, oldest first, following its end until the reader scrolls away."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from common.language import Language
from tui.texts import text
from tui.widgets.answer import Answer, Question

EXAMPLES = ("example_loan", "example_insurance", "example_bond", "example_wording")


class Example(Static):
    """An example question that is asked by a click or by Enter."""

    can_focus = True
    ALLOW_SELECT = False

    class Chosen(Message):
        """The example is to be asked."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, words: str) -> None:
        super().__init__(Content(words), classes="example")
        self._words = words

    def on_click(self) -> None:
        """Ask it."""
        self.post_message(self.Chosen(self._words))

    def key_enter(self) -> None:
        """Ask it."""
        self.post_message(self.Chosen(self._words))


class Welcome(Vertical):
    """The empty state: what this is, and questions in both languages to begin with."""

    def __init__(self, language: Language) -> None:
        super().__init__(classes="welcome")
        self._language = language

    def compose(self) -> ComposeResult:
        say: Language = self._language
        other: Language = "en" if say == "zh" else "zh"
        yield Static(Content.styled("◆ TellerGraph", "bold $primary"), classes="brand")
        yield Static(text("tagline", say), classes="tagline")
        yield Static(text("welcome", say), classes="invite")
        for key, language in zip(EXAMPLES, (say, other, say, other), strict=True):
            yield Example(text(key, language))


class Conversation(VerticalScroll):
    """Holds questions, answers, notices and cards."""

    def __init__(self, language: Language) -> None:
        super().__init__(id="conversation")
        self._language = language
        self.can_focus = False

    def compose(self) -> ComposeResult:
        yield Welcome(self._language)

    def speak(self, language: Language) -> None:
        """Change the language of what comes from now on."""
        self._language = language

    def ask(self, words: str) -> Answer:
        """Show a question and return the answer that will grow below it."""
        self.clear_welcome()
        answer = Answer(self._language)
        self.mount(Question(words), answer)
        return answer

    def add(self, widget: Widget) -> None:
        """Put something at the end."""
        self.mount(widget)

    def clear_welcome(self) -> None:
        """The empty state goes as soon as there is something to show; from then on the end is followed."""
        self.query(Welcome).remove()
        self.anchor()

    @property
    def last_answer(self) -> Answer | None:
        """The newest answer."""
        answers = self.query(Answer)
        return answers.last() if answers else None
