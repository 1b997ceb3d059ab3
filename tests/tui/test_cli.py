"""The command line in this process: what is printed where, and which exit code follows."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tui.cli.main import main


class Run:
    """One command with what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self) -> object:
        """Standard output as one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, object]]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal:
    """Runs commands and catches what they print."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *argv: str, stdin: bytes = b"") -> Run:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = main(argv)
        printed = self._capsys.readouterr()
        return Run(code, printed.out, printed.err)


@pytest.fixture
def tellergraph(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


def is_one_line(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


BOND = {
    "coupon": 0.0235, "frequency": 1, "maturity": "2029-03-18", "settlement": "2026-11-23", "clean_price": 101.2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "args", "code"),
    [
        ("bond_yield", {**BOND, "coupon": float("nan")}, "E_NUMBER"),
        ("bond_yield", {**BOND, "clean_price": float("inf")}, "E_NUMBER"),
        ("bond_yield", {**BOND, "clean_price": "1.012e2"}, "E_NUMBER"),
        ("bond_yield", {**BOND, "coupon": 0.1501}, "E_RATE_RANGE"),
        ("bond_yield", {**BOND, "clean_price": 200.01}, "E_AMT_RANGE"),
        ("bond_yield", {**BOND, "settlement": "2029-03-18"}, "E_SETTLE"),
        ("bond_yield", {**BOND, "issue": "2026-11-24"}, "E_SETTLE"),
        ("bond_yield", {**BOND, "frequency": 3}, "E_FREQUENCY"),
        ("bond_yield", {**BOND, "day_count": "NL/365"}, "E_CHOICE"),
        ("bond_yield", {**BOND, "convention": "interbank", "day_count": "30/360"}, "E_DAY_COUNT"),
        ("bond_yield", {**BOND, "maturity": "2027-01-15", "clean_price": 20}, "E_NO_ROOT"),
        ("bond_risk", {**BOND, "shift_bp": 500.5}, "E_BP_RANGE"),
        ("fund_metrics", {"nav_series": [1, float("nan")]}, "E_SERIES"),
        ("fund_metrics", {"nav_series": [1, 2], "dates": ["2026-02-01", "2026-01-01"]}, "E_SERIES"),
        ("seven_day_yield", {"daily_income": [0.45] * 6}, "E_SERIES"),
        ("sharpe_ratio", {"annualised_return": 0.04, "risk_free_rate": 0.015, "annualised_volatility": 0},
         "E_RATE_RANGE"),
        ("dca_scenarios", {"monthly_amount": 1000, "price_path": [1, -1]}, "E_SERIES"),
        ("nim_effect", {"rate_shift_bp": -25, "buckets": [{"months": 3, "assets": float("inf"), "liabilities": 1}]},
         "E_NUMBER"),
    ],
)  # fmt: skip
def test_what_a_calculator_refuses_is_one_line_with_its_code(
    tellergraph: Terminal, tool: str, args: dict[str, object], code: str
) -> None:
    run = tellergraph("tool", tool, "--args", json.dumps(args), "--json")
    assert run.code == 2
    assert is_one_line(run.err), run.err
    assert code in run.err
    dumped = run.json
    assert isinstance(dumped, dict)
    assert dumped["result"] is None
    assert dumped["error"]["code"] == code


@pytest.mark.parametrize(
    "argv",
    [
        ("ask", ""),
        ("ask", "   "),
        ("ask", "字" * 100_000),
        ("ask", "\udcff"),
        ("ask", "你好", "--engine", "no-such-model"),
        ("ask", "你好", "--staff", "X1"),
        ("ask", "你好", "--customer", "X1"),
        ("ask",),
        ("nonsense",),
        ("session", "show", "no-such-session"),
        ("session", "export", "no-such-session"),
        ("audit", "verify", "--session", "no-such-session"),
        ("escalations", "show", "no-such-item"),
        ("escalations", "resolve", "no-such-item", "--staff", "S1001", "--text", "好"),
        ("escalations", "resolve", "no-such-item", "--staff", "S1001", "--text", " "),
        ("tool", "no_such_tool", "--args", "{}"),
        ("tool", "amortise", "--args", "{"),
        ("tool", "amortise", "--args", "[]"),
        ("tool", "amortise", "--args", '{"principal": -5, "term_months": 360, "annual_rate": 0.035}'),
        ("tool", "amortise", "--args", '{"principal": 1000000, "term_months": 360, "annual_rate": 5}'),
        ("search", ""),
        ("search", "存款", "-k", "0"),
        ("search", "存款", "--as-of", "yesterday"),
        ("model", "pull", "no-such-model"),
        ("model", "path", "no-such-model"),
        ("model", "path", "qwen3-8b"),
        ("replay", "no-such-file.dialogue.yaml"),
    ],
)
def test_bad_input_gives_one_line_on_standard_error_and_exit_code_2(
    tellergraph: Terminal, argv: tuple[str, ...]
) -> None:
    run = tellergraph(*argv)
    assert run.code == 2
    assert is_one_line(run.err), run.err
    assert run.out == ""


def test_a_database_that_is_none_is_one_line(
    tellergraph: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path))
    (tmp_path / "tellergraph.db").write_bytes(b"this is no database" * 100)
    for argv in (("ask", "你好"), ("session", "list"), ("escalations", "list"), ("audit", "verify")):
        run = tellergraph(*argv)
        assert run.code == 2
        assert is_one_line(run.err), run.err


def test_a_broken_settings_file_is_one_line(
    tellergraph: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tellergraph.toml").write_text("engine = ", encoding="utf-8")
    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path))
    run = tellergraph("model", "list")
    assert run.code == 2
    assert is_one_line(run.err)


def test_a_broken_transcript_is_exit_code_2(tellergraph: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "x.dialogue.yaml"
    file.write_text("id: x\nturns:\n  - user: 你好\n    expect: {nonsense: 1}\n", encoding="utf-8")
    run = tellergraph("replay", str(file))
    assert run.code == 2
    assert "nonsense" in run.err
    assert is_one_line(run.err)


def test_a_defect_is_one_line_that_names_the_log_and_the_log_masks_what_was_said(
    tellergraph: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*args: object, **options: object) -> object:
        raise RuntimeError("身份证号 110101199003078515 的客户")

    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path))
    monkeypatch.setattr("tui.cli.session.open_store", broken)
    run = tellergraph("session", "list")
    log = tmp_path / "logs" / "tellergraph.log"
    assert run.code == 70
    assert is_one_line(run.err)
    assert str(log) in run.err
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert "110101199003078515" not in log.read_text(encoding="utf-8")


def test_an_interrupt_is_quiet(tellergraph: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.cli.session.open_store", interrupted)
    run = tellergraph("session", "list")
    assert (run.code, run.out, run.err) == (130, "", "")


def test_a_tool_prints_name_arguments_result_and_error(tellergraph: Terminal) -> None:
    run = tellergraph(
        "tool", "amortise", "--json",
        "--args", '{"principal": 1000000, "term_months": 360, "annual_rate": 0.035, "method": "equal_instalment"}',
    )  # fmt: skip
    assert run.code == 0
    assert isinstance(run.json, dict)
    assert list(run.json) == ["name", "args", "result", "error"]
    assert run.json["result"]["payment"] == 4490.45


def test_policy_check_answers_every_line_in_order_and_bad_ones_in_their_place(tellergraph: Terminal) -> None:
    lines = [
        json.dumps({"id": 1, "text": "这款理财保本保息，您放心买"}, ensure_ascii=False).encode(),
        b"this is not JSON",
        b'{"id": 3}',
        b'{"id": 4, "text": 5}',
        b'["a list"]',
        b"\xff\xfe",
        b"[" * 100_000,
        '{"id": "八", "text": "理财非存款、产品有风险,本产品不保本", "context": {"subject": "wealth"}}'.encode(),
        b'{"id": 9, "text": "x", "speaker": "nobody"}',
        b'{"id": 10, "text": "x", "context": {"age": 500}}',
    ]
    run = tellergraph("policy", "check", stdin=b"\n".join(lines) + b"\n")
    answers = run.lines
    assert run.code == 0
    assert len(answers) == len(lines)
    assert (answers[0]["id"], answers[0]["decision"]) == (1, "block")
    assert (answers[7]["id"], answers[7]["decision"]) == ("八", "allow")
    for place in (1, 2, 3, 4, 5, 6, 8, 9):
        assert answers[place]["id"] is None
        assert isinstance(answers[place]["error"], str)


def test_policy_ground_finds_the_figure_that_no_fact_supports(tellergraph: Terminal) -> None:
    draft = {"id": "d", "facts": {"月供": "4,490.45元"}, "evidence": [], "draft": "每月还4,490.54元。"}
    fine = {**draft, "id": "f", "draft": "每月还4,490.45元。"}
    run = tellergraph("policy", "ground", stdin="\n".join(map(json.dumps, (draft, fine))).encode())
    first, second = run.lines
    assert (first["id"], first["grounded"]) == ("d", False)
    assert (second["id"], second["grounded"], second["ungrounded"]) == ("f", True, [])


def test_the_model_catalogue_is_one_document(tellergraph: Terminal) -> None:
    run = tellergraph("model", "list", "--json")
    assert isinstance(run.json, list)
    assert {"name", "state", "path", "sha256", "licence"} <= set(run.json[0])


def test_an_empty_installation_has_empty_lists(
    tellergraph: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path / "new"))
    assert tellergraph("session", "list", "--json").json == []
    assert tellergraph("escalations", "list", "--json").json == []
    assert tellergraph("audit", "verify").code == 0


def test_help_and_version_work(tellergraph: Terminal) -> None:
    assert tellergraph().out.startswith("usage: tellergraph")
    assert tellergraph("--version").out.startswith("tellergraph ")
    assert tellergraph("escalations", "--help").code == 0
