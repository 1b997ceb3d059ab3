"""The conversation on screen: streamed, appended, never replaced; Chinese widths right at two sizes."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual import events

from tests.tui.pilots import SIZES, app_of, ask, shown, until
from tests.tui.scripted import QUOTE, Scripted
from tui.cli.output import MAX_PASTE
from tui.widgets.answer import Answer, RewordingBlock
from tui.widgets.composer import Composer
from tui.widgets.conversation import Example, Welcome
from tui.widgets.panels import SidePanels
from tui.widgets.sentences import Sentence

REWORDING = "这笔贷款每个月要还4,490.45元。"


@pytest.mark.parametrize("size", SIZES)
async def test_every_row_of_the_screen_is_as_wide_as_the_terminal(size: tuple[int, int]) -> None:
    app = app_of(Scripted())
    async with app.run_test(size=size) as pilot:
        await ask(pilot, "贷100万,30年,3.5%,等额本息,月供多少，另外存款保险最多赔多少元？")
        await until(pilot, lambda: "4,490.45元" in shown(app))
        rows = shown(app).splitlines()
        assert len(rows) == size[1]
        assert {cell_len(row) for row in rows} == {size[0]}


@pytest.mark.parametrize("size", SIZES)
async def test_the_empty_state_offers_four_questions_that_a_click_asks(size: tuple[int, int]) -> None:
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=size) as pilot:
        examples = list(app.screen.query(Example))
        assert len(examples) == 4
        await pilot.click(examples[0])
        await until(pilot, lambda: bool(counterpart.asked))
        assert "100万" in counterpart.asked[0][0]
        assert not app.screen.query(Welcome)


async def test_sentences_are_appended_and_those_shown_stay_the_same_widgets() -> None:
    counterpart = Scripted(rewording=REWORDING)
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        answer = app.screen.query(Answer).first
        await until(pilot, lambda: len(answer().query(Sentence)) == 2)
        before = list(answer().query(Sentence))
        counterpart.allow_rewording.set()
        await until(pilot, lambda: bool(app.screen.query(RewordingBlock)))
        assert list(answer().query(Sentence))[:2] == before
        assert [sentence.sentence for sentence in before] == QUOTE.answer.splitlines()
        block = app.screen.query_one(RewordingBlock)
        assert "qwen-test" in str(block.border_title)
        assert [sentence.sentence for sentence in block.query(Sentence)] == [REWORDING]


async def test_escape_stops_the_rewording_and_the_answer_stands() -> None:
    counterpart = Scripted(rewording=REWORDING)
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "Esc 停止" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "已停止改写" in shown(app))
        assert counterpart.interrupted.is_set()
        assert "4,490.45元" in shown(app)
        assert not app.screen.query(RewordingBlock)


async def test_a_new_question_cuts_the_rewording_short_and_is_answered() -> None:
    counterpart = Scripted(rewording=REWORDING)
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "Esc 停止" in shown(app))
        await ask(pilot, "那20年呢")
        await until(pilot, lambda: len(counterpart.asked) == 2)
        assert [words for words, _ in counterpart.asked] == ["月供多少", "那20年呢"]


async def test_the_panels_show_value_raw_words_source_and_turn_and_the_citation_in_full() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "4,490.45元" in shown(app))
        screen = shown(app)
        for claim in ("100万元", "“100万”", "客户所述", "第1轮", "承接上文", "待确认",
                      "存款保险条例 第五条", "要点", "✓ 已核", "2015-05-01 起施行", "已补充或改写"):  # fmt: skip
            assert claim in screen


async def test_on_a_small_terminal_the_panels_wait_behind_a_key() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(80, 24)) as pilot:
        side = app.screen.query_one(SidePanels)
        assert not side.display
        await pilot.press("f4")
        assert side.display
        await pilot.press("f4")
        assert not side.display


async def test_a_pasted_document_is_refused_in_one_line_and_a_paragraph_is_taken() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(120, 36)) as pilot:
        composer = app.screen.query_one(Composer)
        app.post_message(events.Paste("粘" * 100_000))
        await until(pilot, lambda: "100,000" in shown(app))
        assert composer.text == ""
        app.post_message(events.Paste("第一行\n第二行"))
        await until(pilot, lambda: composer.text == "第一行\n第二行")


async def test_enter_sends_and_control_j_breaks_the_line() -> None:
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("a", "ctrl+j", "b", "enter")
        await until(pilot, lambda: bool(counterpart.asked))
        assert counterpart.asked[0][0] == "a\nb"
        assert app.screen.query_one(Composer).text == ""


async def test_an_overlong_question_is_not_sent() -> None:
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "长" * (MAX_PASTE + 1))
        await until(pilot, lambda: "一次最多" in shown(app))
        assert counterpart.asked == []


async def test_brackets_and_markup_in_a_question_are_shown_as_they_are() -> None:
    app = app_of(
        Scripted(lambda text: QUOTE.model_copy(update={"answer": "按[bold]合同[/bold]第3条 **办**。"}))
    )
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "[red]利率[/red] \x1b[31m?")
        await until(pilot, lambda: "按[bold]合同[/bold]第3条 **办**。" in shown(app))
        assert "[red]利率[/red]" in shown(app)
