"""The exported schedule: what stands in the file, in both languages, and what is never done to a file."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from openpyxl import load_workbook
from pydantic import JsonValue

from common.errors import UserError
from common.language import Language
from tests.tools.test_registry import context
from tools.schedule_files import export_schedule, plain_text, write_schedules
from tools.schedule_sheets import Input, Sheet, has_schedule, sheets_of
from tui.cli.main import main

MILLION: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}
PREPAID: dict[str, JsonValue] = {**MILLION, "paid_months": 60, "prepay_amount": 200_000}


def exported(
    folder: Path, name: str, tool: str, args: dict[str, JsonValue], language: Language = "zh"
) -> Path:
    return export_schedule(tool, args, folder / name, context(language))


def test_csv_opens_in_excel_and_adds_up_to_the_cent(tmp_path: Path) -> None:
    file = exported(tmp_path, "loan.csv", "amortise", {**MILLION, "schedule": "none"})
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    top = rows.index(["期次", "还款额（元）", "本金（元）", "利息（元）", "剩余本金（元）"])
    body, total = rows[top + 1 : top + 361], rows[top + 361]
    assert body[0] == ["1", "4490.45", "1573.78", "2916.67", "998426.22"]
    assert body[-1][0] == "360"
    assert body[-1][4] == "0.00"
    assert sum(Decimal(row[2]) for row in body) == 1_000_000 == Decimal(total[2])
    assert total[0] == "合计"
    assert Decimal(total[3]) == Decimal("616560.07")
    said = "\n".join(",".join(row) for row in (*rows[:top], *rows[top + 362 :]))
    for words in (
        "贷款金额（元）,1000000.00",
        "年利率,3.5%",
        "等额本息",
        "amortise/2",
        "仅供参考",
        "四舍五入到分",
    ):
        assert words in said


def test_xlsx_holds_numbers_as_numbers_and_says_how_it_was_worked_out(tmp_path: Path) -> None:
    loan: dict[str, JsonValue] = {
        "principal": 300_000,
        "term_months": 36,
        "annual_rate": 0.045,
        "method": "balloon",
        "balloon": 100_000,
        "start_date": "2026-11-23",
        "first_due": "2026-12-10",
    }
    book = load_workbook(exported(tmp_path, "loan.xlsx", "amortise", loan, "en"))
    (page,) = book.worksheets
    cells = [list(row) for row in page.iter_rows(values_only=True)]
    top = next(index for index, row in enumerate(cells) if row[0] == "Period")
    assert cells[top][:4] == ["Period", "Due date", "Days", "Payment (RMB)"]
    stub, first = cells[top + 1], cells[top + 2]
    assert (stub[0], stub[2], stub[3]) == (0, 17, 637.5)
    assert (first[0], first[3]) == (1, 6324.38)
    last = cells[top + 37]
    assert (last[0], last[6]) == (36, 0)
    parts = [row[4] for row in cells[top + 1 : top + 38]]
    assert sum(part for part in parts if isinstance(part, int | float)) == pytest.approx(300_000, abs=1e-6)
    rate = next(row for row in page.iter_rows(max_row=top) if row[0].value == "Annual rate")
    assert (rate[1].value, rate[1].data_type, "%" in rate[1].number_format) == (0.045, "n", True)
    assert isinstance(page.cell(top + 2, 2).value, datetime)
    assert page.freeze_panes == f"A{top + 2}"
    said = " ".join(str(row[0]) for row in cells if row[0])
    for words in ("a twelfth of the annual rate each month", "amortise/2", "for reference"):
        assert words in said


def test_a_prepayment_has_a_sheet_for_each_way(tmp_path: Path) -> None:
    book = load_workbook(exported(tmp_path, "prepaid.xlsx", "prepay", PREPAID))
    assert book.sheetnames == ["减少月供", "缩短年限"]
    shorter = [list(row) for row in book["缩短年限"].iter_rows(values_only=True)]
    periods = [row for row in shorter if isinstance(row[0], int)]
    assert len(periods) == 207
    assert periods[-1][1] == 4318.91


def test_a_repricing_is_exported_from_its_new_rate(tmp_path: Path) -> None:
    args: dict[str, JsonValue] = {
        "balance": 963_757.98,
        "lpr": 0.0355,
        "spread_bp": -30,
        "remaining_months": 336,
    }
    text = exported(tmp_path, "reset.csv", "reprice", args, "en").read_text(encoding="utf-8-sig")
    assert "\n1,4372.30," in text
    assert "Spread (bp),-30" in text


def test_an_unrounded_schedule_keeps_its_digits(tmp_path: Path) -> None:
    args = {**MILLION, "rounding": cast("JsonValue", "none")}
    text = exported(tmp_path, "exact.csv", "amortise", args).read_text(encoding="utf-8-sig")
    assert "4490.446878" in text
    assert "不取整" in text


def test_no_text_can_start_a_formula(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://example.org","x")'
    sheet = Sheet(
        title=evil,
        inputs=(Input("@label", "+1+1", "text"), Input("-x", Decimal(-5), "money")),
        headings=("\t=1",),
        kinds=("text",),
        rows=(("=1+1",), ("-2+3",), ("plain",)),
        totals=("\r=2",),
        notes=("@SUM(A1)",),
    )
    table = write_schedules([sheet], tmp_path / "evil.csv", "en")
    for row in csv.reader(table.read_text(encoding="utf-8-sig").splitlines()):
        assert all(not cell.startswith(("=", "+", "@", "\t", "\r")) for cell in row)
    (page,) = load_workbook(write_schedules([sheet], tmp_path / "evil.xlsx", "en")).worksheets
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None}
    assert "f" not in kinds
    assert "-5.00" in table.read_text(encoding="utf-8-sig")  # a negative sum is a number, not a formula
    assert plain_text("4490.45") == "4490.45"


def test_a_file_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "mine.xlsx"
    file.write_bytes(b"mine")
    with pytest.raises(UserError, match="已经存在，没有覆盖"):
        exported(tmp_path, "mine.xlsx", "amortise", MILLION)
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["loan.txt", "loan", "nowhere/loan.csv", "loan\0.csv", ".csv"])
def test_a_file_that_cannot_be_written_is_named_in_one_line(tmp_path: Path, name: str) -> None:
    for language in ("zh", "en"):
        with pytest.raises(UserError) as refused:
            exported(tmp_path, name, "amortise", MILLION, language)
        assert refused.value.code == "E_EXPORT"
        assert "\n" not in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_what_has_no_schedule_is_refused_by_name() -> None:
    assert not has_schedule("bond_yield")
    with pytest.raises(UserError, match="bond_yield"):
        sheets_of("bond_yield", {}, context())
    with pytest.raises(UserError, match="结清"):
        sheets_of("prepay", {**PREPAID, "prepay_amount": 896_970.52}, context())


def test_the_command_line_writes_the_file_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "loan.xlsx"
    command = ["tool", "amortise", "--args", json.dumps(MILLION), "--json", "--export", str(file)]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["result"]["payment"] == 4490.45
    assert str(file) in err
    assert load_workbook(file).sheetnames == ["等额本息"]
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "没有覆盖" in err


def test_nothing_is_written_for_arguments_that_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "loan.csv"
    assert main(["tool", "amortise", "--args", '{"principal": 1}', "--export", str(file)]) == 2
    assert not file.exists()
    assert main(["tool", "deposit_insurance", "--args", '{"principal": 1000}', "--export", str(file)]) == 2
    assert not file.exists()
    assert "deposit_insurance" in capsys.readouterr().err
