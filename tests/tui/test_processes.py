"""The installed command in processes of its own: a dialogue goes on across them, and pipes work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tellergraph(*argv: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli.main", *argv],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "MODEL": "none", **variables},
        cwd=ROOT,
        check=False,
    )


def test_a_dialogue_goes_on_across_processes_and_a_colleague_answers_from_another() -> None:
    options = ("--session", "across", "--engine", "template", "--json")
    first = json.loads(tellergraph("ask", "客户要贷100w,25年,3.5,月供多少?", *options).stdout)
    second = json.loads(tellergraph("ask", "不对,是30年", *options).stdout)
    assert "5,006.24" in first["answer"]
    assert "4,490.45" in second["answer"]
    assert (first["turn"], second["turn"]) == (1, 2)
    waiting = json.loads(tellergraph("ask", "转人工", *options).stdout)["escalation"]
    answered = tellergraph(
        "escalations", "resolve", waiting["id"], "--staff", "S1001", "--text", "由我来处理。"
    )
    assert answered.returncode == 0
    assert "由我来处理。" in answered.stdout
    shown = tellergraph("session", "show", "across")
    assert "由我来处理。" in shown.stdout


def test_without_a_terminal_the_chat_answers_line_by_line_and_ends_with_the_input() -> None:
    chat = tellergraph(
        "chat",
        "--engine",
        "template",
        stdin="贷100万,30年,3.5%,等额本息,月供多少\n\n那20年呢\n" + "长" * 30_000 + "\n你好\n",
    )
    assert chat.returncode == 0
    assert "4,490.45元" in chat.stdout
    assert "5,799.60元" in chat.stdout
    assert "20,000" in chat.stderr
    assert "Traceback" not in chat.stderr


def test_the_light_path_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tui.cli.main import main; "
        "main(['ask', '贷100万,30年,3.5%,月供多少', '--engine', 'template']); "
        "print([name for name in ('torch', 'transformers', 'sklearn', 'jieba', 'textual') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no POSIX pipes")
def test_a_reader_that_leaves_early_gets_no_complaint() -> None:
    done = subprocess.run(
        f"{sys.executable} -m tui.cli.main policy check | head -n 1",
        shell=True,
        input='{"id": 1, "text": "好"}\n' * 4000,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
