"""A human takes over: the dialogue waits at an interrupt and goes on with the human's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import Assistant
from common.errors import UserError
from tests.agent.conftest import NOW


def test_a_request_for_a_human_is_held_and_resumed_from_another_process(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Assistant.for_replay(home, NOW, "s1") as asking:
        asked = asking.send(asking.open("s1"), "转人工")
    assert asked.escalation is not None
    assert (asked.escalation.reason, asked.escalation.priority, asked.escalation.status) == (
        "human_request",
        "P2",
        "open",
    )

    with Assistant.for_replay(home, NOW, "s1") as desk:
        answer = desk.resume(asked.escalation.id, "您好，我是主管，由我来处理。", staff="S1001")
        item = desk.store.escalation(asked.escalation.id)

    assert answer.engine == "human"
    assert "我是主管" in answer.answer
    assert answer.escalation is not None
    assert answer.escalation.status == "resolved"
    assert item.status == "resolved"
    with Assistant.for_replay(home, NOW, "s1") as after:
        reply = after.send("s1", "贷100万,30年,3.5%,月供多少")
    assert reply.turn == 3
    assert "4,490.45" in reply.answer


def test_while_a_matter_waits_other_requests_are_answered(assistant: Assistant) -> None:
    session = assistant.open("s1")
    item = assistant.send(session, "转人工").escalation
    assert item is not None

    other = assistant.send(session, "贷100万,30年,3.5%,月供多少")
    same = assistant.send(session, "怎么还没转人工")

    assert "4,490.45" in other.answer
    assert other.escalation is None
    assert same.escalation is not None
    assert same.escalation.id == item.id
    assert len(assistant.store.escalations()) == 1
    assert assistant.store.escalation(item.id).notes


def test_an_item_is_answered_once(assistant: Assistant) -> None:
    session = assistant.open("s1")
    item = assistant.send(session, "转人工").escalation
    assert item is not None
    assistant.resume(item.id, "已处理。", staff="S1001")

    with pytest.raises(UserError):
        assistant.resume(item.id, "再处理一次。", staff="S1001")

    assert [turn.turn for turn in assistant.store.turns(session)] == [1, 2]


def test_a_complaint_opens_an_item_and_the_dialogue_goes_on(assistant: Assistant) -> None:
    session = assistant.open("s1")

    complaint = assistant.send(session, "客户要投诉")
    after = assistant.send(session, "贷100万,30年,3.5%,月供多少")

    assert complaint.escalation is not None
    assert (complaint.escalation.reason, complaint.escalation.priority) == ("complaint", "P2")
    assert "4,490.45" in after.answer
