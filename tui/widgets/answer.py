"""One turn of the conversation: the question, the answer sentence by sentence, what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from agent.reply import Reply, Rewording
from common.language import Language
from tui.replies import citation_heading
from tui.texts import engine_label, text
from tui.widgets.sentences import Sentence

DECISION_STYLES = {
    "allow": "$text-success",
    "amend": "$text-warning",
    "block": "$text-error",
    "escalate": "$text-accent",
}


class Question(Static):
    """What was asked, as it was written."""

    def __init__(self, words: str) -> None:
        super().__init__(Content(words), classes="question")


class Notice(Static):
    """A line of the assistant's surroundings: an error, the model's arrival, the next customer."""

    def __init__(self, line: str, kind: str = "info") -> None:
        super().__init__(Content(line), classes=f"notice -{kind}")

    def change(self, line: str) -> None:
        """Say something else."""
        self.update(Content(line))


class Divider(Static):
    """A line across the conversation where the next customer begins."""

    def __init__(self, line: str) -> None:
        super().__init__(Content(f"──── {line} ────"), classes="divider")


class RewordingBlock(Vertical):
    """The model's wording of an answer that stands, labelled with the engine."""

    def __init__(self, rewording: Rewording, language: Language) -> None:
        super().__init__(classes="rewording")
        self.border_title = text("reworded", language, engine=rewording.engine)
        self._sentences = [line for line in rewording.text.splitlines() if line.strip()]

    def compose(self) -> ComposeResult:
        for sentence in self._sentences:
            yield Sentence(sentence)


class Answer(Vertical):
    """An answer that grows at its end only."""

    def __init__(self, language: Language) -> None:
        super().__init__(classes="answer")
        self._language = language
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static(text("thinking", self._language), classes="pending")

    @property
    def words(self) -> str:
        """What has been shown so far."""
        return "\n".join(self._shown)

    def progress(self, line: str) -> None:
        """Say how far the work is, while nothing else is shown."""
        for pending in self.query(".pending").results(Static):
            pending.update(Content(line))

    def append(self, sentence: str) -> None:
        """Show one more approved sentence below the others."""
        self._settle()
        self._shown.append(sentence)
        self.mount(Sentence(sentence))

    def stand(self, reply: Reply, *, rewording: bool, remarks: Sequence[str] = ()) -> None:
        """The answer stands: what was not streamed is added, then how it was judged and worded.

        ``remarks`` are those of the reply's notes that are worth saying here.
        """
        self._settle()
        missing = [line for line in reply.answer.splitlines() if line.strip()]
        if self._shown:
            missing = missing[len(self._shown) :] if missing[: len(self._shown)] == self._shown else []
        for line in missing:
            self._shown.append(line)
            self.mount(Sentence(line))
        self.mount(Static(self._foot(reply), classes="foot"))
        for remark in remarks:
            self.mount(Static(Content(remark), classes="remark"))
        if rewording:
            self.mount(Static(text("rewording", self._language), classes="pending"))

    def reword(self, rewording: Rewording) -> None:
        """Put the model's wording below the answer."""
        self._settle()
        self.mount(RewordingBlock(rewording, self._language))

    def stopped(self) -> None:
        """The rewording was stopped."""
        if self._settle():
            self.mount(Static(text("stopped", self._language), classes="remark"))

    def finish(self) -> None:
        """Nothing more will come."""
        self._settle()

    def fail(self, line: str) -> None:
        """The turn failed; one line."""
        self._settle()
        self.mount(Notice(line, "error"))

    def _settle(self) -> bool:
        pending = self.query(".pending")
        waiting = bool(pending)
        pending.remove()
        return waiting

    def _foot(self, reply: Reply) -> Content:
        say = self._language
        decision = reply.verdict.decision
        parts: list[tuple[str, str] | str] = [(text(f"decision_{decision}", say), DECISION_STYLES[decision])]
        parts += [("  ·  ", "$text-disabled"), (engine_label(reply.engine, say), "$text-muted")]
        if reply.citations:
            shown = "、" if say == "zh" else "; "
            names = shown.join(dict.fromkeys(citation_heading(citation) for citation in reply.citations[:3]))
            more = "…" if len(reply.citations) > 3 else ""
            parts += [("  ·  ", "$text-disabled"), (f"{text('citations', say)} {names}{more}", "$text-muted")]
        return Content.assemble(*parts)
