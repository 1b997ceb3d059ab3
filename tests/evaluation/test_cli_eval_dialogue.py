"""``tellergraph eval dialogue``: one JSON document, or one line of complaint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluation.compact import write
from tui.cli.main import main


@pytest.mark.parametrize("with_training", [False, True])
def test_it_prints_the_four_figures_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], with_training: bool
) -> None:
    schema, dialogues = write(tmp_path)
    training = ("--train", str(dialogues)) if with_training else ()
    code = main(("eval", "dialogue", "--schema", str(schema), "--dialogues", str(dialogues), *training))
    report = json.loads(capsys.readouterr().out)
    assert code == 0
    assert list(report) == [
        "n_turns",
        "joint_goal_accuracy",
        "average_goal_accuracy",
        "active_intent_accuracy",
    ]
    assert report["n_turns"] == 38
    assert report["joint_goal_accuracy"] >= 0.9


@pytest.mark.parametrize("broken", ["schema", "dialogues", "train", "foreign", "folder", "missing"])
def test_an_unusable_file_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    schema, dialogues = write(tmp_path)
    bad = tmp_path / "bad"
    if broken == "folder":
        bad.mkdir()
    elif broken == "foreign":
        bad.write_text(dialogues.read_text().replace("Purse_7", "A").replace("Tables_3", "B"), "utf-8")
    elif broken != "missing":
        bad.write_text('{"dialogue_id": 1', "utf-8")
    files = {"schema": schema, "dialogues": dialogues, "train": dialogues}
    files["dialogues" if broken in ("foreign", "folder", "missing") else broken] = bad
    code = main(
        ["eval", "dialogue", *(part for name, file in files.items() for part in (f"--{name}", str(file)))]
    )
    printed = capsys.readouterr()
    assert code == 2
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()[-1:]) == 1
    assert "Traceback" not in printed.err
    assert printed.err.strip().splitlines()[-1].startswith("tellergraph: ")
