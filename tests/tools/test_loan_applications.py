"""Applications as account lookup shows them: the core system's, then what the bank's own table adds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import JsonValue

from common.errors import ConfigurationError
from common.people import Staff
from knowledge.library import Library
from tools.account_lookup import AccountLookup
from tools.base import ToolContext, ToolRun
from tools.embedded_bank import EmbeddedBank
from tools.loan_applications import masked_reference
from tools.registry import call_tool

HEAD = "申请编号,客户编号,贷款品种,贷款品种英文,申请金额,申请日,进度,下一步,下一步英文,进度日期,失效日\n"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedBank:
    return EmbeddedBank(tmp_path_factory.mktemp("bank") / "bank.db")


def library(folder: Path, *rows: str, write: bool = True) -> Library:
    """A bank with a table of applications of its own, and no other table."""
    (folder / "tables").mkdir()
    if write:
        (folder / "tables" / "loan-applications.csv").write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return Library.open(folder / "cache", tables=folder / "tables")


def row(
    reference: str, applied: str, stage: str, since: str, *, until: str = "", customer: str = "C0001"
) -> str:
    return f"{reference},{customer},个人消费贷款,personal loan,200000,{applied},{stage},签约,to sign,{since},{until}"


def look(
    bank: EmbeddedBank,
    library: Library | None,
    customer: str = "C0001",
    staff: str = "T1001",
    recorded: list[Mapping[str, JsonValue]] | None = None,
) -> ToolRun:
    context = ToolContext(
        now=datetime(2026, 11, 23, 2, tzinfo=UTC),
        language="zh",
        staff=Staff(id=staff),
        customer=customer,
        bank=bank,
        library=library,
        record=lambda kind, fields: None if recorded is None else recorded.append({"kind": kind, **fields}),
    )
    return call_tool("account_lookup", {"view": "applications"}, context)


def found(run: ToolRun) -> AccountLookup:
    assert run.result is not None, run.error
    return AccountLookup.model_validate(run.result)


def core_reference(bank: EmbeddedBank) -> str:
    """The number of the one application that the core system has of C0001: 2026-11-12, in review since the 16th."""
    (application,) = bank.applications("C0001")
    assert (application.stage, application.applied_on.day, application.since.day) == ("in_review", 12, 16)
    return application.reference


def test_what_the_table_alone_knows_comes_after_the_core_system(bank: EmbeddedBank, tmp_path: Path) -> None:
    own = library(tmp_path, row("CL2026110099", "2026-11-18", "审批中", "2026-11-19", until="2026-12-18"))
    shown = found(look(bank, own))
    assert [one.reference for one in shown.applications] == [core_reference(bank)]
    assert shown.desk is not None
    (one,) = shown.desk.applications
    assert (one.reference, one.stage, str(one.until)) == ("CL******0099", "in_review", "2026-12-18")
    assert (shown.desk.sample, shown.desk.silence) == (False, None)


@pytest.mark.parametrize(
    ("since", "in_core", "at_desk"),
    [("2026-11-15", 1, 0), ("2026-11-16", 1, 0), ("2026-11-17", 0, 1)],
    ids=["older", "same-day", "newer"],
)
def test_an_application_both_know_is_told_once_at_its_newer_stage(
    bank: EmbeddedBank, tmp_path: Path, since: str, in_core: int, at_desk: int
) -> None:
    tail = core_reference(bank)[-4:]
    shown = found(look(bank, library(tmp_path, row(f"AP202611{tail}", "2026-11-12", "已批准", since))))
    assert shown.desk is not None
    assert (len(shown.applications), len(shown.desk.applications)) == (in_core, at_desk)


def test_the_same_last_digits_of_another_day_are_another_application(
    bank: EmbeddedBank, tmp_path: Path
) -> None:
    tail = core_reference(bank)[-4:]
    shown = found(look(bank, library(tmp_path, row(f"AP202511{tail}", "2025-11-12", "已批准", "2026-11-17"))))
    assert shown.desk is not None
    assert (len(shown.applications), len(shown.desk.applications)) == (1, 1)


def test_a_table_that_is_missing_or_out_of_date_is_said(bank: EmbeddedBank, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    missing = found(look(bank, library(tmp_path / "none", write=False))).desk
    assert missing is not None
    assert (missing.state, missing.silence) == ("missing", "本行没有提供贷款申请进度表")
    (tmp_path / "old").mkdir()
    ended = row("CL2026010001", "2026-01-05", "已批准", "2026-01-09", until="2026-03-31")
    expired = found(look(bank, library(tmp_path / "old", ended)))
    assert expired.desk is not None
    assert (expired.desk.state, expired.desk.applications) == ("expired", ())
    assert expired.desk.silence == "贷款申请进度表到2026年3月31日已经失效"
    assert len(expired.applications) == 1


def test_the_table_is_behind_the_same_access_rules_and_the_same_audit(
    bank: EmbeddedBank, tmp_path: Path
) -> None:
    own = library(tmp_path, row("BL2026090014", "2026-09-15", "已批准", "2026-10-20", customer="C0009"))
    recorded: list[Mapping[str, JsonValue]] = []
    refused = look(bank, own, customer="C0009", recorded=recorded)
    assert refused.error is not None
    assert refused.error.code == "E_BRANCH"
    assert refused.result is None
    shown = found(look(bank, own, customer="C0009", staff="T2001", recorded=recorded))
    assert shown.desk is not None
    assert len(shown.desk.applications) == 1
    assert [(event["kind"], event["view"], event["outcome"]) for event in recorded] == [
        ("account_lookup", "applications", "E_BRANCH"),
        ("account_lookup", "applications", "shown"),
    ]


def test_a_host_without_a_library_has_the_core_system_alone(bank: EmbeddedBank) -> None:
    shown = found(look(bank, None))
    assert (len(shown.applications), shown.desk) == (1, None)


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("HL2026110021", "HL******0021"),
        ("20260021", "****0021"),
        ("CL-2026-00-87", "CL****0087"),
        ("LOANS1", "LO**ANS1"),
    ],
)
def test_references_are_masked_but_for_letters_and_last_four(reference: str, shown: str) -> None:
    assert masked_reference(reference) == shown


def test_a_reference_too_short_to_mask_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="申请编号"):
        library(tmp_path, row("A-12", "2026-11-18", "审批中", "2026-11-19"))
