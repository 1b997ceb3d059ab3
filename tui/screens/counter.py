"""The screen of the counter: the conversation, the composer and the side panels."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from agent.events import DoneEvent, Event, ProgressEvent, RewordedEvent, SentenceEvent, StandingEvent
from agent.reply import Reply
from common.errors import TellerGraphError
from common.language import Language
from state_store.records import EscalationItem, TurnRecord
from tools.charts.record import Chart
from tools.charts.registry import charts_of
from tui.screens.escalations import view_of
from tui.texts import text
from tui.widgets.answer import Answer, Divider, Notice, Question
from tui.widgets.chart_pane import ChartPane
from tui.widgets.composer import Composer
from tui.widgets.conversation import Conversation
from tui.widgets.escalation_card import EscalationCard
from tui.widgets.key_bar import KeyBar
from tui.widgets.panels import SidePanels
from tui.widgets.sentences import Sentence
from tui.widgets.top_bar import TopBar

SHOWN_WORDS = 600
"""Characters of a question that are shown; what is longer was pasted and is known to who pasted it."""


class CounterScreen(Screen[None]):
    """Shows what the app tells it; decides nothing."""

    CSS_PATH = "counter.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide"), (172, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._remarks: set[str] = set()
        self.desk_staff = ""
        """Who may answer a matter from this terminal without naming themselves again."""
        self.last_turn = 0

    def compose(self) -> ComposeResult:
        yield TopBar(self._language)
        with Horizontal(id="body"):
            with Vertical(id="talk"):
                with Horizontal(id="reading"):
                    yield Conversation(self._language)
                    yield ChartPane(self._language)
                yield Composer(self._language)
            yield SidePanels(self._language)
        yield KeyBar(self._language)

    def on_mount(self) -> None:
        self.query_one(Composer).focus()

    @property
    def conversation(self) -> Conversation:
        """The conversation."""
        return self.query_one(Conversation)

    @property
    def top_bar(self) -> TopBar:
        """The bar at the top."""
        return self.query_one(TopBar)

    @property
    def chart_pane(self) -> ChartPane:
        """The chart of the last answer that has one."""
        return self.query_one(ChartPane)

    def speak(self, language: Language) -> None:
        """Change the language of the interface."""
        self._language = language
        for part in (self.top_bar, self.conversation, self.query_one(SidePanels), self.chart_pane):
            part.speak(language)
        self.query_one(Composer).speak(language)
        self.query_one(KeyBar).speak(language)

    # -- a turn

    def ask(self, words: str) -> Answer:
        """A question was sent: show it, with a place for the answer."""
        if len(words) > SHOWN_WORDS:
            start, count = words[:SHOWN_WORDS], f"{len(words):,}"
            words = text("long_question", self._language, start=start, count=count)
        if self.has_class("-narrow"):
            self.remove_class("-chart")
        return self.conversation.ask(words)

    def happen(self, answer: Answer, event: Event) -> None:
        """Show an event of the turn that grows ``answer``."""
        if isinstance(event, ProgressEvent):
            answer.progress(text("reading", self._language, done=str(event.done), total=str(event.total)))
        elif isinstance(event, SentenceEvent):
            answer.append(event.text)
        elif isinstance(event, StandingEvent):
            self.take(event.reply)
            remarks = [*self._new_remarks(event.reply), *self._chart_hint(event.reply)]
            answer.stand(event.reply, rewording=event.rewording, remarks=remarks)
            self._card(event.reply, answer)
        elif isinstance(event, RewordedEvent):
            answer.reword(event.rewording)
        elif isinstance(event, DoneEvent):
            answer.finish()

    def end_turn(self, answer: Answer, failure: str | None) -> None:
        """The turn is over."""
        if failure is not None:
            answer.fail(text("failed_line", self._language, why=failure))

    def take(self, reply: Reply) -> None:
        """A reply stands: the panels show it."""
        self.last_turn = max(self.last_turn, reply.turn)
        self.query_one(SidePanels).show(reply)

    # -- what comes from elsewhere

    def history(self, turns: Sequence[TurnRecord]) -> None:
        """Show what the dialogue already holds."""
        for turn in turns:
            reply = Reply.model_validate(turn.reply)
            self.conversation.clear_welcome()
            if turn.kind == "human":
                self._colleague(reply)
            else:
                self.conversation.add(Question(turn.user_text))
                answer = Answer(self._language)
                self.conversation.add(answer)
                hint = self._chart_hint(reply)
                self.call_after_refresh(answer.stand, reply, rewording=False, remarks=hint)
            self.take(reply)

    def elsewhere(self, replies: Sequence[Reply]) -> None:
        """Show turns that another process or a colleague has added."""
        for reply in replies:
            if reply.turn > self.last_turn:
                self._colleague(reply)
                self.take(reply)

    def queue_read(self, items: Sequence[EscalationItem]) -> None:
        """Cards show where their items stand now."""
        found = {item.id: item for item in items}
        for card in self.query(EscalationCard):
            item = found.get(card.view.id)
            if item is not None and view_of(item) != card.view:
                card.update_status(view_of(item))

    def item_handled(self, item: str, failure: str | None) -> None:
        """An act on a card went through, or did not."""
        for card in self.query(EscalationCard):
            if card.view.id == item and failure is not None:
                card.complain(failure)
        if failure is None:
            self.query_one(Composer).focus()

    def notice(self, line: str, kind: str = "info") -> Notice:
        """Put a line into the conversation."""
        notice = Notice(line, kind)
        self.conversation.add(notice)
        return notice

    def next_customer(self, customer: str | None) -> None:
        """The next customer is at the counter."""
        self.conversation.clear_welcome()
        named = customer or text("no_customer", self._language)
        self.conversation.add(Divider(text("next_customer", self._language, customer=named)))
        self.query_one(SidePanels).clear()
        self._show_charts(())
        self.top_bar.customer = customer

    def _colleague(self, reply: Reply) -> None:
        engine = text("human", self._language) if reply.engine == "human" else reply.engine
        self.conversation.add(Notice(f"{engine}", "human"))
        for line in reply.answer.splitlines():
            if line.strip():
                self.conversation.add(Sentence(line))

    def _new_remarks(self, reply: Reply) -> list[str]:
        """Notes that were not shown before: that no model is here is said once, not below every answer."""
        new = [remark for remark in reply.notes if remark not in self._remarks]
        self._remarks.update(new)
        return new

    # -- charts

    def turn_chart(self) -> None:
        """Show the chart; if it is shown, the next one; after the last one hide it."""
        if not self.has_class("-chart"):
            self.set_class(bool(self.chart_pane.charts), "-chart")
        elif not self.chart_pane.next():
            self.remove_class("-chart")

    def _chart_hint(self, reply: Reply) -> list[str]:
        """Take the charts of a reply, if it has any, and say so below its answer."""
        if reply.intent == "session.next_customer":
            self._show_charts(())
        try:
            charts = charts_of(reply.tool_calls, reply.language)
        except TellerGraphError as error:
            return [str(error)]
        if not charts:
            return []
        self._show_charts(charts)
        shown = "；" if self._language == "zh" else "; "
        return [text("chart_hint", self._language, titles=shown.join(chart.title for chart in charts))]

    def _show_charts(self, charts: Sequence[Chart]) -> None:
        self.chart_pane.show(charts)
        if not charts:
            self.remove_class("-chart")
        self.refresh_bindings()

    def _card(self, reply: Reply, answer: Answer) -> None:
        view = reply.escalation
        if view is None:
            return
        for card in self.query(EscalationCard):
            if card.view.id == view.id:
                card.update_status(view)
                return
        if view.status in ("open", "claimed"):
            self.conversation.mount(EscalationCard(view, self._language, staff=self.desk_staff), after=answer)
