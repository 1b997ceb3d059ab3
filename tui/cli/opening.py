"""Opens what a command works on: settings, the assistant, the store, the library, the bank. Lazily."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.cli.output import Progress

if TYPE_CHECKING:
    from pydantic import JsonValue

    from agent.assistant import Assistant
    from common.language import Language
    from common.people import Staff
    from common.settings import Settings
    from knowledge.library import Library
    from state_store.store import Store
    from tools import ToolContext


DEFAULT_STAFF = "M1001"
TOOL_SESSION = "command-line"
"""The dialogue whose audit chain records what tools looked up outside any dialogue."""


def open_settings(engine: str | None = None) -> Settings:
    """The settings of this installation; ``engine`` wins over the file and the environment."""
    from common.settings import load_settings

    return load_settings(engine=engine)


@contextmanager
def open_assistant(engine: str | None = None) -> Iterator[Assistant]:
    """The assistant of this installation, closed at the end; building an index shows its progress."""
    from agent import Assistant

    bar = Progress("index")
    assistant = Assistant.open_default(settings=open_settings(engine), engine=engine, progress=bar)
    try:
        yield assistant
    finally:
        bar.close()
        assistant.close()


@contextmanager
def open_store() -> Iterator[Store]:
    """The database alone, for commands that hold no dialogue."""
    from state_store.store import Store

    settings = open_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database)
    try:
        yield store
    finally:
        store.close()


def open_tool_context(language: Language, staff: str | None, customer: str | None) -> ToolContext:
    """The moment as a tool sees it outside a dialogue; what it records goes to the audit chain.

    Raises:
        UserError: the bank does not know the staff member. Whether there is such a customer, and whether they may
            be seen, is for the tool to say: here it would tell without a trace.
    """
    from datetime import datetime

    from knowledge.library import Library
    from tools import ToolContext
    from tools.open_bank import open_bank

    settings = open_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    bank = open_bank(settings)
    member = bank.staff(staff or DEFAULT_STAFF)
    return ToolContext(
        now=datetime.now().astimezone(),
        language=language,
        staff=member,
        customer=customer,
        bank=bank,
        library=Library.open(settings.cache, tables=settings.tables, progress=Progress("index")),
        record=lambda kind, fields: _audit(settings, member, kind, dict(fields)),
        dialogue=TOOL_SESSION,
    )


def _audit(settings: Settings, member: Staff, kind: str, fields: dict[str, JsonValue]) -> None:
    """Append an event to the chain of the dialogue that stands for the command line."""
    from datetime import datetime

    from state_store.records import AuditEntry, SessionRecord
    from state_store.store import Store

    store = Store(settings.database)
    now = datetime.now().astimezone()
    try:
        if not store.has_session(TOOL_SESSION):
            store.create_session(SessionRecord(id=TOOL_SESSION, created_at=now, staff=member))
        store.append_audit(
            AuditEntry(session_id=TOOL_SESSION, at=now, kind=kind, actor=member.id, data=fields)
        )
    finally:
        store.close()


def open_library() -> Library:
    """The built-in regulation library; its index is built on the first search."""
    from knowledge.library import Library

    settings = open_settings()
    return Library.open(settings.cache, tables=settings.tables, progress=Progress("index"))
