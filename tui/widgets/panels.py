"""The side panels: what was understood, what the answer rests on, how it was judged."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from agent.reply import Reply
from common.language import Language
from tui.replies import citation_heading, citation_standing
from tui.slot_values import slot_label, slot_value, task_title
from tui.texts import category_label, engine_label, text
from tui.widgets.answer import DECISION_STYLES

Part = tuple[str, str] | str


class Panel(VerticalScroll):
    """A titled box whose text is replaced as a whole when a turn is over."""

    title_key = ""

    def __init__(self, language: Language) -> None:
        super().__init__(id=f"panel-{self.title_key}", can_focus=False)
        self._language = language
        self._reply: Reply | None = None
        self._text = Static(classes="panel-text")

    def compose(self) -> ComposeResult:
        yield self._text

    def on_mount(self) -> None:
        self._draw()

    def show(self, reply: Reply) -> None:
        """Show what belongs to this reply."""
        self._reply = reply
        self._draw()
        self.scroll_home(animate=False)

    def clear(self) -> None:
        """Show nothing: the next customer is at the counter."""
        self._reply = None
        self._draw()

    def speak(self, language: Language) -> None:
        """Change the language of the labels."""
        self._language = language
        self._draw()

    def parts(self, reply: Reply) -> list[Part]:
        """The panel's text for a reply; empty for nothing to show."""
        raise NotImplementedError

    def _draw(self) -> None:
        self.border_title = text(self.title_key, self._language)
        parts = self.parts(self._reply) if self._reply is not None else []
        empty = Content.styled(text(f"{self.title_key}_empty", self._language), "$text-disabled")
        self._text.update(Content.assemble(*parts) if parts else empty)


class SlotsPanel(Panel):
    """Each slot's value, the words it was read from, who said it, and in which turn."""

    title_key = "slots"

    def parts(self, reply: Reply) -> list[Part]:
        say = self._language
        found: list[Part] = []
        intent = reply.awaiting_intent or reply.intent
        if reply.slots or reply.awaiting:
            found += [(task_title(reply.intent, say), "bold"), "\n"]
        for name, value in reply.slots.items():
            if value is None:
                continue
            found += ["\n", (slot_label(reply.intent, name, say) + "  ", "$text-muted")]
            found.append((slot_value(reply.intent, name, value, say), "bold $text-primary"))
            detail = reply.slot_details.get(name)
            if detail is None:
                continue
            origin = text(f"source_{detail.source}", say)
            words = f"“{detail.raw}” · " if detail.raw else ""
            found.append((f"\n  {words}{origin} · {text('turn', say, turn=detail.turn)}", "$text-muted"))
            if not detail.confirmed:
                found.append((f" · {text('unconfirmed', say)}", "$text-warning"))
        for error in reply.errors:
            found.append((f"\n✗ {slot_label(reply.intent, error.slot, say)}: {error.message}", "$text-error"))
        if reply.awaiting:
            label = slot_label(intent, reply.awaiting, say)
            found.append((f"\n\n… {text('awaiting', say, slot=label)}", "$text-accent"))
        return found


class CitationsPanel(Panel):
    """Each source: title, article, our summary or its text, whether it is verified, since when it holds."""

    title_key = "citations"

    def parts(self, reply: Reply) -> list[Part]:
        say = self._language
        found: list[Part] = []
        for number, citation in enumerate(reply.citations):
            if number:
                found.append("\n\n")
            found += [(citation_heading(citation), "bold"), "\n"]
            mark = "$text-success" if citation.verified else "$text-warning"
            found.append((citation_standing(citation, say), mark))
            found += ["\n", citation.text, ("\n" + citation.id, "$text-disabled")]
            if citation.note:
                found.append((f"\n{citation.note}", "$text-muted"))
        return found


class VerdictPanel(Panel):
    """The decision on the answer, the category of each finding with its basis, and who worded it."""

    title_key = "verdict"

    def parts(self, reply: Reply) -> list[Part]:
        say = self._language
        verdict = reply.verdict
        found: list[Part] = [
            (text(f"decision_{verdict.decision}", say), f"bold {DECISION_STYLES[verdict.decision]}")
        ]
        for finding in verdict.findings:
            found += [
                "\n\n",
                (category_label(finding.category, say), "bold"),
                (f"  {finding.severity} · {finding.rule}", "$text-muted"),
            ]
            if finding.text:
                found.append(f"\n“{finding.text}”")
            for basis in finding.basis:
                found.append((f"\n{text('basis', say)} {basis}", "$text-muted"))
        found.append((f"\n\n{text('worded_by', say)}: {engine_label(reply.engine, say)}", "$text-muted"))
        if total := reply.timings_ms.get("total"):
            found.append((f" · {total:.0f} ms", "$text-muted"))
        return found


class SidePanels(Vertical):
    """The three panels, one above the other."""

    def __init__(self, language: Language) -> None:
        super().__init__(id="side")
        self._panels = (SlotsPanel(language), CitationsPanel(language), VerdictPanel(language))

    def compose(self) -> ComposeResult:
        yield from self._panels

    def show(self, reply: Reply) -> None:
        """Show a reply in all panels."""
        for panel in self._panels:
            panel.show(reply)

    def clear(self) -> None:
        """Empty all panels."""
        for panel in self._panels:
            panel.clear()

    def speak(self, language: Language) -> None:
        """Change the language of all panels."""
        for panel in self._panels:
            panel.speak(language)
