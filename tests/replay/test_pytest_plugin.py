"""pytest collects dialogue files by itself, and only those."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def collect(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", str(folder)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    return done.stdout + done.stderr


def test_one_test_a_dialogue_and_a_broken_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "two.dialogue.yaml").write_text("id: a\nturns: [{user: x}]\n---\nid: b\nturns: [{user: x}]\n")
    (tmp_path / "broken.dialogue.yaml").write_text("id: a\nturns: [{usr: x}]\n")
    (tmp_path / "other.yaml").write_text("not: a transcript")
    report = collect(tmp_path)
    assert "two.dialogue.yaml::a" in report
    assert "two.dialogue.yaml::b" in report
    assert "broken.dialogue.yaml:2: unknown key usr (turns.0.usr)" in report
    assert "Traceback" not in report
    assert "other.yaml" not in report


def test_the_plugin_costs_other_projects_nothing() -> None:
    heavy = "langgraph pydantic yaml torch agent.assistant agent.replay.runner agent.replay.transcript"
    code = (
        "import sys, agent.replay.pytest_plugin\n"
        f"loaded = [name for name in {heavy.split()} if name in sys.modules]\n"
        "raise SystemExit(', '.join(loaded))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) in ((0, ""), (1, "\n"))
