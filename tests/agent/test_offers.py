"""A posted rate offered with its question: taken, refused, chosen, out of date, missing, and followed when it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent import Assistant, Reply
from common.settings import Settings, load_settings
from tests.agent.conftest import NOW

DEPOSITS = """存款种类,存期,年利率,起存金额,生效日,失效日
整存整取,1年,1.20%,,2026-01-01,2026-06-30
整存整取,3年,1.90%,,2026-01-01,2026-06-30
"""
Talk = Callable[..., list[Reply]]


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Says the words one after another to an assistant over a bank's own tables, on a day."""
    with ExitStack() as stack:

        def run(*words: str, now: datetime = NOW, tables: dict[str, str] | None = None) -> list[Reply]:
            shared: Settings = load_settings()
            if tables is not None:
                folder = tmp_path / "tables"
                folder.mkdir(exist_ok=True)
                for name, text in tables.items():
                    (folder / name).write_text(text, encoding="utf-8")
                shared = shared.model_copy(update={"tables_folder": folder})
            opened = Assistant.for_replay(tmp_path / "home", now, "s1", shared=shared)
            assistant = stack.enter_context(opened)
            session = assistant.open("s1")
            return [assistant.send(session, text) for text in words]

        yield run


def test_what_was_taken_says_where_it_comes_from(talk: Talk) -> None:
    asked, told = talk("贷100万30年月供多少", "就按挂牌的")
    assert asked.awaiting == "annual_rate"
    assert "3.1%" in asked.answer
    assert told.slots["annual_rate"] == 0.031
    detail = told.slot_details["annual_rate"]
    assert (detail.source, detail.raw, detail.turn) == ("user", "就按挂牌的", 2)
    assert detail.basis is not None
    assert "自2026年1月1日起有效" in detail.basis
    assert "自2026年1月1日起有效" in told.answer
    assert [citation.id for citation in told.citations] == ["bank-loan-rates#mortgage-61-360m"]
    assert told.citations[0].effective_from is not None


def test_a_value_the_user_gives_has_no_such_basis(talk: Talk) -> None:
    *_, told = talk("贷100万30年月供多少", "3.5%")
    assert told.slot_details["annual_rate"].basis is None
    assert "挂牌" not in told.answer


@pytest.mark.parametrize(
    "yes",
    [
        "好",
        "可以",
        "用这个",
        "就按这个算",
        "就用这个吧",
        "按挂牌利率",
        "按上面的算",
        "嗯",
        "就挂牌的",
        "按本行挂牌的算",
    ],
)
def test_many_words_take_it(talk: Talk, yes: str) -> None:
    *_, told = talk("存10万三年定期，利息多少", yes)
    assert told.slots.get("annual_rate") == 0.0155, told.answer
    assert "4,650" in told.answer


@pytest.mark.parametrize(
    "yes", ["yes", "use that one", "ok, use the posted rate", "the posted one please", "go with that"]
)
def test_many_english_words_take_it(talk: Talk, yes: str) -> None:
    *_, told = talk("What does a 100,000 time deposit earn over three years?", yes)
    assert told.slots.get("annual_rate") == 0.0155, told.answer


@pytest.mark.parametrize("no", ["不用挂牌的", "不", "不按挂牌的", "不是"])
def test_it_is_offered_no_more_once_refused(talk: Talk, no: str) -> None:
    _, refused, told = talk("存10万三年定期，利息多少", no, "1.6%")
    assert refused.awaiting == "annual_rate"
    assert "1.55%，自" not in refused.answer
    assert told.slots["annual_rate"] == 0.016


def test_a_refusal_with_a_value_is_the_value(talk: Talk) -> None:
    *_, told = talk("存10万三年定期，利息多少", "不用挂牌的，按1.6%算")
    assert told.slots.get("annual_rate") == 0.016, told.answer


def test_a_question_about_the_posted_rate_takes_nothing(talk: Talk) -> None:
    *_, told = talk("存10万三年定期，利息多少", "挂牌利率是多少？")
    assert "annual_rate" not in told.slots
    assert told.tool_calls == () or told.awaiting == "annual_rate"


def test_a_mere_yes_leaves_open_which_of_several(talk: Talk) -> None:
    _, which, told = talk("贷20万3年，每月还多少", "好", "按消费贷的")
    assert which.awaiting == "annual_rate"
    assert "annual_rate" not in which.slots
    assert told.slots["annual_rate"] == 0.0345


def test_the_value_follows_what_it_is_posted_for(talk: Talk) -> None:
    *_, three, one, none = talk("存10万三年定期利息多少", "就按挂牌的", "那存一年呢", "那存30个月呢")
    assert (three.slots["annual_rate"], one.slots["annual_rate"]) == (0.0155, 0.0125)
    assert none.awaiting == "annual_rate"
    assert "没有2年6个月期定期存款的利率" in none.answer


def test_the_rate_is_that_of_the_day_of_opening(talk: Talk) -> None:
    *_, told = talk("2026年3月1日存入10万，三年定期，到期利息多少", "就按挂牌的")
    assert told.slots.get("annual_rate") == 0.0175, told.answer
    assert "到2026年5月31日为止" in told.answer


def test_a_table_out_of_date_is_said_in_the_question(talk: Talk) -> None:
    (asked,) = talk("存10万三年定期，利息多少", tables={"deposit-rates.csv": DEPOSITS})
    assert asked.awaiting == "annual_rate"
    assert "存款挂牌利率表到2026年6月30日已经失效" in asked.answer
    assert "1.9" not in asked.answer


def test_a_bank_without_the_table_hears_so(talk: Talk) -> None:
    asked, loan, told = talk(
        "What does a 100,000 time deposit earn over three years?",
        "Then a loan of 200,000 over 3 years, what is the instalment?",
        "3.5%",
        tables={"lpr.csv": "发布日,1年期,5年期以上\n2025-05-20,3.00%,3.50%\n"},
    )
    assert "the bank has filled no table of posted deposit rates" in asked.answer
    assert "no table of posted loan rates" in loan.answer
    assert told.slots["annual_rate"] == 0.035


def test_the_table_of_the_day_counts(talk: Talk) -> None:
    earlier = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8)))
    *_, told = talk("存10万三年定期，利息多少", "好", now=earlier, tables={"deposit-rates.csv": DEPOSITS})
    assert told.slots["annual_rate"] == 0.019
    assert "样例" not in told.answer


def test_a_rate_on_the_lpr_needs_the_banks_lpr(talk: Talk) -> None:
    *_, told = talk("贷100万30年月供多少", "LPR-30bp", tables={"deposit-rates.csv": DEPOSITS})
    assert [error.code for error in told.errors] == ["E_LPR"]
    assert told.awaiting == "annual_rate"


def test_a_question_for_the_posted_rate_alone_hears_of_a_table_out_of_date(talk: Talk) -> None:
    (told,) = talk("三年定期利率现在多少", tables={"deposit-rates.csv": DEPOSITS})
    assert told.intent == "account.limits_fees"
    assert "存款挂牌利率表到2026年6月30日已经失效，我不能凭印象答复" in told.answer
    assert "1.9" not in told.answer


def test_what_is_not_posted_is_said_beside_what_is(talk: Talk) -> None:
    (told,) = talk("一年和四年定期的挂牌利率多少")
    assert "1年期定期存款的年利率是1.25%" in told.answer
    assert "没有4年期定期存款的利率" in told.answer
    assert [citation.id for citation in told.citations] == ["bank-deposit-rates#lump-sum-12m"]
