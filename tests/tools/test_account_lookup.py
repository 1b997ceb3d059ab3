"""The demonstration bank, and who may see what in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import JsonValue

from common.errors import ConfigurationError, UserError
from common.language import Language
from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.embedded_bank import EmbeddedBank
from tools.registry import call_tool


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedBank:
    return EmbeddedBank(tmp_path_factory.mktemp("bank") / "new" / "bank.db")


class Desk:
    """Looks things up and keeps what was recorded."""

    def __init__(
        self, bank: EmbeddedBank | None, customer: str | None, staff: str, language: Language
    ) -> None:
        self.recorded: list[Mapping[str, JsonValue]] = []
        self._context = ToolContext(
            now=datetime(2026, 11, 23, 2, tzinfo=UTC),
            language=language,
            staff=Staff(id=staff),
            customer=customer,
            bank=bank,
            library=None,
            record=lambda kind, fields: self.recorded.append({"kind": kind, **fields}),
        )

    def look(self, **args: JsonValue) -> ToolRun:
        return call_tool("account_lookup", args, self._context)


def desk(
    bank: EmbeddedBank | None,
    customer: str | None = "C0003",
    staff: str = "T1001",
    language: Language = "zh",
) -> Desk:
    return Desk(bank, customer, staff, language)


def shown(run: ToolRun) -> dict[str, JsonValue]:
    assert run.result is not None, run.error
    return run.result


def test_the_fixed_people_are_there(bank: EmbeddedBank) -> None:
    roles = {"T1001": "teller", "M1001": "manager", "S1001": "supervisor", "A1001": "compliance"}
    for staff, role in roles.items():
        assert (bank.staff(staff).role, bank.staff(staff).branch) == (role, "B001")
    assert (bank.staff("T2001").role, bank.staff("T2001").branch) == ("teller", "B002")
    expected = {
        "C0001": ("B001", "C3", 34),
        "C0002": ("B001", "C5", 41),
        "C0003": ("B001", "C2", 68),
        "C0004": ("B001", "C1", 72),
        "C0005": ("B001", None, 29),
        "C0009": ("B002", "C4", 50),
    }
    for name, (branch, grade, age) in expected.items():
        customer = bank.customer(name)
        assert (customer.branch, customer.risk_grade, customer.age) == (branch, grade, age)
        assert "*" in customer.name


def test_the_fixed_accounts_are_there(bank: EmbeddedBank) -> None:
    kinds = [(account.kind, account.tail) for account in bank.accounts("C0003")]
    assert [kind for kind, _ in kinds] == ["debit_card", "term_deposit", "term_deposit", "wealth"]
    assert kinds[0][1] == "7781"
    assert [holding.product_risk for holding in bank.holdings("C0003")] == ["R2"]
    assert [(loan.kind, loan.tail) for loan in bank.loans("C0005")] == [("mortgage", "5520")]
    assert bank.accounts("C0009")[0].tail == "0027"


def test_two_machines_have_the_same_bank(bank: EmbeddedBank, tmp_path: Path) -> None:
    other = EmbeddedBank(tmp_path / "bank.db")
    for name in ("C0003", "C0005", "C0020"):
        assert bank.accounts(name) == other.accounts(name)
        card = bank.accounts(name)[0]
        span = (date(2025, 1, 1), date(2026, 12, 31))
        assert bank.transactions(card.id, *span) == other.transactions(card.id, *span)


def test_a_card_balance_is_what_its_bookings_add_up_to(bank: EmbeddedBank) -> None:
    for name in ("C0001", "C0003", "C0005"):
        card = bank.accounts(name)[0]
        rows = bank.transactions(card.id, date(2025, 1, 1), date(2026, 12, 31))
        assert rows[-1].balance == card.balance
        for before, after in pairwise(rows):
            assert before.balance + after.amount == after.balance >= 0


def test_nobody_is_shown_an_account_before_identification(bank: EmbeddedBank) -> None:
    run = desk(bank, customer=None).look(account_ref="7781")
    assert run.error is not None
    assert run.error.code == "E_CUSTOMER"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("who", "args", "code"),
    [
        (("C0003", "T2001"), {}, "E_BRANCH"),
        (("C0009", "T1001"), {"account_ref": "0027"}, "E_BRANCH"),
        (("C0003", "T1001"), {"account_ref": "0027"}, "E_ACCOUNT"),
        (("C0003", "T1001"), {"account_ref": "6222020200112233446"}, "E_ACCOUNT_REF"),
        (("C0003", "X0000"), {}, "E_STAFF"),
        (("C7777", "T1001"), {}, "E_BRANCH"),
        (("C0005", "T1001"), {"account_ref": "5520", "view": "transactions"}, "E_ACCOUNT_VIEW"),
        (
            ("C0003", "T1001"),
            {"view": "transactions", "period": {"start": "2026-11-09", "end": "2026-11-01"}},
            "E_PERIOD",
        ),
        (("C0003", "T1001"), {"view": "everything"}, "E_CHOICE"),
    ],
)
def test_what_may_not_be_seen_is_refused_in_one_line(
    bank: EmbeddedBank,
    who: tuple[str, str],
    args: dict[str, JsonValue],
    code: str,
    language: Language,
) -> None:
    run = desk(bank, *who, language).look(**args)
    assert run.result is None
    assert run.error is not None
    assert run.error.code == code
    assert "\n" not in run.error.message


def test_several_candidates_are_listed_by_their_last_digits(bank: EmbeddedBank) -> None:
    run = desk(bank, "C0002").look()
    assert run.error is not None
    assert (run.error.code, run.error.slot) == ("E_ACCOUNT_CHOICE", "account_ref")
    assert "4018" in run.error.message
    assert "4929" in run.error.message
    chosen = shown(desk(bank, "C0002").look(account_ref="4929"))
    assert chosen["account"]


def test_one_account_that_fits_needs_no_naming(bank: EmbeddedBank) -> None:
    result = shown(desk(bank).look())
    assert isinstance(result["account"], dict)
    assert result["account"]["tail"] == "7781"
    assert isinstance(result["account"]["balance"], int | float)


def test_views_over_all_accounts_ignore_a_card_carried_along(bank: EmbeddedBank) -> None:
    all_of_them = shown(desk(bank).look(view="maturities"))["maturities"]
    carried = shown(desk(bank).look(view="maturities", account_ref="7781"))["maturities"]
    assert carried == all_of_them
    assert isinstance(all_of_them, list)
    assert len(all_of_them) == 3


def test_transactions_stay_within_the_period_and_add_up(bank: EmbeddedBank) -> None:
    run = desk(bank).look(view="transactions", period={"start": "2026-09-01", "end": "2026-12-31"})
    result = shown(run)
    assert result["period"] == {"start": "2026-09-01", "end": "2026-11-20"}
    rows = result["transactions"]
    assert isinstance(rows, list)
    amounts = [float(str(row["amount"])) for row in rows if isinstance(row, dict)]
    assert sum(a for a in amounts if a > 0) == pytest.approx(result["money_in"])
    assert -sum(a for a in amounts if a < 0) == pytest.approx(result["money_out"])


def test_every_lookup_is_recorded_with_its_purpose(bank: EmbeddedBank) -> None:
    allowed, refused = desk(bank), desk(bank, staff="T2001")
    allowed.look(account_ref="7781")
    refused.look()
    assert [entry["outcome"] for entry in allowed.recorded + refused.recorded] == ["shown", "E_BRANCH"]
    assert allowed.recorded[0]["purpose"] == "counter_service"
    assert allowed.recorded[0]["staff"] == "T1001"


def test_no_full_number_stands_anywhere(bank: EmbeddedBank) -> None:
    texts = [
        json.dumps(shown(desk(bank).look(view=view))) for view in ("balance", "transactions", "holdings")
    ]
    texts.append(desk(bank).look(account_ref="6222 0202 0011 2233 446").model_dump_json())
    assert not any(re.search(r"\d{8,}", text.replace(" ", "")) for text in texts)


def test_a_host_without_a_bank_is_told_how_to_connect_one() -> None:
    with pytest.raises(ConfigurationError, match="core banking"):
        desk(None).look()


def test_a_file_that_is_no_bank_is_a_configuration_error(tmp_path: Path) -> None:
    broken = tmp_path / "bank.db"
    broken.write_text("not a database, " * 100)
    with pytest.raises(ConfigurationError, match="demonstration bank"):
        EmbeddedBank(broken).staff("T1001")


def test_unknown_ids_are_user_errors(bank: EmbeddedBank) -> None:
    with pytest.raises(UserError, match="X1"):
        bank.staff("X1")
    with pytest.raises(UserError, match="C9999"):
        bank.customer("C9999")
