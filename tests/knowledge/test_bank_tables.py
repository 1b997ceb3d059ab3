"""The bank's own tables: read as people fill them, checked line by line, and asked by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from common.errors import ConfigurationError
from knowledge.bank_tables import SAMPLES, BankTables, check_tables, columns, sample_tables
from knowledge.library import Library

TODAY = date(2026, 11, 23)
HEAD = "存款种类,存期,年利率,起存金额,生效日,失效日\n"
LPRS = "发布日,1年期,5年期以上\n2025-05-20,3.00%,3.50%\n"
LOANS = "kind,months_from,months_to,annual_rate,lpr,spread_bp,valid_from,valid_to\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding=encoding)
    return folder


def lines(folder: Path, language: str = "en") -> list[str]:
    return [problem.line("zh" if language == "zh" else "en") for problem in check_tables(folder)[1]]


# --- the samples ----------------------------------------------------------------------------------


def test_the_samples_are_in_order_and_say_that_they_are_samples() -> None:
    tables, problems = check_tables(SAMPLES)
    assert problems == []
    for table in (
        tables.deposit_rates,
        tables.loan_rates,
        tables.lpr,
        tables.products,
        tables.loan_applications,
    ):
        assert table.sample, table.name
        assert table.rows
    assert tables.fees.sample


def test_the_row_in_force_on_the_day_counts() -> None:
    tables = sample_tables()
    rates = {
        day: [rate.rate for rate in tables.deposit_rates_on(day, "lump_sum", 36)]
        for day in (date(2026, 5, 31), date(2026, 6, 1), date(2027, 12, 31), date(2028, 1, 1))
    }
    assert list(rates.values()) == [[Decimal("0.0175")], [Decimal("0.0155")], [Decimal("0.0155")], []]


def test_a_rate_on_the_lpr_is_the_lpr_in_force_and_its_points() -> None:
    tables = sample_tables()
    (rate,) = tables.loan_rates_on(TODAY, "mortgage", 360)
    assert rate.rate == Decimal("0.0350") - Decimal("0.0040")
    assert "3.5%减40个基点" in rate.told("zh")
    assert tables.loan_rates_on(TODAY, "consumer", 85) == ()


def test_the_last_publication_of_the_lpr_counts() -> None:
    tables = sample_tables()
    by_day = {d: tables.lpr_on(d) for d in (date(2024, 7, 21), date(2024, 10, 20), date(2024, 10, 21), TODAY)}
    assert [None if row is None else row.over_five_years for row in by_day.values()] == [
        None,
        Decimal("0.0385"),
        Decimal("0.0360"),
        Decimal("0.0350"),
    ]


def test_an_application_stands_where_its_last_line_says() -> None:
    tables = sample_tables()
    before = tables.applications_of("C0001", date(2026, 11, 9))
    after = tables.applications_of("C0001", TODAY)
    assert [row.stage for row in before] == ["received"]
    assert [row.stage for row in after] == ["documents"]
    assert [paper.zh for paper in after[0].missing] == ["近6个月银行流水", "首付款凭证"]
    assert tables.applications_of("C0001", date(2026, 11, 2)) == ()
    assert tables.applications_of("C0002", TODAY) == ()


# --- what people write ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_in_the_encodings_excel_writes(tmp_path: Path, encoding: str) -> None:
    row = "整存整取,3年,1.55%,,2026/6/1,2026年12月31日\n"
    tables = BankTables.open(write(tmp_path / "t", "deposit-rates.csv", HEAD + row, encoding))
    (rate,) = tables.deposit_rates_on(TODAY)
    assert (rate.rate, rate.valid_from, rate.valid_to) == (
        Decimal("0.0155"),
        date(2026, 6, 1),
        date(2026, 12, 31),
    )
    assert not rate.sample


def test_a_workbook_is_the_same_as_a_csv(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["# 样例 / sample"])
    sheet.append(["kind", "term_months", "annual_rate", "minimum", "valid_from", "valid_to"])
    sheet.append(["large_cd", 36, 0.0175, 200000, date(2026, 6, 1), None])
    sheet["C3"].number_format = "0.00%"
    book.save(folder / "deposit-rates.xlsx")
    tables = BankTables.open(folder)
    (rate,) = tables.deposit_rates_on(TODAY, "large_cd", 36)
    assert (rate.rate, rate.minimum, rate.valid_to) == (Decimal("0.0175"), Decimal(200_000), None)
    assert rate.sample


def test_a_workbook_that_is_wrong_names_its_row_and_column(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["发布日", "1年期", "5年期以上"])
    sheet.append(["2025-05-20", 0.03, "3.50%"])
    book.save(folder / "lpr.xlsx")
    assert lines(folder) == [
        'lpr.xlsx, row 2, column 1年期: "0.03" is no rate; write it with its sign, like 1.55%'
    ]


def test_what_is_no_workbook_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    folder.mkdir()
    (folder / "lpr.xlsx").write_bytes(b"no archive at all")
    (line,) = lines(folder)
    assert line.startswith("lpr.xlsx: cannot be read:")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("整存整取,3年,1.55,,2026-06-01,", 'row 2, column 年利率: "1.55" is no rate'),
        (
            "整存整取,3年,15.5%,,2026-06-01,",
            'row 2, column 年利率: the rate "15.5%" must lie between 0% and 10%',
        ),
        ("整存整取,三年,1.55%,,2026-06-01,", 'row 2, column 存期: "三年" is no term'),
        (
            "整存整取,,1.55%,,2026-06-01,",
            "row 2, column term_months: time deposits and large CDs need their term",
        ),
        ("活期,1年,0.05%,,2026-06-01,", "row 2, column term_months: demand and notice deposits have no term"),
        ("定投,1年,0.05%,,2026-06-01,", 'row 2, column 存款种类: "定投" is none of: demand/活期'),
        ("活期,,0.05%,5块,2026-06-01,", 'row 2, column 起存金额: "5块" is no sum'),
        ("活期,,0.05%,,2026-02-30,", 'row 2, column 生效日: "2026-02-30" is no day'),
        ("活期,,0.05%,,,", "row 2, column 生效日: may not be empty"),
        ("活期,,0.05%,,2026-06-01,2026-05-31", "row 2, column valid_to: the last day 2026-05-31 lies before"),
        ("活期,,0.05%,,2026-06-01,,,x", "row 2: this row has 2 cells more than the header"),
        ("活期,,NaN%,,2026-06-01,", 'row 2, column 年利率: "NaN%" is no rate'),
        ("活期,,1e-3%,,2026-06-01,", 'row 2, column 年利率: "1e-3%" is no rate'),
        ("活期,,-1%,,2026-06-01,", 'row 2, column 年利率: "-1%" is no rate'),
    ],
)
def test_a_wrong_cell_is_one_line_with_file_row_and_column(tmp_path: Path, row: str, line: str) -> None:
    folder = write(tmp_path / "t", "deposit-rates.csv", HEAD + row + "\n")
    (found,) = lines(folder)
    assert found.startswith(f"deposit-rates.csv, {line}")
    assert "\n" not in found
    (chinese,) = lines(folder, "zh")
    assert chinese.startswith("deposit-rates.csv，第2行")
    with pytest.raises(ConfigurationError, match=r"deposit-rates\.csv, row 2"):
        BankTables.open(folder)


def test_every_wrong_cell_is_named_at_once(tmp_path: Path) -> None:
    rows = "活期,,0.05,,2026-06-01,\n# a remark\n\n定投,,0.05%,,2026-6-x,\n"
    found = lines(write(tmp_path / "t", "deposit-rates.csv", HEAD + rows))
    assert [line.partition(":")[0] for line in found] == [
        "deposit-rates.csv, row 2, column 年利率",
        "deposit-rates.csv, row 5, column 存款种类",
        "deposit-rates.csv, row 5, column 生效日",
    ]


def test_two_rows_that_hold_on_one_day_are_named(tmp_path: Path) -> None:
    rows = "活期,,0.05%,,2026-01-01,2026-06-01\n活期,,0.04%,,2026-06-01,\n"
    (found,) = lines(write(tmp_path / "t", "deposit-rates.csv", HEAD + rows))
    assert found == "deposit-rates.csv, row 3: says the same as row 2, and their validity overlaps"


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("存款种类,存期,年利率,生效日,备注", "row 1, column 备注: there is no such column"),
        ("存款种类,存期,年利率,年利率,生效日", "row 1, column 年利率: this column stands there twice"),
        ("存款种类,存期,年利率", "row 1, column valid_from/生效日: this column is missing"),
    ],
)
def test_a_wrong_header_is_named(tmp_path: Path, head: str, line: str) -> None:
    (found,) = lines(write(tmp_path / "t", "deposit-rates.csv", f"{head}\n活期,,0.05%\n"))
    assert found.startswith(f"deposit-rates.csv, {line}")


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("mortgage,61,360,3.1%,5Y,-40,2026-01-01,", "give either a fixed rate or an LPR with its spread"),
        ("mortgage,61,360,,,,2026-01-01,", "give either a fixed rate or an LPR with its spread"),
        ("mortgage,61,360,,5Y,,2026-01-01,", "the LPR and its spread go together"),
        ("mortgage,61,60,3.1%,,,2026-01-01,", "the longest term, 60 months, is below the shortest, 61"),
        ("mortgage,61,360,,5Y,-40,2024-01-01,", "there is no LPR for 2024-01-01"),
    ],
)
def test_a_loan_rate_that_contradicts_itself_is_named(tmp_path: Path, row: str, line: str) -> None:
    folder = write(tmp_path / "t", "loan-rates.csv", f"{LOANS}{row}\n")
    write(folder, "lpr.csv", LPRS)
    (found,) = lines(folder)
    assert line in found


def test_a_file_of_another_name_is_noticed(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", "deposit_rates.csv", HEAD)
    (found,) = lines(folder)
    assert found.startswith("deposit_rates.csv: this file is not known")


def test_full_account_numbers_are_refused(tmp_path: Path) -> None:
    head = "申请编号,客户编号,贷款品种,贷款品种英文,申请日,进度,下一步,下一步英文,进度日期\n"
    row = "CL20260001,6222021234567890123,消费贷款,personal loan,2026-11-01,已受理,初审,review,2026-11-01\n"
    (found,) = lines(write(tmp_path / "t", "loan-applications.csv", head + row))
    assert "column 客户编号: this looks like a full account or identity number" in found


def test_a_fees_table_that_is_wrong_names_the_entry(tmp_path: Path) -> None:
    text = (SAMPLES / "fees-limits.yaml").read_text(encoding="utf-8").replace("kind: fee", "kind: fees", 1)
    found = lines(write(tmp_path / "t", "fees-limits.yaml", text))
    assert len(found) == 1
    assert found[0].startswith("fees-limits.yaml: tariff > rows > withdrawal-fee > kind:")


def test_editions_of_the_fees_table_follow_each_other(tmp_path: Path) -> None:
    text = (SAMPLES / "fees-limits.yaml").read_text(encoding="utf-8")
    later = (
        text.replace("2026-01-01", "2028-01-01")
        .replace("2027-12-31", "2028-12-31")
        .replace("每笔2元", "每笔3元")
    )
    folder = write(tmp_path / "t", "fees-limits.yaml", f"{text}\n---\n{later}")
    library = Library.open(tmp_path / "cache", tables=folder)
    told = [
        library.find_tariff("跨行取款手续费", language="zh", as_of=day)[0].text
        for day in (TODAY, date(2028, 6, 1))
    ]
    assert ["每笔2元" in told[0], "每笔3元" in told[1]] == [True, True]
    (tmp_path / "t" / "fees-limits.yaml").write_text(f"{text}\n---\n{text}", encoding="utf-8")
    assert "hold on the same days" in lines(folder)[0]


# --- out of date and missing ------------------------------------------------------------------------


def test_nothing_is_filled_in_from_the_samples(tmp_path: Path) -> None:
    tables = BankTables.open(write(tmp_path / "t", "lpr.csv", LPRS))
    assert tables.state("deposit-rates", TODAY) == "missing"
    assert tables.state("fees-limits", TODAY) == "missing"
    assert tables.silence("deposit-rates", TODAY, "zh") == "本行没有提供存款挂牌利率表"
    assert tables.silence("products", TODAY, "en") == "the bank has filled no table of product catalogue"


def test_a_table_out_of_date_says_when_it_ended(tmp_path: Path) -> None:
    rows = "活期,,0.05%,,2026-01-01,2026-06-30\n"
    tables = BankTables.open(write(tmp_path / "t", "deposit-rates.csv", HEAD + rows))
    assert tables.state("deposit-rates", TODAY) == "expired"
    assert tables.silence("deposit-rates", TODAY, "zh") == "存款挂牌利率表到2026年6月30日已经失效"
    assert tables.state("deposit-rates", date(2025, 12, 31)) == "not_yet"
    assert "begins on 2026-01-01" in tables.silence("deposit-rates", date(2025, 12, 31), "en")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="tables_folder"):
        BankTables.open(tmp_path / "none")


# --- products by name ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("示例固定收益类理财甲款起购多少", ["SJ-FIX-A"]),
        ("客户想了解示例固收甲款", ["SJ-FIX-A"]),
        ("sj-fix-a什么风险等级", ["SJ-FIX-A"]),
        ("minimum for sample  fixed-income plan a", ["SJ-FIX-A"]),
        ("示例固定收益类理财起购多少", ["SJ-FIX-A", "SJ-FIX-B", "SJ-FIX-C"]),
        ("示例固定收益类理财丁款起购多少", []),
        ("Sample Fixed-Income Plan AB", []),
        ("这款产品起购多少", []),
        ("", []),
    ],
)
def test_a_product_is_found_by_its_name(words: str, codes: list[str]) -> None:
    assert [product.code for product in sample_tables().products_named(words, TODAY)] == codes


@pytest.mark.parametrize(
    ("code", "day", "state"),
    [
        ("SJ-FIX-A", date(2026, 8, 31), "not_yet"),
        ("SJ-FIX-A", date(2026, 9, 1), "on_offer"),
        ("SJ-FIX-A", date(2026, 12, 31), "on_offer"),
        ("SJ-FIX-A", date(2027, 1, 1), "ended"),
        ("SJ-FIX-A", date(2028, 1, 1), "matured"),
        ("SJ-CASH-01", date(2027, 6, 1), "on_offer"),
    ],
)
def test_whether_it_is_on_offer_follows_from_its_dates(code: str, day: date, state: str) -> None:
    (product,) = (p for p in sample_tables().products.rows if p.code == code)
    assert product.state(day) == state


# --- properties ---------------------------------------------------------------------------------------


@settings(max_examples=200, deadline=None)
@given(
    st.decimals(0, Decimal("0.24"), places=6),
    st.integers(1, 360),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_what_is_written_plainly_is_read_as_it_stands(rate: Decimal, months: int, day: date) -> None:
    assert columns.rate("0.24")(f"{(rate * 100).normalize():f}%") == rate
    assert columns.months(str(months)) == columns.months(f"{months}个月") == months
    assert columns.day(day.isoformat()) == columns.day(f"{day.year}年{day.month}月{day.day}日") == day


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_no_cell_breaks_a_reader(text: str) -> None:
    for read in (
        columns.rate("0.24"),
        columns.points,
        columns.months,
        columns.money,
        columns.day,
        columns.code,
    ):
        try:
            read(text)
        except columns.Refused as refused:
            assert refused.code


@settings(max_examples=100, deadline=None)
@given(st.integers(-800, 800))
def test_at_most_one_row_of_an_item_holds_on_a_day(days: int) -> None:
    day = TODAY + timedelta(days=days)
    keys = [rate.key for rate in sample_tables().deposit_rates_on(day)]
    assert len(keys) == len(set(keys))
