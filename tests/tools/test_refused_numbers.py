"""What no calculator of loans takes, refused by code through the tool API and through ``tellergraph tool``."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from tests.tools.test_registry import context
from tools.registry import call_tool
from tui.cli.main import main

ARGS: dict[str, dict[str, JsonValue]] = {
    "amortise": {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035},
    "prepay": {
        "principal": 1_000_000,
        "term_months": 360,
        "annual_rate": 0.035,
        "paid_months": 60,
        "prepay_amount": 200_000,
    },
    "reprice": {"balance": 963_757.98, "new_rate": 0.0325, "remaining_months": 336},
    "financing_cost": {"principal": 12_000, "periods": 12, "fee_rate_per_period": 0.006},
    "overdue_interest": {"overdue_principal": 5000, "annual_rate": 0.045, "uplift": 0.5, "days": 20},
}
NO_NUMBERS: tuple[JsonValue, ...] = (
    float("nan"), float("inf"), float("-inf"), "NaN", "Infinity", "1e5", "1E5", "0x10", "12_000", "", "十", True,
)  # fmt: skip
WHOLE = {
    "amortise": "term_months",
    "prepay": "term_months",
    "reprice": "remaining_months",
    "financing_cost": "periods",
}
SUM = {
    "amortise": "principal",
    "prepay": "principal",
    "reprice": "balance",
    "financing_cost": "principal",
    "overdue_interest": "overdue_principal",
}
RATE = {
    "amortise": "annual_rate",
    "prepay": "annual_rate",
    "reprice": "new_rate",
    "financing_cost": "annual_rate",
    "overdue_interest": "annual_rate",
}


def cases() -> list[tuple[str, dict[str, JsonValue], str, str]]:
    rows: list[tuple[str, dict[str, JsonValue], str, str]] = []
    for tool, args in ARGS.items():
        for name in args:
            rows += [(tool, {name: value}, "E_NUMBER", name) for value in NO_NUMBERS]
        rows += [(tool, {SUM[tool]: value}, "E_AMT_RANGE", SUM[tool]) for value in (-1, 0, 1_000_000_001)]
        rows += [(tool, {RATE[tool]: value}, "E_RATE_RANGE", RATE[tool]) for value in (-0.01, 0.2401, 3.5)]
        rows += [
            (tool, {WHOLE[tool]: value}, "E_TERM", WHOLE[tool])
            for value in (-12, 0, 361, 12.5, "12.5")
            if tool in WHOLE
        ]
    return [
        *rows,
        ("prepay", {"prepay_amount": 896_970.53}, "E_PREPAY", "prepay_amount"),
        ("prepay", {"paid_months": 360}, "E_TERM", "paid_months"),
        ("prepay", {"fee_rate": 0.06}, "E_RATE_RANGE", "fee_rate"),
        ("reprice", {"spread_bp": 501, "lpr": 0.035}, "E_BP_RANGE", "spread_bp"),
        ("financing_cost", {"fee_rate_per_period": 0.031}, "E_RATE_RANGE", "fee_rate_per_period"),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_wrong_number_has_its_code_and_one_line(language: str) -> None:
    for tool, changed, code, slot in cases():
        done = call_tool(tool, {**ARGS[tool], **changed}, context("en" if language == "en" else "zh"))
        assert done.result is None, (tool, changed)
        assert done.error is not None
        assert (done.error.code, done.error.slot) == (code, slot), (tool, changed)
        assert "\n" not in done.error.message
        assert "{" not in done.error.message


@pytest.mark.parametrize("tool", sorted(ARGS))
def test_the_command_line_says_the_code_in_one_line(tool: str, capsys: pytest.CaptureFixture[str]) -> None:
    for changed, code in (
        ({SUM[tool]: "1e6"}, "E_NUMBER"),
        ({SUM[tool]: float("nan")}, "E_NUMBER"),
        ({SUM[tool]: -5}, "E_AMT_RANGE"),
        ({RATE[tool]: 0.3}, "E_RATE_RANGE"),
    ):
        done = main(["tool", tool, "--args", json.dumps({**ARGS[tool], **changed}), "--json"])
        out, err = capsys.readouterr()
        assert done == 2
        assert json.loads(out)["error"]["code"] == code
        lines = [line for line in err.splitlines() if line.startswith("tellergraph:")]
        assert len(lines) == 1
        assert lines[0].endswith(f"[{code}]")
        assert "Traceback" not in err
