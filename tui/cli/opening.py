"""Opens what a command works on: settings, the assistant, the store, the library, the bank. Lazily."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui.cli.output import Progress

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from common.settings import Settings
    from knowledge.library import Library
    from state_store.store import Store


def open_settings(engine: str | None = None) -> Settings:
    """The settings of this installation; ``engine`` wins over the file and the environment."""
    from common.settings import load_settings

    return load_settings(engine=engine)


@contextmanager
def open_assistant(engine: str | None = None) -> Iterator[Assistant]:
    """The assistant of this installation, closed at the end; building an index shows its progress."""
    from agent import Assistant

    bar = Progress("")
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

    yield Store(open_settings().database)


def open_library() -> Library:
    """The built-in regulation library; its index is built on the first search."""
    from knowledge.library import Library

    return Library.open(open_settings().cache, progress=Progress("index"))
