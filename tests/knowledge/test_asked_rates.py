"""Which posted rates a question asks for, and what is said of those the bank's tables lack."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.bank_tables import BankTables, asked_rates, sample_tables

TODAY = date(2026, 11, 23)


def found(question: str, tables: BankTables | None = None, day: date = TODAY) -> list[str]:
    shown = tables or sample_tables()
    return [rate.id.removeprefix("bank-") for asked in asked_rates(question) for rate in asked.on(shown, day)]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("三年定期利率现在多少", ["deposit-rates#lump-sum-36m"]),
        ("半年定期挂牌利率", ["deposit-rates#lump-sum-6m"]),
        ("十二个月定存利率", ["deposit-rates#lump-sum-12m"]),
        ("一年和三年定存利率", ["deposit-rates#lump-sum-12m", "deposit-rates#lump-sum-36m"]),
        ("活期和三年定期利率", ["deposit-rates#demand", "deposit-rates#lump-sum-36m"]),
        ("大额存单三年利率", ["deposit-rates#large-cd-36m"]),
        ("七天通知存款利率", ["deposit-rates#notice-7d"]),
        ("通知存款利率", ["deposit-rates#notice-1d", "deposit-rates#notice-7d"]),
        ("rate on a seven-day notice deposit", ["deposit-rates#notice-7d"]),
        ("the posted 3-year deposit rate", ["deposit-rates#lump-sum-36m", "deposit-rates#large-cd-36m"]),
        ("现在LPR多少", ["lpr#lpr-1y", "lpr#lpr-5y"]),
        ("5年期以上LPR", ["lpr#lpr-5y"]),
        ("the one-year LPR", ["lpr#lpr-1y"]),
        ("房贷利率现在多少", ["loan-rates#mortgage-1-60m", "loan-rates#mortgage-61-360m"]),
        ("20年按揭利率", ["loan-rates#mortgage-61-360m"]),
        ("car loan rate", ["loan-rates#car-1-60m"]),
        ("挂牌的三年期利率", ["deposit-rates#lump-sum-36m", "deposit-rates#large-cd-36m"]),
    ],
)
def test_the_rows_a_question_names(question: str, ids: list[str]) -> None:
    assert found(question) == ids


def test_deposit_rates_without_a_kind_are_all_of_that_table() -> None:
    assert len(found("存款利率是多少")) == 12
    assert len(found("贷款挂牌利率")) == 9


@pytest.mark.parametrize(
    "question",
    [
        "明年房贷利率会降到几",
        "will mortgage rates fall",
        "去年三年定期利率多少",
        "美元存款利率多少",
        "公积金贷款利率多少",
        "别的银行三年定期利率",
        "汇款费率",
        "转账限额",
        "利率多少",
        "三年定期存多少",
        "rate for an audit confirmation letter",
        "the rate for a small safe box per year",
    ],
)
def test_what_the_tables_do_not_speak_of_is_no_posted_rate(question: str) -> None:
    assert asked_rates(question) == ()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("四年定期利率多少", "存款挂牌利率表里没有4年期定期存款的利率"),
        ("一年和四年定期利率", "存款挂牌利率表里没有4年期定期存款的利率"),
        ("三年定期利率", None),
    ],
)
def test_a_term_that_is_not_posted_is_said(question: str, told: str | None) -> None:
    (asked,) = asked_rates(question)
    assert asked.silence(sample_tables(), TODAY, "zh") == told


def test_a_kind_the_bank_does_not_post_is_said(tmp_path: Path) -> None:
    (tmp_path / "deposit-rates.csv").write_text(
        "存款种类,存期,年利率,生效日\n整存整取,3年,1.90%,2026-01-01\n", encoding="utf-8"
    )
    tables = BankTables.open(tmp_path)
    (asked,) = asked_rates("large CD and time deposit rates")
    assert [rate.rate for rate in asked.on(tables, TODAY)] == [
        rate.rate for rate in tables.deposit_rates_on(TODAY)
    ]
    assert asked.silence(tables, TODAY, "en") == "the table of posted deposit rates has no rate for large CD"
    (lpr,) = asked_rates("现在LPR多少")
    assert lpr.silence(tables, TODAY, "zh") == "本行没有提供贷款市场报价利率（LPR）"


def test_a_table_out_of_date_gives_no_rate(tmp_path: Path) -> None:
    (tmp_path / "deposit-rates.csv").write_text(
        "存款种类,存期,年利率,生效日,失效日\n整存整取,3年,1.90%,2026-01-01,2026-06-30\n", encoding="utf-8"
    )
    tables = BankTables.open(tmp_path)
    (asked,) = asked_rates("三年定期利率现在多少")
    assert asked.on(tables, TODAY) == ()
    assert asked.silence(tables, TODAY, "zh") == "存款挂牌利率表到2026年6月30日已经失效"
