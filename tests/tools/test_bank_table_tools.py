"""Posted rates, product facts and loan applications as tools see them: by day, with their validity, or said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import JsonValue

from common.language import Language
from common.people import Staff
from knowledge.library import Library
from tools.base import ToolContext, ToolRun
from tools.langchain import as_langchain_tool
from tools.loan_applications import progress_of
from tools.registry import call_tool, get_tool

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def library(cache: Path) -> Library:
    return Library.open(cache)


def context(library: Library | None, language: Language = "zh") -> ToolContext:
    return ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language=language,
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=library,
        record=lambda kind, fields: None,
    )


def rates(run: ToolRun) -> list[JsonValue]:
    assert run.result is not None, run.error
    found = run.result["rates"]
    assert isinstance(found, list)
    return [row["annual_rate"] for row in found if isinstance(row, dict)]


def test_posted_rates_are_those_of_the_day(library: Library) -> None:
    asked: dict[str, JsonValue] = {"table": "deposit", "deposit_type": "lump_sum", "term_months": 36}
    assert rates(call_tool("posted_rates", asked, context(library))) == [0.0155]
    assert rates(call_tool("posted_rates", {**asked, "on": "2026-05-31"}, context(library))) == [0.0175]


def test_loan_rates_name_the_lpr_they_stand_on(library: Library) -> None:
    run = call_tool("posted_rates", {"table": "loan", "term_months": 36}, context(library))
    assert rates(run) == [0.032, 0.0345, 0.036, 0.036]
    lpr = call_tool("posted_rates", {"table": "lpr"}, context(library))
    assert rates(lpr) == [0.03, 0.035]


@pytest.mark.parametrize(
    ("name", "args", "code", "words"),
    [
        ("posted_rates", {"table": "deposit", "on": "2031-01-01"}, "E_TABLE", "ended on 2027-12-31"),
        ("posted_rates", {"table": "deposit", "on": "2020-01-01"}, "E_TABLE", "begins on 2025-06-01"),
        ("posted_rates", {"table": "loan", "term_months": 361}, "E_TERM", "1 to 360"),
        ("posted_rates", {"table": "deposit", "term_months": 30}, "E_NOT_POSTED", "no such kind and term"),
        ("posted_rates", {"table": "gold"}, "E_CHOICE", "deposit"),
        ("product_facts", {"name": "示例固定收益类理财丁款"}, "E_PRODUCT", "no product of that name"),
        ("product_facts", {"name": "SJ-FIX-A", "on": "2029-01-01"}, "E_TABLE", "ended on 2027-12-31"),
    ],
)
def test_what_the_tables_lack_is_one_line(
    library: Library, name: str, args: dict[str, JsonValue], code: str, words: str
) -> None:
    run = call_tool(name, args, context(library, "en"))
    assert run.error is not None
    assert run.error.code == code
    assert words in run.error.message
    chinese = call_tool(name, args, context(library, "zh")).error
    assert chinese is not None
    assert not chinese.message.isascii()


def test_a_missing_table_is_said_and_never_filled_from_the_samples(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "tables").mkdir()
    library = Library.open(cache, tables=tmp_path / "tables")
    run = call_tool("posted_rates", {"table": "deposit"}, context(library))
    assert run.error is not None
    assert run.error.message == "本行没有提供存款挂牌利率表。"


def test_products_keep_the_order_of_the_catalogue(library: Library) -> None:
    run = call_tool("product_facts", {"name": "示例固定收益类理财"}, context(library))
    assert run.result is not None
    products = run.result["products"]
    assert isinstance(products, list)
    told = [(p["code"], p["state"], p["minimum"], p["risk_level"]) for p in products if isinstance(p, dict)]
    assert told == [
        ("SJ-FIX-A", "on_offer", 10_000, "R2"),
        ("SJ-FIX-B", "not_yet", 10_000, "R2"),
        ("SJ-FIX-C", "matured", 10_000, "R2"),
    ]
    assert run.result["sample"] is True


def test_applications_come_from_the_banks_table_on_the_day(library: Library) -> None:
    source = progress_of(context(library))
    assert source is not None
    assert source.state(TODAY) == "in_force"
    (one,) = source.applications_of("C0005", TODAY)
    assert (one.stage, one.since, one.until) == ("in_review", date(2026, 11, 2), None)
    assert (one.amount, one.reference) == (Decimal(150_000), "CL******0087")
    assert (source.sample, source.title.zh) == (True, "贷款申请进度表")
    assert progress_of(context(None)) is None


@pytest.mark.parametrize(
    ("name", "args", "words"),
    [
        ("posted_rates", {"table": "lpr"}, '"annual_rate": 0.035'),
        ("product_facts", {"name": "SJ-EQ-C"}, '"risk_level": "R4"'),
        (
            "demand_interest",
            {
                "balances": [{"since": "2026-04-01", "balance": 36000}],
                "annual_rate": 0.0005,
                "until": "2026-05-01",
            },
            '"interest": 1.5',
        ),
    ],
)
def test_langchain_runs_them_by_their_schema(
    library: Library, name: str, args: dict[str, JsonValue], words: str
) -> None:
    tool = as_langchain_tool(get_tool(name), context(library))
    assert set(args) <= set(tool.args)
    assert words in tool.invoke(args)


def test_the_least_sum_of_a_large_cd_is_the_posted_one(tmp_path: Path, cache: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    table = "存款种类,存期,年利率,起存金额,生效日\n大额存单,3年,1.75%,30万,2026-01-01\n"
    (folder / "deposit-rates.csv").write_text(table, encoding="utf-8")
    args: dict[str, JsonValue] = {
        "principal": 250_000,
        "annual_rate": 0.0175,
        "term_months": 36,
        "deposit_type": "large_cd",
    }
    own = call_tool("deposit_interest", args, context(Library.open(cache, tables=folder)))
    custom = call_tool("deposit_interest", args, context(None))
    assert own.result is not None
    assert custom.result is not None
    assert (own.result["minimum"], own.result["below_minimum"]) == (300_000, True)
    assert (custom.result["minimum"], custom.result["below_minimum"]) == (200_000, False)
