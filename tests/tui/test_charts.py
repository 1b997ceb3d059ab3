"""The chart beside the answer: shown and hidden by a key, right in Chinese, told without colour, saved to a file."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from pydantic import JsonValue

from agent.reply import Reply
from common.formatting import cell_width
from common.language import Language
from state_store.records import TurnRecord
from tests.tools.charts.calls import DRAWN, chart, run
from tests.tui.pilots import SIZES, app_of, ask, shown, until
from tests.tui.scripted import NOW, QUOTE, Scripted
from tools.base import ToolRun
from tools.charts import Chart
from tui.app import TellerApp
from tui.cli.main import main
from tui.drawing import CURVES, FILLS, MARKS, STYLES, drawn, fixed_height, legend
from tui.widgets.chart_pane import ChartPane
from tui.widgets.conversation import Conversation

QUOTED = QUOTE.model_copy(update={"tool_calls": (run("amortise", schedule="none"),)})
INSURED = QUOTE.model_copy(update={"answer": "存款保险最高偿付50万元。", "tool_calls": ()})


def app_answering(*calls: ToolRun, language: Language = "zh") -> TellerApp:
    reply = QUOTE.model_copy(update={"tool_calls": calls, "language": language})
    counterpart = Scripted(lambda words: INSURED if "保险" in words else reply)
    return TellerApp(lambda: counterpart, language=language)


def is_shown(app: TellerApp) -> bool:
    return bool(app.counter.query_one(ChartPane).display)


@pytest.mark.parametrize("size", SIZES)
async def test_a_key_shows_and_hides_the_chart_and_the_answer_stays(size: tuple[int, int]) -> None:
    app = app_answering(run("amortise", schedule="none"))
    async with app.run_test(size=size) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "F8 看图：每年还本付息" in shown(app))
        assert not is_shown(app)
        await pilot.press("f8")
        await until(pilot, lambda: "本金" in shown(app) and "░░" in shown(app))
        assert "当年还款（万元）" in shown(app)
        if size[0] > 100:
            assert "每月还款4,490.45元" in shown(app)
        await pilot.press("f8")
        await until(pilot, lambda: not is_shown(app))
        assert "每月还款4,490.45元" in shown(app)


@pytest.mark.parametrize("size", [*SIZES, (44, 20)])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("tool", sorted(DRAWN))
async def test_every_chart_fits_the_terminal_in_both_languages(
    tool: str, language: Language, size: tuple[int, int]
) -> None:
    app = app_answering(run(tool), language=language)
    async with app.run_test(size=size) as pilot:
        await ask(pilot, "?")
        await until(pilot, lambda: bool(app.counter.query_one(ChartPane).charts))
        await pilot.press("f8")
        title = chart(tool, language).title
        await until(pilot, lambda: title[:10] in shown(app) and "─" in shown(app))
        await until(pilot, lambda: any(sign in shown(app) for sign in ("█", "┤")))
        for row in shown(app).splitlines():
            assert cell_width(row) == size[0]


async def test_what_has_no_room_is_reached_by_the_keyboard() -> None:
    app = app_answering(run("dca_scenarios"))
    async with app.run_test(size=(44, 20)) as pilot:
        await ask(pilot, "定投")
        await until(pilot, lambda: bool(app.counter.query_one(ChartPane).charts))
        await pilot.press("f8")
        await until(pilot, lambda: "┤" in shown(app))
        assert "实际可能亏损" not in shown(app).replace("\n", "")
        app.counter.query_one(ChartPane).focus()
        await pilot.press("end")
        await until(pilot, lambda: "亏损" in shown(app))


async def test_without_a_chart_the_key_is_not_offered_and_the_command_says_so() -> None:
    app = app_answering()
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "每月还款4,490.45元" in shown(app))
        await pilot.press("f8")
        assert not is_shown(app)
        assert "F8" not in shown(app)
        await ask(pilot, "/chart")
        await until(pilot, lambda: "还没有可以画成图的答复" in shown(app))


async def test_the_key_turns_through_several_charts_and_then_hides() -> None:
    app = app_answering(run("amortise"), run("prepay"))
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "提前还款")
        await until(pilot, lambda: "F8 图" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: "图 1/2" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: "图 2/2" in shown(app) and "缩短期限" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: not is_shown(app))


async def test_the_chart_of_one_customer_is_gone_for_the_next() -> None:
    app = app_answering(run("amortise"))
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "F8 图" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: is_shown(app))
        await pilot.press("f2", *"C0004", "enter")
        await until(pilot, lambda: "新客户 C0004" in shown(app))
        assert not is_shown(app)
        assert app.counter.query_one(ChartPane).charts == ()


async def test_on_a_narrow_terminal_the_next_question_brings_the_conversation_back() -> None:
    app = app_answering(run("amortise"))
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "F8 图" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: not app.counter.query_one(Conversation).display)
        await ask(pilot, "存款保险赔多少")
        await until(pilot, lambda: "存款保险最高偿付50万元" in shown(app))


@pytest.mark.parametrize("ending", ["svg", "png"])
async def test_the_command_saves_the_chart_and_says_where(tmp_path: Path, ending: str) -> None:
    app = app_answering(run("amortise"))
    file = tmp_path / f"loan.{ending}"
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "F8 图" in shown(app))
        await ask(pilot, f"/chart {file}")
        await until(pilot, lambda: "图已保存到" in shown(app))
        await ask(pilot, f"/chart {file}")
        await until(pilot, lambda: "没有覆盖" in shown(app).replace("\n", ""))
    if ending == "png":
        with Image.open(file) as picture:
            assert picture.width > 1000
    else:
        assert "每年还本付息" in file.read_text(encoding="utf-8")


async def test_no_color_is_honoured_and_loses_no_information(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_answering(run("amortise"))
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "F8 图" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: "██ 本金" in shown(app) and "░░ 利息" in shown(app))
        assert app.no_color


async def test_a_dialogue_that_is_continued_still_has_its_chart() -> None:
    counterpart = Scripted()
    counterpart.store.history = [_turn(QUOTED)]
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "F8 看图：每年还本付息" in shown(app))
        await pilot.press("f8")
        await until(pilot, lambda: is_shown(app) and "░░ 利息" in shown(app))


def _turn(reply: Reply) -> TurnRecord:
    return TurnRecord(
        session_id="s1", turn=1, at=NOW, user_text="月供多少", reply=reply.model_dump(mode="json")
    )


@pytest.mark.parametrize("width", [30, 44, 80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("tool", sorted(DRAWN))
def test_a_drawing_keeps_its_width_and_its_lines_stand_under_each_other(
    tool: str, language: Language, width: int
) -> None:
    picture = chart(tool, language)
    lines = drawn(picture, width, 14).plain.split("\n")
    height = fixed_height(picture)
    assert len(lines) == (height or 14)
    if height is None:
        framed = [line for line in lines if line.rstrip().endswith("│")]
        assert len(framed) >= 8
        assert {cell_width(line.rstrip()) for line in framed} == {width}


def test_bars_are_as_long_as_their_values() -> None:
    picture = chart("prepay")
    bars = [line for line in drawn(picture, 100, 14).plain.split("\n") if "█" in line]
    lengths = [line.count("█") for line in bars]
    values = [float(value) for value in picture.series[0].values]
    assert [length / lengths[0] for length in lengths] == pytest.approx(
        [value / values[0] for value in values], abs=0.01
    )


def test_bars_below_zero_end_where_the_zero_is() -> None:
    lines = [
        line for line in drawn(chart("nim_effect"), 80, 14).plain.split("\n") if any(f in line for f in FILLS)
    ]
    ends = {max(line.rfind(sign) for sign in FILLS) for line in lines}
    assert len(lines) == 9
    assert len(ends) == 1


def test_the_limits_of_a_band_are_where_they_belong() -> None:
    lines = drawn(chart("allocate"), 100, 14).plain.split("\n")
    band = next(line for line in lines if "█" in line)
    assert (band.index("█"), band.rindex("█") + 1) == (20, 40)


def test_a_small_column_is_never_drawn_as_nothing() -> None:
    picture = chart("prepay")
    tiny = picture.series[0].model_copy(update={"values": (Decimal(1_000_000), Decimal(1), Decimal(0))})
    rows = drawn(picture.model_copy(update={"series": (tiny,)}), 60, 14).plain.split("\n")
    assert [row.count("█") for row in rows[1::3]] == [rows[1].count("█"), 1, 0]


def test_each_series_has_a_character_of_its_own_in_the_legend() -> None:
    told = legend(chart("dca_scenarios", "en")).plain
    for sign, name in zip(CURVES, ("Paid in", "Supposing 5%", "Supposing 3%", "Supposing 6%"), strict=False):
        assert f"{sign}{sign} {name}" in told
    for signs in (CURVES, FILLS, MARKS):
        assert len(set(signs)) == len(signs)
    assert len(STYLES) == len(CURVES) == len(FILLS)
    assert "A 现在" in legend(chart("bond_risk")).plain


def test_marks_stand_on_the_drawing() -> None:
    plain = drawn(chart("bond_risk"), 80, 16).plain
    assert plain.count("A") == plain.count("B") == 1


def _tool(*more: str, tool: str = "amortise", args: str | None = None) -> int:
    given: dict[str, JsonValue] = DRAWN["amortise"]
    return main(["tool", tool, "--args", args or json.dumps({**given, "schedule": "none"}), *more])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_command_line_draws_a_tool(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Language
) -> None:
    file = tmp_path / "loan.svg"
    assert _tool("--chart", str(file), "--language", language, "--json") == 0
    printed = capsys.readouterr()
    assert str(file) in printed.err
    assert '"payment": 4490.45' in printed.out
    title = {"zh": "每年还本付息 · 等额本息", "en": "Principal and interest by year · Equal instalments"}
    assert title[language] in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--chart", "loan.pdf"), ".svg"),
        (("--chart", "/nowhere/loan.svg"), "写不进"),
    ],
)
def test_the_command_line_says_in_one_line_why_there_is_no_chart(
    more: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _tool(*more) == 2
    printed = capsys.readouterr()
    assert why in printed.err
    assert len(printed.err.strip().splitlines()) == 1


def test_a_tool_without_a_chart_names_those_that_have_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.svg"
    assert _tool("--chart", str(file), tool="deposit_insurance", args='{"principal": 800000}') == 2
    assert "amortise, bond_risk" in capsys.readouterr().err
    assert not file.exists()
    assert main(["tool", "--chart", str(file)]) == 2


def test_charts_are_data_of_the_language_of_the_answer() -> None:
    assert isinstance(chart("amortise", "en"), Chart)
    assert chart("amortise", "en").series[0].values == chart("amortise", "zh").series[0].values
