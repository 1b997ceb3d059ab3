"""Who may look into which account, what a refusal tells, and what every attempt leaves in the audit trail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import JsonValue

from agent import Assistant
from common.language import Bilingual, Language
from common.people import Role, Staff
from state_store.store import Store
from tools.account_access import access_rules
from tools.base import ToolContext, ToolRun
from tools.core_banking import Account, BankFailure, Transaction
from tools.embedded_bank import EmbeddedBank
from tools.langchain import as_langchain_tool
from tools.registry import call_tool, get_tool
from tui.cli.main import main

ROLES: dict[str, Role] = {
    "T1001": "teller",
    "M1001": "manager",
    "S1001": "supervisor",
    "A1001": "compliance",
    "T2001": "teller",
}


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedBank:
    return EmbeddedBank(tmp_path_factory.mktemp("bank") / "bank.db")


class Desk:
    """A member of staff with a customer at the counter; keeps what is recorded."""

    def __init__(
        self,
        bank: EmbeddedBank,
        staff: str = "T1001",
        customer: str | None = "C0003",
        *,
        role: Role | None = None,
        language: Language = "zh",
    ) -> None:
        self.recorded: list[Mapping[str, JsonValue]] = []
        self.context = ToolContext(
            now=datetime(2026, 11, 23, 2, tzinfo=UTC),
            language=language,
            staff=Staff(id=staff, role=role or ROLES.get(staff, "teller")),
            customer=customer,
            bank=bank,
            library=None,
            record=lambda kind, fields: self.recorded.append({"kind": kind, **fields}),
            intent="account.lookup",
            dialogue="d1",
        )

    def look(self, **args: JsonValue) -> ToolRun:
        return call_tool("account_lookup", args, self.context)

    def code(self, **args: JsonValue) -> str:
        run = self.look(**args)
        return "shown" if run.error is None else run.error.code


@pytest.mark.parametrize(
    ("staff", "own", "other"),
    [
        ("T1001", "shown", "E_BRANCH"),
        ("M1001", "shown", "E_BRANCH"),
        ("S1001", "shown", "E_BRANCH"),
        ("A1001", "shown", "shown"),
        ("T2001", "E_BRANCH", "shown"),
    ],
)
def test_the_branch_decides_but_for_compliance(bank: EmbeddedBank, staff: str, own: str, other: str) -> None:
    assert (Desk(bank, staff, "C0003").code(), Desk(bank, staff, "C0009").code()) == (own, other)


@pytest.mark.parametrize("staff", sorted(ROLES))
def test_nobody_sees_an_account_of_a_customer_who_is_not_identified(bank: EmbeddedBank, staff: str) -> None:
    assert Desk(bank, staff, None).code(account_ref="7781") == "E_CUSTOMER"


def test_a_session_does_not_lend_rights_the_directory_withholds(bank: EmbeddedBank) -> None:
    assert Desk(bank, "T1001", "C0009", role="compliance").code() == "E_BRANCH"
    assert Desk(bank, "A1001", "C0009", role="teller").code() == "E_BRANCH"
    assert Desk(bank, "T1001", "C0003", role="service").code() == "E_LOOKUP_ROLE"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_is_the_same_whether_the_thing_exists_or_not(
    bank: EmbeddedBank, language: Language
) -> None:
    def told(customer: str | None, tail: str) -> str:
        run = Desk(bank, "T1001", customer, language=language).look(account_ref=tail)
        assert run.error is not None
        return run.error.model_dump_json().replace(tail, "TAIL")

    another_branch = {told("C0009", "0027"), told("C0009", "9998"), told("C8888", "0027")}
    another_customers_card = {told("C0003", "0027"), told("C0003", "3162"), told("C0003", "9998")}
    nobody = {told(None, "7781"), told(None, "9998")}
    assert [len(group) for group in (another_branch, another_customers_card, nobody)] == [1, 1, 1]


def test_every_attempt_is_recorded_with_who_for_whom_and_why(bank: EmbeddedBank) -> None:
    allowed, compliance = Desk(bank), Desk(bank, "A1001", "C0009")
    allowed.look(account_ref="7781", view="transactions", period={"start": "2026-10-01", "end": "2026-10-31"})
    compliance.look(view="holdings")
    assert allowed.recorded == [
        {
            "kind": "account_lookup",
            "staff": "T1001",
            "role": "teller",
            "customer": "C0003",
            "view": "transactions",
            "account": "7781",
            "period": "2026-10-01/2026-10-31",
            "intent": "account.lookup",
            "dialogue": "d1",
            "purpose": "counter_service",
            "outcome": "shown",
        }
    ]
    assert (compliance.recorded[0]["purpose"], compliance.recorded[0]["outcome"]) == (
        "compliance_review",
        "shown",
    )


@pytest.mark.parametrize(
    ("staff", "customer", "args", "outcome"),
    [
        ("T1001", None, {"account_ref": "7781"}, "E_CUSTOMER"),
        ("T1001", "C0009", {}, "E_BRANCH"),
        ("T1001", "C8888", {}, "E_CUSTOMER_UNKNOWN"),
        ("X9999", "C0003", {}, "E_STAFF"),
        ("T1001", "C0003", {"account_ref": "0027"}, "E_ACCOUNT"),
        ("T1001", "C0003", {"account_ref": "6222020200112233446"}, "E_ACCOUNT_REF"),
        ("T1001", "C0003", {"view": "everything"}, "E_CHOICE"),
    ],
)
def test_a_refused_attempt_is_recorded_with_its_true_reason(
    bank: EmbeddedBank, staff: str, customer: str | None, args: dict[str, JsonValue], outcome: str
) -> None:
    desk = Desk(bank, staff, customer)
    desk.look(**args)
    assert [entry["outcome"] for entry in desk.recorded] == [outcome]
    assert "6222" not in json.dumps(desk.recorded)


class Faulty(EmbeddedBank):
    """The demonstration bank with one thing wrong."""

    def accounts(self, customer_id: str) -> list[Account]:
        raise BankFailure("E_BANK_TIMEOUT", "the core banking system did not answer in time")


class Mixed(EmbeddedBank):
    """A core system that answers about somebody else."""

    def accounts(self, customer_id: str) -> list[Account]:
        return list(super().accounts("C0001"))


class Chatty(EmbeddedBank):
    """A core system that writes personal data beside its bookings, and has very many of them."""

    def transactions(self, account_id: str, start: date, end: date) -> list[Transaction]:
        words = Bilingual(
            zh="转给卡号6222020200112233446,电话13812345678", en="to card number 6222020200112233446"
        )
        return [
            Transaction(on=end, amount=Decimal("1.00"), balance=Decimal(number), summary=words)
            for number in range(500)
        ]


def test_a_bank_that_fails_is_no_lookup_that_was_shown(bank: EmbeddedBank, tmp_path: Path) -> None:
    failing, mixed = Desk(Faulty(tmp_path / "a.db")), Desk(Mixed(tmp_path / "b.db"))
    assert (failing.code(), mixed.code()) == ("E_BANK_TIMEOUT", "E_BANK_ANSWER")
    assert [entry["outcome"] for entry in failing.recorded + mixed.recorded] == [
        "E_BANK_TIMEOUT",
        "E_BANK_ANSWER",
    ]


def test_bookings_are_masked_and_cut_but_counted_whole(tmp_path: Path) -> None:
    run = Desk(Chatty(tmp_path / "bank.db")).look(view="transactions")
    assert run.result is not None
    rows = run.result["transactions"]
    assert isinstance(rows, list)
    assert (len(rows), run.result["count"], run.result["money_in"]) == (
        access_rules().most_bookings,
        500,
        500,
    )
    written = run.model_dump_json()
    assert not re.search(r"\d{8,}", written)
    assert "****3446" in written


def test_a_period_is_not_endless(bank: EmbeddedBank) -> None:
    def over(days: int) -> dict[str, JsonValue]:
        start = date(2026, 11, 20) - timedelta(days=days - 1)
        return {"start": start.isoformat(), "end": "2026-11-20"}

    desk = Desk(bank)
    assert desk.code(view="transactions", period=over(366)) == "shown"
    assert desk.code(view="transactions", period=over(367)) == "E_PERIOD_LENGTH"


def test_the_langchain_tool_keeps_the_same_rules(bank: EmbeddedBank) -> None:
    def content(desk: Desk) -> dict[str, JsonValue]:
        tool = as_langchain_tool(get_tool("account_lookup"), desk.context)
        found: dict[str, JsonValue] = json.loads(tool.invoke({"account_ref": "0027"}))
        return found

    teller, compliance = Desk(bank, "T1001", "C0009"), Desk(bank, "A1001", "C0009")
    refused = content(teller)["error"]
    assert isinstance(refused, dict)
    assert refused["code"] == "E_BRANCH"
    assert content(compliance)["account"]
    assert [entry["outcome"] for entry in teller.recorded + compliance.recorded] == ["E_BRANCH", "shown"]


def test_the_langchain_tool_offers_no_way_to_name_staff_or_customer(bank: EmbeddedBank) -> None:
    schema = as_langchain_tool(get_tool("account_lookup"), Desk(bank).context).args
    assert set(schema) == {"account_ref", "view", "period"}


NOW = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.for_replay(tmp_path / "home", NOW, "s1") as opened:
        yield opened


def lookups(assistant: Assistant, session: str) -> list[Mapping[str, JsonValue]]:
    return [link.entry.data for link in assistant.store.audit(session) if link.entry.kind == "account_lookup"]


def test_what_a_dialogue_refuses_before_the_tool_is_audited_too(assistant: Assistant) -> None:
    session = assistant.open(staff="T1001")
    assistant.send(session, "尾号7781的余额")
    assistant.send(session, "查一下他老婆卡里的余额", customer="C0003")
    assistant.send(session, "帮我查一下C0009的余额")
    assistant.send(session, "尾号7781的余额")
    found = lookups(assistant, session)
    assert [entry["outcome"] for entry in found] == ["E_CUSTOMER", "E_THIRD_PARTY", "E_THIRD_PARTY", "shown"]
    assert {entry["intent"] for entry in found} == {"account.lookup"}
    assert {entry["dialogue"] for entry in found} == {session}
    assert assistant.store.verify_audit().broken is None


def test_taking_a_grade_from_the_customers_file_is_audited_without_the_grade(assistant: Assistant) -> None:
    session = assistant.open(staff="T1001", customer="C0003")
    reply = assistant.send(session, "R3的产品这位客户能买吗")
    assert reply.slots["customer_risk"] == "C2"
    read = [link.entry.data for link in assistant.store.audit(session) if link.entry.kind == "record_read"]
    assert read
    assert "customer_risk" in json.dumps(read)
    assert "C2" not in json.dumps(read)


def test_the_command_line_has_no_way_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TELLERGRAPH_HOME", str(tmp_path))

    def tool(*more: str) -> tuple[int, dict[str, JsonValue], str]:
        code = main(["tool", "account_lookup", "--args", '{"account_ref": "0027"}', "--json", *more])
        printed = capsys.readouterr()
        return code, json.loads(printed.out), printed.err

    cases = [
        tool("--staff", "T1001"),
        tool("--staff", "T1001", "--customer", "C0009"),
        tool("--staff", "T1001", "--customer", "C8888"),
        tool("--staff", "A1001", "--customer", "C0009"),
    ]
    assert [code for code, _, _ in cases] == [2, 2, 2, 0]
    assert cases[1][1:] == cases[2][1:]
    store = Store(tmp_path / "tellergraph.db")
    try:
        outcomes = [
            link.entry.data["outcome"]
            for link in store.audit("command-line")
            if link.entry.kind == "account_lookup"
        ]
    finally:
        store.close()
    assert outcomes == ["E_CUSTOMER", "E_BRANCH", "E_CUSTOMER_UNKNOWN", "shown"]
