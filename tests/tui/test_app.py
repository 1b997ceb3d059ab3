"""The app around the conversation: customers, colleagues, help, themes, models, leaving."""

from __future__ import annotations

import threading
import time

import pytest

from agent.drafting.catalogue import models
from agent.engines import DrafterState
from agent.reply import Reply
from common.errors import ConfigurationError, UserError
from tests.tui.pilots import SIZES, app_of, ask, shown, until
from tests.tui.scripted import Scripted, escalated
from tui.app import TellerApp
from tui.counterpart import Counterpart
from tui.screens.escalations import EscalationsScreen
from tui.screens.help import HelpScreen
from tui.widgets.escalation_card import EscalationCard


def handing_over() -> Scripted:
    reply, item = escalated()
    counterpart = Scripted(lambda text: reply)
    counterpart.store.items = [item]
    return counterpart


async def test_the_header_names_staff_customer_session_and_engine() -> None:
    counterpart = Scripted()
    counterpart.state = DrafterState(name="qwen3-8b", status="loading")
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "加载 qwen3-8b" in shown(app))
        for claim in ("M1001", "C0003", "s1"):
            assert claim in shown(app).splitlines()[1]


async def test_the_next_customer_is_checked_announced_and_sent_with_the_next_question() -> None:
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "M1001" in shown(app))
        await pilot.press("f2", *"C0004", "enter")
        await until(pilot, lambda: "新客户 C0004" in shown(app))
        await ask(pilot, "余额")
        await until(pilot, lambda: counterpart.asked == [("余额", "C0004")])


async def test_an_unknown_customer_changes_nothing() -> None:
    counterpart = Scripted()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "M1001" in shown(app))
        await pilot.press("f2", *"X9", "enter")
        await until(pilot, lambda: "查无此客户" in shown(app))
        assert "C0003" in shown(app).splitlines()[1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_colleague_answers_inline_with_single_keys_and_a_required_text(size: tuple[int, int]) -> None:
    counterpart = handing_over()
    app = app_of(counterpart)
    async with app.run_test(size=size) as pilot:
        await ask(pilot, "转人工")
        await until(pilot, lambda: bool(app.screen.query(EscalationCard)))
        app.screen.query_one(EscalationCard).focus()
        await pilot.press("c", *"S1001", "enter")
        await until(pilot, lambda: ("E1", "claim", "S1001", "") in counterpart.acts)
        await until(pilot, lambda: app.screen.query_one(EscalationCard).view.status == "claimed")
        app.screen.query_one(EscalationCard).focus()
        await pilot.press("r", "enter")
        await until(pilot, lambda: "内容不能为空" in shown(app))
        await pilot.press(*"wo lai", "enter")
        await until(pilot, lambda: ("E1", "resolve", "S1001", "wo lai") in counterpart.acts)
        await until(pilot, lambda: "人工同事" in shown(app) and "wo lai" in shown(app))


async def test_an_act_that_is_not_allowed_says_why_on_the_card() -> None:
    counterpart = handing_over()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "转人工")
        await until(pilot, lambda: bool(app.screen.query(EscalationCard)))
        app.screen.query_one(EscalationCard).focus()
        await pilot.press("c", *"X1", "enter")
        await until(pilot, lambda: "查无此工号 X1" in shown(app))


async def test_words_of_a_colleague_in_another_process_appear_in_the_conversation() -> None:
    counterpart = handing_over()
    app = app_of(counterpart)
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "转人工")
        await until(pilot, lambda: bool(app.screen.query(EscalationCard)))
        counterpart.resume("E1", "您好，我是主管。", staff="S1001")
        await until(pilot, lambda: "您好，我是主管。" in shown(app))
        await until(pilot, lambda: "已答复" in shown(app))


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_screen_lists_items_with_their_packet_and_answers_them(size: tuple[int, int]) -> None:
    counterpart = handing_over()
    app = app_of(counterpart)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "M1001" in shown(app))
        await pilot.press("f3")
        await until(pilot, lambda: "客户要求人工服务" in shown(app))
        assert isinstance(app.screen, EscalationsScreen)
        assert "intent_stack" in shown(app)
        await pilot.press("t", *"S1001", "enter", *"later", "enter")
        await until(pilot, lambda: ("E1", "return", "S1001", "later") in counterpart.acts)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.counter)


@pytest.mark.parametrize("size", SIZES)
async def test_help_shows_the_keys_and_what_can_be_asked(size: tuple[int, int]) -> None:
    app = app_of(Scripted())
    async with app.run_test(size=size) as pilot:
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "可以问的事" in shown(app))
        assert "F3" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.counter)


async def test_every_key_has_an_id_and_a_tooltip() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(120, 36)):
        for kind in (TellerApp, EscalationCard, EscalationsScreen, HelpScreen):
            for binding in kind.BINDINGS:
                assert not isinstance(binding, tuple)
                assert binding.id
                assert binding.tooltip


async def test_the_theme_and_the_language_can_be_changed() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "柜员" in shown(app))
        assert app.current_theme.dark
        await pilot.press("f5")
        assert not app.current_theme.dark
        app.action_language()
        await until(pilot, lambda: "Staff M1001" in shown(app) and "Understood" in shown(app).title())


async def test_the_command_palette_knows_the_screen() -> None:
    app = app_of(Scripted())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "M1001" in shown(app))
        here = {command.title for command in app.get_system_commands(app.screen)}
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(app.screen, EscalationsScreen))
        there = {command.title for command in app.get_system_commands(app.screen)}
        assert "下一位" in here
        assert "下一位" not in there
        assert "退出" in there


async def test_a_question_typed_while_the_assistant_opens_is_answered() -> None:
    release = threading.Event()
    counterpart = Scripted()

    def opener() -> Counterpart:
        release.wait(10)
        return counterpart

    app = TellerApp(opener, language="zh")
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "月供多少")
        release.set()
        await until(pilot, lambda: "4,490.45元" in shown(app))


async def test_a_dialogue_that_cannot_be_opened_leaves_no_question_waiting() -> None:
    class Unknown(Scripted):
        def open(self, *names: object, **people: object) -> str:
            raise UserError("查无此工号 X1")

    app = TellerApp(Unknown, language="zh")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "查无此工号 X1" in shown(app))
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "会话没有打开" in shown(app))


async def test_an_installation_that_cannot_be_opened_says_why_and_the_app_stays() -> None:
    def opener() -> Counterpart:
        raise ConfigurationError("the database is not readable", remedy="mend it")

    app = TellerApp(opener, language="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "the database is not readable (mend it)" in shown(app).replace("\n", ""))
        await ask(pilot, "月供多少")
        await until(pilot, lambda: "会话没有打开" in shown(app))


async def test_a_turn_that_fails_gives_one_line_and_the_next_one_works() -> None:
    answers = iter([ConfigurationError("no disk space", remedy="free some"), None])

    def script(text: str) -> Reply:
        failure = next(answers)
        if failure is not None:
            raise failure
        return escalated()[0].model_copy(update={"escalation": None, "answer": "好的。"})

    app = app_of(Scripted(script))
    async with app.run_test(size=(120, 36)) as pilot:
        await ask(pilot, "一")
        await until(pilot, lambda: "no disk space (free some)" in shown(app))
        await ask(pilot, "二")
        await until(pilot, lambda: "好的。" in shown(app))


async def test_the_model_offer_says_what_it_is_and_can_be_declined() -> None:
    model = next(model for model in models() if model.device == "cpu")
    app = TellerApp(Scripted, language="zh", offer=model)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "Ctrl+D 不下载" in shown(app))
        flat = (
            "".join(line[:76].strip() for line in shown(app).splitlines()).replace("▌", "").replace(" ", "")
        )
        for claim in (model.name, model.licence, "PyPI", str(model.sha256)[:12]):
            assert claim.replace(" ", "") in flat
        await pilot.press("ctrl+d")
        await until(pilot, lambda: "tellergraph model pull" in shown(app))


async def test_leaving_does_not_wait_for_work_that_cannot_be_stopped() -> None:
    release = threading.Event()

    def opener() -> Counterpart:
        release.wait(30)
        return Scripted()

    app = TellerApp(opener, language="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+q")
    started = time.monotonic()
    assert app.close() is False
    assert time.monotonic() - started < 10
    release.set()
