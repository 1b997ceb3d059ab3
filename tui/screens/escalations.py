"""The human's side: every matter that waits, and the card to answer it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Static

from agent.reply import EscalationView
from common.language import Language
from state_store.records import EscalationItem
from tui.texts import reason_label, text
from tui.widgets.escalation_card import Act, EscalationCard
from tui.widgets.key_bar import KeyBar

_SETTLED = ("open", "claimed", "returned", "resolved")


class EscalationsScreen(Screen[None]):
    """A table of items; the selected one's packet and card below."""

    CSS_PATH = "escalations.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,f3",
            "app.pop_screen",
            "Back",
            key_display="Esc",
            id="back",
            tooltip="Back to the conversation",
        ),
        Binding("c", "act('claim')", "Claim", id="claim", tooltip="Take this matter"),
        Binding("r", "act('resolve')", "Resolve", id="resolve", tooltip="Answer it and close"),
        Binding("t", "act('return')", "Return", id="return", tooltip="Return it with a reason"),
    ]

    def __init__(self, language: Language, refresh_queue: Callable[[], None], *, staff: str = "") -> None:
        super().__init__()
        self._staff = staff
        self._language = language
        self._refresh_queue = refresh_queue
        self._items: dict[str, EscalationItem] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="queue"):
            yield Static(text("escalations_title", self._language), classes="queue-title")
            yield DataTable(cursor_type="row", zebra_stripes=True)
            yield Static(text("escalations_empty", self._language), classes="queue-empty")
            with VerticalScroll(id="packet", can_focus=False):
                yield Static(id="packet-text")
            yield Vertical(id="card-place")
        yield KeyBar(self._language)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for column in ("priority", "status", "reason", "id", "session", "deadline"):
            table.add_column(text(f"column_{column}", self._language), key=column)
        table.focus()
        self._refresh_queue()
        self.set_interval(3, self._refresh_queue)

    def fill(self, items: Sequence[EscalationItem]) -> None:
        """Show the queue as it is now; the selection stays."""
        say = self._language
        table: DataTable[Text] = self.query_one(DataTable)
        # What waits stands first; within that the queue's own order, the gravest first.
        items = sorted(items, key=lambda item: _SETTLED.index(item.status))
        changed = {item.id: item for item in items}
        if changed == self._items:
            return
        selected = self._selected()
        self._items = changed
        table.clear()
        for item in items:
            deadline = item.deadline.astimezone().strftime("%m-%d %H:%M") if item.deadline else ""
            row = (
                item.priority,
                text(f"status_{item.status}", say),
                reason_label(item.reason, say),
                item.id,
                item.session_id,
                deadline,
            )
            table.add_row(*(Text(cell) for cell in row), key=item.id)
        self.query_one(".queue-empty").display = not items
        table.display = bool(items)
        if items:
            ids = [item.id for item in items]
            table.move_cursor(row=ids.index(selected) if selected in ids else 0)
        self._show_selected()

    def on_data_table_row_highlighted(self) -> None:
        """Another row: its packet and card."""
        self._show_selected()

    def action_act(self, act: Act) -> None:
        """Do it with the selected item."""
        for card in self.query(EscalationCard):
            if card.check_action("start", (act,)):
                card.action_start(act)

    def handled(self, item: str, failure: str | None) -> None:
        """An act went through, or did not."""
        for card in self.query(EscalationCard):
            if card.view.id == item and failure is not None:
                card.complain(failure)
        if failure is None:
            self.query_one(DataTable).focus()
        self._refresh_queue()

    def _selected(self) -> str | None:
        table: DataTable[Text] = self.query_one(DataTable)
        if not table.row_count or not table.is_valid_row_index(table.cursor_row):
            return None
        return table.coordinate_to_cell_key(table.cursor_coordinate).row_key.value

    def _show_selected(self) -> None:
        selected = self._selected()
        item = self._items.get(selected) if selected else None
        place = self.query_one("#card-place", Vertical)
        cards = list(place.query(EscalationCard))
        if item is None:
            place.remove_children()
            self.query_one("#packet-text", Static).update("")
            return
        view = view_of(item)
        if cards and cards[0].view.id == item.id:
            if cards[0].view != view:
                cards[0].update_status(view)
        else:
            place.remove_children()
            summary = summary_of(item, self._language)
            place.mount(EscalationCard(view, self._language, summary=summary, staff=self._staff))
        self.query_one("#packet-text", Static).update(_packet(item, self._language))


def view_of(item: EscalationItem) -> EscalationView:
    """An item as a dialogue sees it."""
    return EscalationView(
        id=item.id, reason=item.reason, priority=item.priority, status=item.status, deadline=item.deadline
    )


def summary_of(item: EscalationItem, language: Language) -> str:
    """The item in one line."""
    return item.summary_zh if language == "zh" else item.summary_en


def _packet(item: EscalationItem, language: Language) -> Content:
    """What the colleague needs to know: the handoff packet, then what was said since."""
    parts: list[tuple[str, str] | str] = []
    for key, value in item.packet.items():
        if value in (None, "", [], {}):
            continue
        parts += [(f"{key}  ", "$text-muted"), *_value(value), "\n"]
    for note in item.notes:
        parts += [(f"+ {note.at.astimezone():%H:%M}  ", "$text-accent"), note.text, "\n"]
    if item.answer:
        parts += [(f"{text('human', language)} {item.answered_by}  ", "$text-success"), item.answer]
    return Content.assemble(*parts)


def _value(value: object) -> list[tuple[str, str] | str]:
    if isinstance(value, list):
        found: list[tuple[str, str] | str] = []
        for entry in value:
            found += ["\n  · ", *_value(entry)]
        return found
    if isinstance(value, dict):
        return [
            ", ".join(f"{key}: {entry}" for key, entry in value.items() if entry not in (None, "", [], {}))
        ]
    return [str(value)]
