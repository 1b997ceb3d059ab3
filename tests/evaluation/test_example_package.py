"""The example package adds its tasks by entry point alone, and its transcripts replay in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "examples" / "banks_transfer"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the package is installed: its metadata on the path, as an installer writes it."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    target = tmp_path_factory.mktemp("target")
    info = target / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n", encoding="utf-8"
    )
    lines = []
    for group, points in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{name} = {value}" for name, value in points.items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = os.pathsep.join(str(place) for place in (target, PACKAGE, REPOSITORY))
    return {**os.environ, "PYTHONPATH": path, "TELLERGRAPH_HOME": str(target / "home")}


def _run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


def test_its_transcripts_replay(environment: dict[str, str]) -> None:
    files = list((PACKAGE / "transcripts").glob("*.dialogue.yaml"))
    assert len(files) >= 5
    run = _run(environment, "tui.cli.main", "replay", str(PACKAGE / "transcripts"), "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.strip()


def test_without_it_nothing_knows_its_tasks(environment: dict[str, str]) -> None:
    bare = {**environment, "PYTHONPATH": str(REPOSITORY)}
    run = _run(bare, "tui.cli.main", "replay", str(PACKAGE / "transcripts"))
    assert run.returncode == 1
    missing = _run(bare, "tui.cli.main", "tool", "transfer_slip", "--args", "{}")
    assert missing.returncode == 2
    assert "transfer_slip" in missing.stderr


def test_its_tool_prepares_and_never_executes(environment: dict[str, str]) -> None:
    args = {"account_type": "savings", "amount": 5000, "recipient_account_name": "李明"}
    run = _run(
        environment, "tui.cli.main", "tool", "transfer_slip", "--customer", "C0003", "--json",
        "--args", json.dumps(args),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    result = json.loads(run.stdout)["result"]
    assert result["status"] == "prepared"
    assert result["covered"] is True
    assert result["recipient_account_type"] == "checking"


@pytest.mark.parametrize("amount", [0, -5, 5_000_001])
def test_a_sum_outside_the_limits_is_refused_in_one_line(environment: dict[str, str], amount: int) -> None:
    args = {"account_type": "savings", "amount": amount, "recipient_account_name": "李明"}
    run = _run(
        environment,
        "tui.cli.main",
        "tool",
        "transfer_slip",
        "--customer",
        "C0003",
        "--args",
        json.dumps(args),
    )
    assert run.returncode != 0
    assert "Traceback" not in run.stderr
    assert len((run.stdout + run.stderr).strip().splitlines()) == 1


def test_its_sentences_pass_review() -> None:
    import yaml

    from policies import check

    for file in (PACKAGE / "banks_transfer").glob("*_*.yaml"):
        wording = yaml.safe_load(file.read_text(encoding="utf-8"))
        for text in wording["texts"].values():
            for sentence in text.values():
                assert check(sentence).decision == "allow", sentence
