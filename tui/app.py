"""The Textual app: keys, the desk and the screens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from agent.engines import DrafterState
from agent.events import StandingEvent
from agent.reply import Reply
from common.errors import TellerGraphError
from common.language import Language
from common.people import RESTRICTED_VIEWERS, Role
from tools.charts.record import Chart
from tui import messages
from tui.commands import command_of, file_named
from tui.counterpart import Counterpart
from tui.desk import Desk, line_of
from tui.export import export_last
from tui.handing import handing_of
from tui.offer import Fetch, described
from tui.screens.counter import CounterScreen
from tui.screens.customer import CustomerScreen
from tui.screens.escalations import EscalationsScreen
from tui.screens.help import HelpScreen
from tui.texts import has_text, text
from tui.theme import INK, PAPER
from tui.widgets.answer import Answer, Notice
from tui.widgets.composer import Composer
from tui.widgets.conversation import Example
from tui.widgets.escalation_card import EscalationCard
from tui.widgets.panels import SidePanels
from tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from agent.drafting.catalogue import Model

COUNTDOWN = 10
"""Seconds to decline before a model is fetched."""
CLOSE_SECONDS = 1.5


class TellerApp(App[None]):
    """The assistant on a terminal."""

    TITLE = "TellerGraph"
    CSS_PATH = [
        "widgets/top_bar.tcss",
        "widgets/conversation.tcss",
        "widgets/composer.tcss",
        "widgets/panels.tcss",
        "widgets/chart_pane.tcss",
        "widgets/key_bar.tcss",
        "widgets/escalation_card.tcss",
    ]
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", key_display="F1", id="help", tooltip="The keys, and what can be asked"),
        Binding(
            "f2",
            "customer",
            "Customer",
            key_display="F2",
            id="customer",
            tooltip="The next customer comes to the counter",
        ),
        Binding(
            "f3",
            "escalations",
            "Queue",
            key_display="F3",
            id="escalations",
            tooltip="What was handed to colleagues",
        ),
        Binding(
            "f4", "panels", "Panels", key_display="F4", id="panels", tooltip="Show or hide the side panels"
        ),
        Binding(
            "f8", "chart", "Chart", key_display="F8", id="chart", tooltip="Show or hide the answer's chart"
        ),
        Binding(
            "f5", "theme", "Theme", key_display="F5", id="theme", tooltip="Switch between light and dark"
        ),
        Binding(
            "escape",
            "stop",
            "Stop wording",
            key_display="Esc",
            id="stop",
            tooltip="Stop the model's rewording",
        ),
        Binding(
            "ctrl+d",
            "decline",
            "Decline",
            key_display="Ctrl+D",
            id="decline",
            tooltip="Do not fetch the model",
            priority=True,
        ),
        Binding(
            "ctrl+q",
            "quit",
            "Quit",
            key_display="Ctrl+Q",
            id="quit",
            tooltip="Leave; the dialogue is stored",
            priority=True,
        ),
    ]

    def __init__(
        self,
        opener: Callable[[], Counterpart],
        *,
        language: Language,
        session: str | None = None,
        staff: str | None = None,
        customer: str | None = None,
        offer: Model | None = None,
    ) -> None:
        super().__init__()
        self.language: Language = language
        self._asked_for = (session, staff, customer)
        self._desk = Desk(opener, lambda line: self._tell(messages.DeskFailed(line)))
        self._offer = offer
        self._offer_notice: Notice | None = None
        self._countdown = COUNTDOWN
        self._fetch: Fetch | None = None
        self._session: str | None = None
        self._role: Role | None = None
        self._desk_staff = ""
        self._pending_customer: str | None = None
        self._waiting = 0
        self._rewording: Answer | None = None
        self.counter = CounterScreen(language)
        self.defect: Exception | None = None

    # -- opening and closing

    def on_mount(self) -> None:
        self.register_theme(INK)
        self.register_theme(PAPER)
        self.theme = "ink"
        self.push_screen(self.counter)
        self._desk.start()
        self._desk.submit(self._open_dialogue)
        self.set_interval(0.5, self._watch_engine)
        self.set_interval(2.0, self._watch_elsewhere)
        if self._offer is not None:
            self.call_after_refresh(self._make_offer)

    def _handle_exception(self, error: Exception) -> None:
        self.defect = self.defect or error
        super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        """No traceback ever reaches the terminal: the command line prints one line about ``defect``."""
        self._exit_renderables.clear()

    def close(self) -> bool:
        """Stop what runs in the background; False when it did not stop in time. After the app has ended."""
        if self._fetch is not None:
            self._fetch.cancel()
        if self._session is not None and self._desk.assistant is not None:
            self._desk.assistant.interrupt(self._session)
        return self._desk.close(CLOSE_SECONDS)

    def _tell(self, message: Message) -> None:
        self.post_message(message)

    def _open_dialogue(self, assistant: Counterpart) -> None:
        session, staff, customer = self._asked_for
        opened = assistant.open(session, staff=staff, customer=customer)
        record = assistant.store.session(opened)
        # Set here and not on the message: a question typed meanwhile is the desk's next job.
        self._session, self._role = record.id, record.staff.role
        self._tell(messages.Opened(record, assistant.store.turns(opened)))
        assistant.warm_up()

    def on_opened(self, message: messages.Opened) -> None:
        """The dialogue is open."""
        record = message.record
        bar = self.counter.top_bar
        bar.session, bar.staff, bar.customer = record.id, record.staff.id, record.customer
        self.counter.desk_staff = self._desk_staff = (
            record.staff.id if record.staff.role in RESTRICTED_VIEWERS else ""
        )
        self.counter.history(message.history)

    def on_desk_failed(self, message: messages.DeskFailed) -> None:
        """Opening, or a job, failed."""
        self.counter.notice(text("failed_line", self.language, why=message.line), "error")
        if self._desk.failed:
            for answer in self.counter.query(Answer):
                self.counter.end_turn(answer, text("not_open", self.language))

    # -- a turn

    def on_composer_sent(self, message: Composer.Sent) -> None:
        """A question was written, or a command."""
        command = command_of(message.words)
        if command is None or command.name == "read":
            self._ask(message.words)
        elif command.name == "export":
            self._export(file_named(command))
        elif command.name == "chart":
            self._chart(file_named(command))
        else:
            self.counter.notice(text("unknown_command", self.language, word=command.word), "error")

    def on_example_chosen(self, message: Example.Chosen) -> None:
        """An example was clicked."""
        self._ask(message.words)

    def on_composer_refused(self, message: Composer.Refused) -> None:
        """What was pasted is too long."""
        self.counter.notice(message.line, "error")

    def _ask(self, words: str) -> None:
        """Show the question and put its turn in the queue; a rewording under way makes room for it."""
        answer = self.counter.ask(words)
        if self._desk.failed:
            self.counter.end_turn(answer, text("not_open", self.language))
            return
        customer, self._pending_customer = self._pending_customer, None
        self._waiting += 1
        self.action_stop()
        handing = handing_of(words)
        said = words if handing is None else handing.question
        file = None if handing is None else handing.path
        self._desk.submit(lambda assistant: self._turn(assistant, answer, said, customer, file))

    def _turn(
        self, assistant: Counterpart, answer: Answer, words: str, customer: str | None, file: Path | None
    ) -> None:
        """In the desk's thread: take the turn and pass on what happens."""
        self._waiting -= 1
        failure: str | None = None
        session = self._session
        if session is None:
            self._tell(messages.TurnOver(answer, text("not_open", self.language)))
            return
        try:
            for event in assistant.stream(session, words, customer=customer, attachment=file):
                self._tell(messages.TurnEvent(answer, event))
                if isinstance(event, StandingEvent) and event.rewording and self._waiting:
                    assistant.interrupt(session)
        except Exception as error:
            failure = line_of(error)
        self._tell(messages.TurnOver(answer, failure))

    def on_turn_event(self, message: messages.TurnEvent) -> None:
        """Something happened in a turn."""
        event = message.event
        if isinstance(event, StandingEvent) and event.rewording:
            self._rewording = message.answer
            self.counter.refresh_bindings()
        self.counter.happen(message.answer, event)
        if isinstance(event, StandingEvent):
            self.counter.top_bar.customer = self._customer_after(event.reply)

    def on_turn_over(self, message: messages.TurnOver) -> None:
        """A turn has ended."""
        if self._rewording is message.answer:
            self._rewording = None
            self.counter.refresh_bindings()
        self.counter.end_turn(message.answer, message.failure)

    def _customer_after(self, reply: Reply) -> str | None:
        if reply.intent == "session.next_customer":
            return None
        return self.counter.top_bar.customer

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys act only while there is something to act on."""
        if action == "stop":
            return self._rewording is not None
        if action == "decline":
            return self._offer is not None
        if action == "chart":
            return self.screen is self.counter and bool(self.counter.chart_pane.charts)
        if action in ("customer", "escalations", "panels"):
            return self.screen is self.counter
        return True

    def action_stop(self) -> None:
        """Stop the rewording; the answer stands."""
        answer, self._rewording = self._rewording, None
        if answer is not None and self._session is not None and self._desk.assistant is not None:
            self._desk.assistant.interrupt(self._session)
            answer.stopped()
            self.counter.refresh_bindings()

    def action_help(self) -> None:
        """Show the keys and the tasks."""
        keys: dict[str, tuple[str, str]] = {}
        for active in self.counter.active_bindings.values():
            binding = active.binding
            if binding.id and has_text(f"tip_{binding.id}"):
                keys.setdefault(
                    binding.id, (self.get_key_display(binding), text(f"tip_{binding.id}", self.language))
                )
        keys["export"] = ("/export", text("tip_export", self.language))
        keys["chart_file"] = ("/chart", text("tip_chart_file", self.language))
        self.push_screen(HelpScreen(self.language, list(keys.values())))

    def action_customer(self) -> None:
        """Ask who is next."""
        self.push_screen(CustomerScreen(self.language), self._customer_named)

    def action_escalations(self) -> None:
        """Show the human's side."""
        self.push_screen(EscalationsScreen(self.language, self._read_queue, staff=self._desk_staff))

    def action_panels(self) -> None:
        """Show or hide the side panels; where there is little room they lie over the conversation."""
        if self.counter.has_class("-narrow"):
            self.counter.query_one(SidePanels).toggle_class("-shown")
        else:
            self.counter.toggle_class("-hide-panels")

    def action_chart(self) -> None:
        """Show the chart of the last answer that has one, the next one, or hide it."""
        self.counter.turn_chart()

    def action_theme(self) -> None:
        """Ink or paper."""
        self.theme = PAPER.name if self.theme == INK.name else INK.name

    def action_language(self) -> None:
        """The interface in the other language."""
        self.language = "en" if self.language == "zh" else "zh"
        self.counter.speak(self.language)

    def action_copy_answer(self) -> None:
        """Put the last answer on the clipboard."""
        answer = self.counter.conversation.last_answer
        if answer is not None:
            self.copy_to_clipboard(answer.words)
            self.notify(text("copied", self.language))

    # -- the table of the last answer that has one

    def action_export(self) -> None:
        """Write it to a file named after the dialogue."""
        self._export("")

    def _export(self, file: str) -> None:
        if self._desk.failed:
            self.counter.notice(text("not_open", self.language), "error")
            return
        customer, language = self.counter.top_bar.customer, self.language
        self._desk.submit(lambda assistant: self._write_table(assistant, file, customer, language))

    def _write_table(
        self, assistant: Counterpart, file: str, customer: str | None, language: Language
    ) -> None:
        session = self._session
        if session is None:
            self._tell(messages.Exported(failure=text("not_open", language)))
            return
        try:
            line = export_last(assistant, session, file, customer=customer, language=language)
        except Exception as error:
            self._tell(messages.Exported(failure=line_of(error)))
            return
        self._tell(messages.Exported(line))

    def on_exported(self, message: messages.Exported) -> None:
        """A table was written, or was not."""
        if message.failure is not None:
            self.counter.notice(text("failed_line", self.language, why=message.failure), "error")
        else:
            self.counter.notice(message.line)

    # -- charts

    def _chart(self, file: str) -> None:
        """Show the chart, or save what there is to ``file``."""
        charts, language = self.counter.chart_pane.charts, self.language
        if not charts:
            self.counter.notice(text("chart_none", language), "error")
        elif not file:
            self.action_chart()
        else:
            self._desk.submit(lambda assistant: self._save_charts(charts, file, language))

    def _save_charts(self, charts: Sequence[Chart], file: str, language: Language) -> None:
        """In the desk's thread: draw and write."""
        from tools.charts.files import save_charts

        try:
            paths = save_charts(charts, Path(file), language)
        except Exception as error:
            self._tell(messages.ChartsSaved(failure=line_of(error)))
            return
        self._tell(messages.ChartsSaved([str(path) for path in paths]))

    def on_charts_saved(self, message: messages.ChartsSaved) -> None:
        """Charts were written, or were not."""
        if message.failure is not None:
            self.counter.notice(text("failed_line", self.language, why=message.failure), "error")
        for path in message.paths:
            self.counter.notice(text("chart_saved", self.language, path=path))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands that fit the screen, in the interface's language."""
        say = self.language
        if screen is self.counter:
            yield SystemCommand(text("key_export", say), text("tip_export", say), self.action_export)
            yield SystemCommand(text("key_customer", say), text("tip_customer", say), self.action_customer)
            yield SystemCommand(
                text("key_escalations", say), text("tip_escalations", say), self.action_escalations
            )
            yield SystemCommand(text("key_panels", say), text("tip_panels", say), self.action_panels)
            if self.counter.chart_pane.charts:
                yield SystemCommand(text("key_chart", say), text("tip_chart", say), self.action_chart)
            yield SystemCommand(text("copy_answer", say), text("copy_answer", say), self.action_copy_answer)
            if self._rewording is not None:
                yield SystemCommand(text("key_stop", say), text("tip_stop", say), self.action_stop)
            if self._offer is not None:
                yield SystemCommand(text("key_decline", say), text("tip_decline", say), self.action_decline)
        yield SystemCommand(text("key_theme", say), text("tip_theme", say), self.action_theme)
        yield SystemCommand(text("languages", say), text("tip_languages", say), self.action_language)
        yield SystemCommand(text("key_help", say), text("tip_help", say), self.action_help)
        yield SystemCommand(text("key_quit", say), text("tip_quit", say), self.exit)

    # -- the customer at the counter

    def _customer_named(self, customer: str | None) -> None:
        if customer is None:
            return
        if not customer:
            self._ask(text("next_customer_words", self.language))
            return
        self._desk.submit(lambda assistant: self._check_customer(assistant, customer))

    def _check_customer(self, assistant: Counterpart, customer: str) -> None:
        try:
            assistant.bank.customer(customer)
        except TellerGraphError as error:
            self._tell(messages.CustomerChecked(customer, line_of(error)))
            return
        self._tell(messages.CustomerChecked(customer))

    def on_customer_checked(self, message: messages.CustomerChecked) -> None:
        """The bank knows the customer, or does not."""
        if message.failure is not None:
            self.counter.notice(text("failed_line", self.language, why=message.failure), "error")
            return
        self._pending_customer = message.customer
        self.counter.next_customer(message.customer)

    # -- the human's side

    def on_escalation_card_acted(self, message: EscalationCard.Acted) -> None:
        """A colleague claimed, answered or returned an item."""
        self._desk.submit(lambda assistant: self._act_on(assistant, message))

    def _act_on(self, assistant: Counterpart, act: EscalationCard.Acted) -> None:
        failure: str | None = None
        try:
            if act.act == "claim":
                assistant.claim(act.item, staff=act.staff)
            else:
                assistant.resume(act.item, act.words, staff=act.staff, action=act.act)
        except Exception as error:
            failure = line_of(error)
        self._tell(messages.ItemHandled(act.item, failure))
        self._look_elsewhere(assistant)

    def on_item_handled(self, message: messages.ItemHandled) -> None:
        """An act went through, or did not."""
        screen = self.screen
        if isinstance(screen, EscalationsScreen):
            screen.handled(message.item, message.failure)
        else:
            self.counter.item_handled(message.item, message.failure)

    def _read_queue(self) -> None:
        self._desk.submit(self._send_queue)

    def _send_queue(self, assistant: Counterpart) -> None:
        self._tell(messages.QueueRead(assistant.store.escalations(viewer=self._role)))

    def on_queue_read(self, message: messages.QueueRead) -> None:
        """The queue as it is now."""
        if isinstance(self.screen, EscalationsScreen):
            self.screen.fill(message.items)
        self.counter.queue_read(message.items)

    def _watch_elsewhere(self) -> None:
        """Look for words of colleagues while an item of this dialogue waits."""
        waits = any(not card.settled for card in self.counter.query(EscalationCard))
        if waits and self._session is not None and self._desk.idle:
            self._desk.submit(self._look_elsewhere)

    def _look_elsewhere(self, assistant: Counterpart) -> None:
        if self._session is None:
            return
        replies = assistant.new_turns(self._session, self.counter.last_turn)
        if replies:
            self._tell(messages.Elsewhere(replies))
        self._send_queue(assistant)

    def on_elsewhere(self, message: messages.Elsewhere) -> None:
        """Turns that others have added."""
        self.counter.elsewhere(message.replies)

    # -- the model

    def _watch_engine(self) -> None:
        if not self.counter.query(TopBar):
            return  # the screen is not up yet, or already being taken down
        bar = self.counter.top_bar
        fetch = self._fetch
        if fetch is not None and fetch.running:
            bar.drafter = DrafterState(name=fetch.model.name, status="downloading", progress=fetch.fraction)
        elif self._desk.assistant is not None:
            bar.drafter = self._desk.assistant.drafter_state()

    def _make_offer(self) -> None:
        if self._offer is None:
            return
        self._offer_notice = self.counter.notice("", "model")
        self._offer_timer = self.set_interval(1.0, self._count_down)
        self._show_offer(text("offer_countdown", self.language, seconds=self._countdown))

    def _show_offer(self, what: str) -> None:
        if self._offer is not None and self._offer_notice is not None:
            self._offer_notice.change(f"{described(self._offer, self.language)}\n{what}")

    def _count_down(self) -> None:
        self._countdown -= 1
        if self._offer is None:
            self._offer_timer.stop()
        elif self._countdown > 0:
            self._show_offer(text("offer_countdown", self.language, seconds=self._countdown))
        else:
            self._offer_timer.stop()
            self._fetch = Fetch(self._offer)
            self._fetch.start()
            self._show_offer(text("offer_started", self.language))
            self._fetch_timer = self.set_interval(0.5, self._watch_fetch)

    def _watch_fetch(self) -> None:
        fetch, notice = self._fetch, self._offer_notice
        if fetch is None or notice is None or fetch.running:
            return
        self._fetch_timer.stop()
        self._offer = None
        self.counter.refresh_bindings()
        if fetch.cancelled:
            return
        if fetch.failure is not None:
            notice.change(text("offer_failed", self.language, why=fetch.failure))
            return
        notice.change(text("offer_done", self.language, name=fetch.model.name))
        self._desk.submit(_load_model)

    def action_decline(self) -> None:
        """Do not fetch the model, or stop fetching it."""
        model, self._offer = self._offer, None
        if self._fetch is not None:
            self._fetch.cancel()
        if model is not None and self._offer_notice is not None:
            self._offer_notice.change(text("offer_declined", self.language, name=model.name))
        self.counter.refresh_bindings()


def _load_model(assistant: Counterpart) -> None:
    """In the desk's thread: begin to load the model that has arrived."""
    assistant.reopen_drafter()
    assistant.warm_up()
