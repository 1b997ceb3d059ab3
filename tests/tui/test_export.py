"""``/export`` in the terminal: the schedule of the last loan answer becomes a file, or a line says why not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from agent import Assistant
from tests.tui.pilots import app_of, ask, shown, until
from tests.tui.scripted import Scripted
from tui.app import TellerApp

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def app_over(home: Path, session: str = "s1") -> TellerApp:
    """The app over the real assistant, in Chinese."""
    return TellerApp(lambda: Assistant.for_replay(home, NOW, session), language="zh", session=session)


async def test_the_last_loan_answer_is_written_once_and_never_over_another_file(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    app = app_over(tmp_path / "home")
    async with app.run_test(size=(160, 48)) as pilot:
        await ask(pilot, f"/export {file}")
        await until(pilot, lambda: "还没有可以导出的贷款测算" in shown(app))
        await ask(pilot, "贷100万,30年,3.5%,等额本息,月供多少")
        await until(pilot, lambda: "4,490.45" in shown(app))
        await ask(pilot, "存款80万，存款保险能赔多少？")
        await until(pilot, lambda: "500,000" in shown(app) or "50万" in shown(app))
        await ask(pilot, f"/export {file}")
        await until(pilot, lambda: "还款计划已导出到" in shown(app))
        assert file.is_file()
        before = file.read_bytes()
        await ask(pilot, f"/export {file}")
        await until(pilot, lambda: "没有覆盖" in shown(app))
        assert file.read_bytes() == before
        (page,) = load_workbook(file).worksheets
        assert sum(isinstance(row[0], int) for row in page.iter_rows(values_only=True)) == 360
    app.close()


async def test_the_next_customer_takes_nothing_of_the_last_ones_loan(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    app = app_over(tmp_path / "home")
    async with app.run_test(size=(160, 48)) as pilot:
        await ask(pilot, "贷100万,30年,3.5%,等额本息,月供多少")
        await until(pilot, lambda: "4,490.45" in shown(app))
        await ask(pilot, "下一位")
        await until(pilot, lambda: "下一位" in shown(app) and app.counter.last_turn == 2)
        await ask(pilot, f"/export {file}")
        await until(pilot, lambda: "还没有可以导出的贷款测算" in shown(app))
        assert not file.exists()
    app.close()


async def test_a_comparison_gives_a_sheet_a_method(tmp_path: Path) -> None:
    file = tmp_path / "both.xlsx"
    app = app_over(tmp_path / "home")
    async with app.run_test(size=(160, 48)) as pilot:
        await ask(pilot, "100万贷30年，年利率3.5%，等额本息和等额本金哪个利息少，比较一下")
        await until(pilot, lambda: app.counter.last_turn == 1)
        await ask(pilot, f"/export {file}")
        await until(pilot, file.is_file)
        await until(pilot, lambda: "还款计划已导出到" in shown(app))
        assert load_workbook(file).sheetnames == ["等额本息", "等额本金"]
    app.close()


async def test_help_names_the_command() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(120, 48)) as pilot:
        await until(pilot, lambda: "M1001" in shown(app))
        await pilot.press("f1")
        await until(pilot, lambda: "/export" in shown(app))


async def test_the_figures_of_the_last_document_are_written(tmp_path: Path) -> None:
    report, file = tmp_path / "report.txt", tmp_path / "figures.xlsx"
    report.write_text("2025年,本行实现营业收入120.5亿元,同比增长3.2%;净利润45.6亿元。", encoding="utf-8")
    app = app_over(tmp_path / "home")
    async with app.run_test(size=(160, 48)) as pilot:
        await ask(pilot, f"/read {report}")
        await until(pilot, lambda: "120.5" in shown(app))
        await ask(pilot, f"/export {file}")
        await until(pilot, lambda: "项数据写入" in shown(app))
        (page,) = load_workbook(file).worksheets
        assert 120.5 in {cell for row in page.iter_rows(values_only=True) for cell in row} or 12050000000 in {
            cell for row in page.iter_rows(values_only=True) for cell in row
        }
    app.close()
