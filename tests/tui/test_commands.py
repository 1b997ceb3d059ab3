"""Which words are a command of the terminal, and what is said to one that does not exist."""

from __future__ import annotations

import pytest

from tests.tui.pilots import app_of, ask, shown, until
from tests.tui.scripted import Scripted
from tui.commands import command_of, file_named


@pytest.mark.parametrize(
    ("words", "name", "file"),
    [
        ("/export", "export", ""),
        ("/export 月供.xlsx", "export", "月供.xlsx"),
        (' /EXPORT "a b.csv" ', "export", "a b.csv"),
        ("/导出 月供.csv", "export", "月供.csv"),
        ("／export 月供.csv", "export", "月供.csv"),
        ("/chart", "chart", ""),
        ("/图 月供.svg", "chart", "月供.svg"),
        ("/图表", "chart", ""),
        ("/Chart 'my chart.png'", "chart", "my chart.png"),
        ("/read a.pdf", "read", "a.pdf"),
        ("/exports", None, ""),
        ("/help me", None, "me"),
    ],
)
def test_a_slash_and_a_word_is_a_command(words: str, name: str | None, file: str) -> None:
    command = command_of(words)
    assert command is not None
    assert (command.name, file_named(command)) == (name, file)


@pytest.mark.parametrize(
    "words", ["export", "怎么导出还款计划", "/home/me/report.pdf", "/tmp", "/ 100万", "3/4", "/2026年报.pdf"]
)
def test_other_words_are_none(words: str) -> None:
    command = command_of(words)
    assert command is None or command.name is None


async def test_an_unknown_command_is_named_with_those_there_are() -> None:
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "/nonsense file")
        await until(pilot, lambda: "没有 /nonsense 这个命令" in shown(app))
        assert counterpart.asked == []
    app.close()
