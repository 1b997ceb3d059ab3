"""``tellergraph tables``: begun from the samples, checked line by line, listed by day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.cli.main import main


def test_a_folder_begins_with_the_samples_and_keeps_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "lpr.csv").write_text("发布日,1年期,5年期以上\n2024-01-01,3.00%,3.50%\n", encoding="utf-8")
    assert main(["tables", "init", str(folder)]) == 0
    assert "lpr: kept as it is" in capsys.readouterr().out
    assert main(["tables", "check", str(folder)]) == 0
    listed = capsys.readouterr().out
    assert "loan-rates" in listed
    assert "sample" in listed


def test_what_is_wrong_is_a_line_each_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lpr.csv").write_text("发布日,1年期,5年期以上\n2024-01-01,3.0,3.50%\n", encoding="utf-8")
    assert main(["tables", "check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == "lpr.csv，第2行，“1年期”列：“3.0”不是利率，请连同百分号写成 1.55%\n"
    assert main(["tables", "check", str(tmp_path), "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["file"], problem["row"], problem["column"]) == ("lpr.csv", 2, "1年期")
    assert main(["tables", "list", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("tellergraph: lpr.csv, row 2, column 1年期:")


def test_the_list_is_that_of_the_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lpr.csv").write_text(
        "发布日,1年期,5年期以上,失效日\n2024-01-01,3%,3.50%,2024-12-31\n", encoding="utf-8"
    )
    states = {}
    for day in ("2023-06-01", "2024-06-01", "2025-06-01"):
        assert main(["tables", "list", str(tmp_path), "--on", day, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)["tables"]
        states[day] = next(table["state"] for table in found if table["name"] == "lpr")
    assert states == {"2023-06-01": "not_yet", "2024-06-01": "in_force", "2025-06-01": "expired"}
    assert {table["state"] for table in found if table["name"] != "lpr"} == {"missing"}


@pytest.mark.parametrize(
    "arguments", [["check", "/no/such/folder"], ["list", "--on", "tomorrow"], ["list", "/no/such/folder"]]
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["tables", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith("tellergraph: ")
    assert error.count("\n") == 1
