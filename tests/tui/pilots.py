"""Helpers to drive the app and to read its screen."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App
from textual.pilot import Pilot

from tests.tui.scripted import Scripted
from tui.app import TellerApp

SIZES = ((80, 24), (120, 36))


def app_of(counterpart: Scripted, **options: str) -> TellerApp:
    """The app over a scripted counterpart, in Chinese."""
    return TellerApp(lambda: counterpart, language="zh", customer=options.get("customer"))


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until a condition holds on the screen; fail with the screen after ten seconds."""
    for _ in range(1000):
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to hold:\n" + shown(pilot.app))


def shown(app: App[None]) -> str:
    """The screen as text, one line a row."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row) for row in rows)


async def ask(pilot: Pilot[None], words: str) -> None:
    """Write a question and send it."""
    from tui.widgets.composer import Composer

    composer = pilot.app.screen.query_one(Composer)
    composer.text = words
    composer.focus()
    await pilot.press("enter")
