"""The bank's own table of loan applications in the dialogue: told with its validity, or said to be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import Assistant
from common.settings import load_settings
from tests.agent.conftest import NOW

HEAD = "申请编号,客户编号,贷款品种,贷款品种英文,申请金额,申请日,进度,下一步,下一步英文,进度日期,失效日\n"
APPROVED = "CL2026110099,C0004,个人消费贷款,personal loan,80000,2026-11-02,已批准,客户签约,to be signed,2026-11-12,{}\n"


def told(home: Path, words: str, table: str | None, customer: str = "C0004") -> str:
    folder = home / "tables"
    folder.mkdir()
    if table is not None:
        (folder / "loan-applications.csv").write_text(HEAD + table, encoding="utf-8")
    settings = load_settings().model_copy(update={"tables_folder": folder})
    with Assistant.for_replay(home / "home", NOW, "s1", shared=settings) as assistant:
        return assistant.send(assistant.open("s1", customer=customer), words).answer


def test_the_tables_own_application_is_told_with_its_validity(tmp_path: Path) -> None:
    answer = told(tmp_path, "查一下贷款申请进度", APPROVED.format("2026-12-12"))
    assert "核心系统里没有您的业务申请" in answer
    assert "个人消费贷款（申请号CL******0099），申请金额80,000元" in answer
    assert "这项进度自2026年11月12日起有效，到2026年12月12日为止" in answer
    assert "样例数据" not in answer


@pytest.mark.parametrize(
    ("words", "table", "said"),
    [
        ("查一下贷款申请进度", None, "本行没有提供贷款申请进度表，以上只是核心系统里的申请"),
        ("查一下贷款申请进度", APPROVED.format("2026-11-20"), "贷款申请进度表到2026年11月20日已经失效"),
        (
            "check the loan application status",
            None,
            "the bank has filled no table of progress of loan applications",
        ),
    ],
)
def test_a_table_that_has_nothing_for_the_day_is_said(
    tmp_path: Path, words: str, table: str | None, said: str
) -> None:
    answer = told(tmp_path, words, table)
    assert said in answer
    assert "80,000" not in answer
