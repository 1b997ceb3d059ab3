"""A transcript file says exactly what it means, or says where it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.replay.transcript import DEFAULT_NOW, load_transcripts
from common.errors import UserError

GOOD = """\
id: one
now: 2026-11-23T10:00:00+08:00
staff: {id: T1001, role: teller}
customer: C0003
turns:
  - user: 尾号0027的余额
    expect:
      slots: {account_ref: 0027, maturity: 2029-03-18, flag: yes, principal: 1000000, gone: null}
      awaiting: null
      contains: 余额
  - human: 您好
"""


def write(folder: Path, text: str, name: str = "a.dialogue.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_values_are_read_as_json_would_read_them(tmp_path: Path) -> None:
    (transcript,) = load_transcripts(write(tmp_path, GOOD))
    expect = transcript.turns[0].expect
    assert expect.slots == {
        "account_ref": "0027",
        "maturity": "2029-03-18",
        "flag": "yes",
        "principal": 1000000,
        "gone": None,
    }
    assert expect.contains == ("余额",)
    assert transcript.now == datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_what_is_not_stated_is_told_from_what_is_stated_as_null(tmp_path: Path) -> None:
    (transcript,) = load_transcripts(write(tmp_path, GOOD))
    assert "awaiting" in transcript.turns[0].expect.model_fields_set
    assert "escalation" not in transcript.turns[0].expect.model_fields_set


def test_a_file_holds_several_dialogues_and_a_folder_is_searched_through(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep", "id: a\nturns: [{user: hi}]\n---\nid: b\nturns: [{user: hi}]\n")
    write(tmp_path, "not: looked at", name="other.yaml")
    found = load_transcripts(tmp_path)
    assert [(transcript.id, transcript.line) for transcript in found] == [("a", 1), ("b", 4)]
    assert found[0].now == DEFAULT_NOW


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id: a\nturns:\n  - user: hi\n    expect:\n      intnet: x\n", ":5: unknown key intnet"),
        ("id: a\ncolour: red\nturns: [{user: hi}]\n", ":2: unknown key colour"),
        ("id: a\nturns:\n  - user: hi\n    expect: {escalation: {state: open}}\n", ":4: unknown key state"),
        ("id: a\n", ":1: key turns is missing"),
        ("id: a\nturns: []\n", ":2: turns"),
        ("id: a\nturns:\n  - expect: {}\n", ":3: turns.0: a turn has either user or human"),
        ("id: a\nturns:\n  - {user: a, human: b}\n", ":3: turns.0: a turn has either user or human"),
        ("id: a\nturns:\n  - user: hi\n    expect: {verdict: maybe}\n", ":4: turns.0.expect.verdict"),
        ("id: a\nid: b\nturns: [{user: hi}]\n", ":2: key id stands twice"),
        ("id: a\nnow: noon\nturns: [{user: hi}]\n", ":2: now"),
        ("id: a\nturns: [{user: hi}]\n---\nid: a\nturns: [{user: hi}]\n", "id a stands twice"),
        ("- a\n", "a dialogue is a mapping"),
        ("id: [\n", "not YAML"),
        ("", "holds no dialogue"),
    ],
)
def test_a_broken_file_is_named_with_line_and_key(tmp_path: Path, text: str, says: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(UserError) as caught:
        load_transcripts(file)
    assert caught.value.message.startswith(str(file))
    assert says in caught.value.message
    assert "\n" not in caught.value.message


def test_a_path_without_transcripts_is_an_error_not_a_pass(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        load_transcripts(tmp_path / "absent")
    with pytest.raises(UserError, match=r"no \.dialogue\.yaml file"):
        load_transcripts(tmp_path)
