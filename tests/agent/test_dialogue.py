"""The four-turn loan dialogue, every turn in an assistant of its own: nothing lives in a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import Assistant, Reply
from common.errors import UserError
from tests.agent.conftest import NOW


def say(home: Path, text: str, *, customer: str | None = None, draft: str | None = None) -> Reply:
    with Assistant.for_replay(home, NOW, "s1") as assistant:
        session = assistant.open("s1")
        return assistant.send(session, text, customer=customer, draft=draft)


def test_a_loan_is_quoted_corrected_asked_anew_and_switched(tmp_path: Path) -> None:
    home = tmp_path / "home"

    first = say(home, "客户要贷100w,25年,3.5,月供多少?")
    corrected = say(home, "不对,是30年")
    again = say(home, "那20年呢?")
    switched = say(home, "换等额本金,30年")

    assert "5,006.24" in first.answer
    assert first.slots == {
        "principal": 1000000,
        "term_months": 300,
        "annual_rate": 0.035,
        "method": "equal_instalment",
    }
    assert first.slot_details["method"].source == "default"
    assert "4,490.45" in corrected.answer
    assert corrected.slot_details["term_months"].turn == 2
    assert "5,799.60" in again.answer
    assert again.slot_details["principal"].source == "carried"
    assert "5,694.45" in switched.answer
    assert "526,457.92" in switched.answer
    assert [reply.turn for reply in (first, corrected, again, switched)] == [1, 2, 3, 4]


def test_missing_slots_are_asked_one_at_a_time_and_what_was_given_is_kept(assistant: Assistant) -> None:
    session = assistant.open("s1")

    asked = assistant.send(session, "客户要贷100万,月供多少")
    more = assistant.send(session, "30年")
    done = assistant.send(session, "3.5")

    assert asked.awaiting == "term_months"
    assert asked.tool_calls == ()
    assert more.awaiting == "annual_rate"
    assert done.awaiting is None
    assert "4,490.45" in done.answer


def test_a_digression_is_answered_and_leads_back(assistant: Assistant) -> None:
    session = assistant.open("s1")
    assistant.send(session, "客户要贷100万,30年,月供多少")

    aside = assistant.send(session, "先问下,存款80万存款保险赔多少")
    done = assistant.send(session, "3.5%")

    assert aside.intent == "deposit.insurance_cover"
    assert "500,000" in aside.answer or "50万" in aside.answer
    assert (aside.awaiting, aside.awaiting_intent) == ("annual_rate", "loan.quote_payment")
    assert "4,490.45" in done.answer


def test_a_value_outside_its_limits_is_named_and_the_rest_is_kept(assistant: Assistant) -> None:
    session = assistant.open("s1")

    refused = assistant.send(session, "贷100万,30年,利率500%,月供多少")
    mended = assistant.send(session, "3.5%")

    assert [error.code for error in refused.errors] == ["E_RATE_RANGE"]
    assert refused.awaiting == "annual_rate"
    assert refused.slots["principal"] == 1000000
    assert "4,490.45" in mended.answer


def test_the_next_customer_finds_nothing_of_the_last(assistant: Assistant) -> None:
    session = assistant.open("s1", customer="C0003")
    assistant.send(session, "尾号7781余额多少")

    cleared = assistant.send(session, "下一位")
    after = assistant.send(session, "尾号7781余额多少")

    assert cleared.intent == "session.next_customer"
    assert cleared.tool_calls == ()
    assert all(call.result is None for call in after.tool_calls)
    assert after.citations == ()


@pytest.mark.parametrize("text", ["", "   ", "x" * 100_000])
def test_empty_and_endless_texts_are_refused_in_one_line(assistant: Assistant, text: str) -> None:
    session = assistant.open("s1")

    with pytest.raises(UserError) as refused:
        assistant.send(session, text)

    assert "\n" not in refused.value.message


def test_what_means_nothing_gets_an_answer_and_no_guess(assistant: Assistant) -> None:
    reply = assistant.send(assistant.open("s1"), "😀😀😀")

    assert reply.intent == "chitchat.out_of_scope"
    assert reply.tool_calls == ()
    assert reply.answer
