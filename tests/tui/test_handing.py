"""Files handed over in the terminal: the command, a pasted path, a table taken away, the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.documents.making import make
from tests.tui.pilots import app_of, ask, until
from tests.tui.scripted import Scripted
from tui.cli.main import main
from tui.handing import Handed, handing_of


def test_the_command_with_and_without_a_question(tmp_path: Path) -> None:
    file = make(tmp_path, "txt")
    assert handing_of(f"/read {file}") == Handed(file, "")
    assert handing_of(f"/读 {file} 只要净利润") == Handed(file, "只要净利润")
    assert handing_of("/read no.pdf 只要净利润") == Handed(Path("no.pdf"), "只要净利润")


def test_a_pasted_path_counts_where_the_file_exists(tmp_path: Path) -> None:
    spaced = make(tmp_path, "txt").rename(tmp_path / "half year.txt")
    for words in (f"{spaced}", f"'{spaced}'", f'"{spaced}"', f"file://{str(spaced).replace(' ', '%20')}"):
        assert handing_of(words) == Handed(spaced, "")
    escaped = str(spaced).replace(" ", "\\ ")
    assert handing_of(escaped) == Handed(spaced, "")
    assert handing_of(f"{spaced} 提取净利润") == Handed(spaced, "提取净利润")
    assert handing_of(f"'{spaced}' 提取净利润") == Handed(spaced, "提取净利润")


@pytest.mark.parametrize(
    "words", ["贷100万,30年,月供多少", "no.pdf 是什么", "readme", "年报.pdf", "x" * 30_000, "a\x00.txt"]
)
def test_other_words_are_said_to_the_assistant(words: str) -> None:
    assert handing_of(words) is None


async def test_a_file_read_in_the_app_goes_with_its_question(tmp_path: Path) -> None:
    file = make(tmp_path, "txt")
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, f"/read {file} 只要净利润")
        await until(pilot, lambda: bool(counterpart.asked))
        assert counterpart.asked[0][0] == "只要净利润"
        assert counterpart.attached == [file]


def test_ask_takes_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path / "home"))
    file = make(tmp_path, "pdf")
    assert main(["ask", "--file", str(file), "提取这份文件里的净利润", "--engine", "template", "--json"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["intent"] == "report.extract"
    assert "628.4亿元" in reply["answer"]
    assert "第1页" in reply["answer"]
    assert main(["ask", "--engine", "template"]) == 2
    assert main(["ask", "--file", str(tmp_path / "no.pdf")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_figures_lists_and_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = make(tmp_path, "docx")
    assert main(["figures", str(file), "--metrics", "净利润", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["value"] for one in listed["figures"]] == ["62840000000.0", "3.1"]
    assert main(["figures", str(file), "--out", str(tmp_path / "all.csv")]) == 0
    assert (tmp_path / "all.csv").read_text(encoding="utf-8-sig").count("\n") == 18
    assert main(["figures", str(file), "--metrics", "没有的指标"]) == 1
