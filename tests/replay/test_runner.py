"""A run meets an Assistant turn by turn, and says where it went otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from agent.replay.export import export_transcript
from agent.replay.report import describe, summarise
from agent.replay.runner import RunResult, run
from agent.replay.transcript import Transcript, load_transcripts
from agent.reply import EscalationView, Reply
from common.errors import UserError
from common.language import Language
from common.people import Staff
from state_store.records import DraftRecord, SessionRecord, TurnRecord

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


class Directory:
    def staff(self, staff_id: str) -> Staff:
        return Staff(id=staff_id, role="teller", branch="B009")


class Parrot:
    """An Assistant that answers with the draft it was given, or the words; 转人工 opens an item."""

    bank = Directory()

    def __init__(self) -> None:
        self.opened: Staff | str | None = None
        self.customers: list[str | None] = []
        self.resumed: list[tuple[str, object, str]] = []
        self.closed = False
        self.turn = 0

    def open(
        self,
        session_id: str | None = None,
        *,
        staff: Staff | str | None = None,
        customer: str | None = None,
        language: Language | None = None,
    ) -> str:
        self.opened = staff
        return session_id or ""

    def send(
        self,
        session_id: str,
        text: str,
        *,
        customer: str | None = None,
        draft: str | None = None,
        attachment: Path | None = None,
    ) -> Reply:
        if not text:
            raise UserError("nothing was said")
        self.customers.append(customer)
        view = EscalationView(id=f"{session_id}-E1", reason="human_request", priority="P2", status="open")
        return self._reply(session_id, draft or text, view if text == "转人工" else None)

    def resume(
        self,
        escalation_id: str,
        text: str,
        *,
        staff: Staff | str,
        action: Literal["resolve", "return"] = "resolve",
    ) -> Reply:
        self.resumed.append((escalation_id, staff, action))
        status: Literal["resolved", "returned"] = "resolved" if action == "resolve" else "returned"
        view = EscalationView(id=escalation_id, reason="human_request", priority="P2", status=status)
        return self._reply("s", text, view)

    def close(self) -> None:
        self.closed = True

    def _reply(self, session: str, answer: str, view: EscalationView | None) -> Reply:
        self.turn += 1
        return Reply(
            session_id=session,
            turn=self.turn,
            language="zh",
            intent="x",
            confidence=1,
            answer=answer,
            escalation=view,
            timings_ms={"total": 1.5},
        )


def go(**fields: object) -> tuple[RunResult, Parrot]:
    parrot = Parrot()
    transcript = Transcript.model_validate({"id": "t", **fields})
    return run(transcript, factory=lambda home, now, session, engine: parrot), parrot


def test_a_human_answers_the_latest_open_item_as_the_supervisor() -> None:
    result, parrot = go(turns=[{"user": "转人工"}, {"user": "等"}, {"human": "我来"}])
    assert result.ok
    assert parrot.resumed == [("t-E1", "S1001", "resolve")]
    assert parrot.closed


def test_a_human_may_be_named_and_may_return_the_matter() -> None:
    _, parrot = go(turns=[{"user": "转人工"}, {"human": "回", "staff": "A1001", "action": "return"}])
    assert parrot.resumed == [("t-E1", "A1001", "return")]


def test_a_human_with_nothing_to_answer_fails() -> None:
    result, _ = go(turns=[{"user": "转人工"}, {"human": "我来"}, {"human": "再来"}])
    assert not result.ok
    assert result.turns[-1].mismatches[0].key == "turn"


def test_drafts_are_used_in_order_and_running_out_fails() -> None:
    turns = [{"user": "a"}, {"user": "b", "draft": "own"}, {"user": "c"}, {"user": "d"}]
    result, _ = go(drafts=["one", "two"], turns=turns)
    assert [turn.reply.answer for turn in result.turns if turn.reply] == ["one", "own", "two"]
    assert not result.ok
    assert result.turns[-1].mismatches[0].key == "drafts"


def test_a_refused_turn_fails_and_ends_the_run() -> None:
    result, _ = go(turns=[{"user": ""}, {"user": "b"}])
    assert [turn.mismatches[0].got for turn in result.turns] == ["nothing was said"]
    assert not result.ok


def test_staff_keep_their_branch_and_take_the_stated_role() -> None:
    _, parrot = go(staff={"id": "T1001", "role": "manager"}, turns=[{"user": "a", "customer": "C0004"}])
    assert parrot.opened == Staff(id="T1001", role="manager", branch="B009")
    assert parrot.customers == ["C0004"]


def test_two_runs_give_the_same_bytes_but_for_timings() -> None:
    first, second = (go(turns=[{"user": "转人工"}])[0].to_json() for _ in range(2))
    assert first == second
    assert json.loads(first)["turns"][0]["reply"]["timings_ms"] == {"total": 1.5}


def test_a_failure_shows_the_turn_with_expected_and_got() -> None:
    result, _ = go(turns=[{"user": "a"}, {"user": "月供", "expect": {"contains": ["4,490.45"]}}])
    text = describe(result)
    assert "turn 2, user: 月供" in text
    assert "expected  4,490.45" in text
    assert "got       月供" in text
    assert summarise([result]).endswith("0 of 1 dialogues hold")


def test_an_exported_dialogue_is_a_transcript_of_what_was_said(tmp_path: Path) -> None:
    parrot = Parrot()
    said = [("user", parrot.send("s", "转人工")), ("human", parrot.resume("s-E1", "我来", staff="S1001"))]
    turns = [
        TurnRecord.model_validate(
            {
                "session_id": "s",
                "turn": reply.turn,
                "kind": kind,
                "at": NOW,
                "user_text": reply.answer,
                "customer": "C0004",
                "staff": Staff(id="S1001", role="supervisor") if kind == "human" else None,
                "reply": reply.model_dump(mode="json"),
                "drafts": (DraftRecord(engine="qwen", text="零", decision="allow"),)
                if kind == "user"
                else (),
            }
        )
        for kind, reply in said
    ]
    session = SessionRecord(
        id="s", created_at=NOW, staff=Staff(id="T1001", role="teller"), customer="C0003", language="zh"
    )
    file = tmp_path / "s.dialogue.yaml"
    file.write_text(export_transcript(session, turns), encoding="utf-8")
    (transcript,) = load_transcripts(file)
    user, human = transcript.turns
    assert transcript.now == NOW
    assert (user.user, user.customer, user.draft) == ("转人工", "C0004", "零")
    assert user.expect.escalation is not None
    assert user.expect.escalation.status == "open"
    assert (human.human, human.staff, human.action) == ("我来", "S1001", "resolve")
    with pytest.raises(UserError, match="no turn"):
        export_transcript(session, [])
