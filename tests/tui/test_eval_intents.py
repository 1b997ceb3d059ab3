"""``tellergraph eval intents``: one JSON object, out of scope as one more class, one line for a bad file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from tui.cli.main import main

TAUGHT = {
    "borrow": ("can I borrow this book", "I want to take out a novel", "lend me the atlas please",
               "how do I check out a magazine", "may I loan two books"),
    "due": ("when must I return the book", "when is my loan due", "what is the due date of my novel",
            "by which day should it be back", "is my book overdue"),
    "hours": ("when do you open", "are you open on saturday", "what are the opening hours",
              "until when is the library open", "do you close at noon"),
    "oos": ("what is the capital of Peru", "sing me a song", "how tall is that mountain", "who won the match",
            "what should I cook tonight"),
}  # fmt: skip
ASKED = [
    ("I would like to borrow the dictionary", "borrow"),
    ("what are your opening hours", "hours"),
    ("when is the book due", "due"),
    ("which song won the contest", "oos"),
    ("who is the president of Peru", "chitchat.out_of_scope"),
]


def _write(file: Path, rows: Iterable[tuple[str, str]]) -> Path:
    lines = (json.dumps({"text": text, "intent": intent}, ensure_ascii=False) for text, intent in rows)
    file.write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    return file


@pytest.fixture
def taught(tmp_path: Path) -> Path:
    rows = [(text, intent) for intent, texts in TAUGHT.items() for text in texts]
    return _write(tmp_path / "train.jsonl", rows)


def test_it_prints_one_object_with_the_scores(
    taught: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = _write(tmp_path / "test.jsonl", ASKED)
    assert main(["eval", "intents", "--train", str(taught), "--test", str(asked)]) == 0
    printed = capsys.readouterr()
    scores = json.loads(printed.out)
    assert set(scores) == {
        "n", "accuracy", "macro_f1", "in_scope_accuracy", "oos_recall", "oos_precision", "ms_per_query",
    }  # fmt: skip
    assert scores["n"] == 5
    assert scores["in_scope_accuracy"] == 1.0
    assert scores["accuracy"] == pytest.approx((3 + 2 * scores["oos_recall"]) / 5, abs=1e-3)
    assert "training on 20" in printed.err


def test_without_out_of_scope_lines_nothing_is_turned_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(text, intent) for intent, texts in TAUGHT.items() if intent != "oos" for text in texts]
    known = _write(tmp_path / "train.jsonl", rows)
    asked = _write(tmp_path / "test.jsonl", [*ASKED[:3], ("a sentence of no known intent", "unheard of")])
    assert main(["eval", "intents", "--train", str(known), "--test", str(asked)]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert set(scores) == {"n", "accuracy", "macro_f1", "in_scope_accuracy", "ms_per_query"}
    assert scores["accuracy"] == 0.75
    assert scores["macro_f1"] < 0.75


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"text": "a", "intent": "x"}\n{"text": "b"}\n', "line 2: intent is missing"),
        ('{"text": 3, "intent": "x"}\n', "line 1: text is not a text"),
        ("[1]\n", "line 1: the line is not a JSON object"),
        ("nonsense\n", "line 1: the line is not JSON"),
        ("", "is empty"),
        ('{"text": "a", "intent": "x"}\n', "fewer than two intents"),
    ],
)
def test_a_bad_file_is_one_line(
    content: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content, encoding="utf-8")
    assert main(["eval", "intents", "--train", str(bad), "--test", str(bad)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert why in printed.err


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = str(tmp_path / "gone.jsonl")
    assert main(["eval", "intents", "--train", gone, "--test", gone]) == 2
    printed = capsys.readouterr()
    assert len(printed.err.strip().splitlines()) == 1
    assert "gone.jsonl" in printed.err
