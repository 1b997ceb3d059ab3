"""Dialogues: what is committed is read back as it was; what is not allowed leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.errors import UserError
from state_store import DraftRecord, HeldNote, Settlement, Store
from tests.state_store.samples import COMPLIANCE, NOW, SUPERVISOR, event, item, session, turn


def test_a_turn_comes_back_as_it_was_committed(store: Store) -> None:
    given = turn(1, rewording={"text": "…", "engine": "qwen"})
    store.commit_turn(given, memory='{"turn":1}', escalations=[item()], audit_entries=[event()])
    assert store.turns("s1") == [given]
    assert store.last_turn("s1") == given
    assert store.memory("s1") == '{"turn":1}'
    assert store.escalations() == [item()]
    assert [link.entry.kind for link in store.audit("s1")] == [
        "session.opened", "turn.stored", "note", "escalation.opened",
    ]  # fmt: skip


def test_a_session_before_its_first_turn_has_no_turn_and_no_memory(store: Store) -> None:
    assert store.session("s1") == session("s1")
    assert store.turns("s1") == []
    assert store.last_turn("s1") is None
    assert store.memory("s1") is None


def test_memory_is_that_of_the_newest_turn(store: Store) -> None:
    store.commit_turn(turn(1), memory="one")
    store.commit_turn(turn(2), memory="two")
    assert store.memory("s1") == "two"


def test_sessions_are_listed_the_newest_first(store: Store) -> None:
    store.create_session(session("s2").model_copy(update={"created_at": NOW + timedelta(days=1)}))
    assert [record.id for record in store.sessions()] == ["s2", "s1"]
    assert store.has_session("s2")
    assert not store.has_session("s3")


def test_the_order_of_a_replys_fields_is_kept(store: Store) -> None:
    store.commit_turn(turn(1, reply={"z": 1, "a": {"y": 2, "b": 3}}), memory="")
    assert str(store.turns("s1")[0].reply) == "{'z': 1, 'a': {'y': 2, 'b': 3}}"


@pytest.mark.parametrize("ask", ["session", "turns", "last_turn", "memory", "audit", "verify_audit"])
def test_an_unknown_session_is_one_clear_line(store: Store, ask: str) -> None:
    with pytest.raises(UserError, match=r"^there is no session s9$"):
        getattr(store, ask)("s9")


def test_a_turn_of_an_unknown_session_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="no session s9"):
        store.commit_turn(turn(1, "s9"), memory="")


def test_a_session_cannot_be_opened_twice(store: Store) -> None:
    with pytest.raises(UserError, match="session s1 exists already"):
        store.create_session(session("s1"))


def test_a_turn_cannot_be_stored_twice(store: Store) -> None:
    store.commit_turn(turn(1), memory="first")
    with pytest.raises(UserError, match="turn 1 has already been stored"):
        store.commit_turn(turn(1), memory="second")
    assert store.memory("s1") == "first"


def test_a_turn_may_not_leave_a_gap(store: Store) -> None:
    with pytest.raises(ValueError, match="does not follow"):
        store.commit_turn(turn(2), memory="")


def test_when_one_part_of_a_commit_is_refused_nothing_of_it_is_stored(store: Store) -> None:
    store.commit_turn(turn(1), memory="one", escalations=[item("E1")])
    answer = Settlement(escalation_id="E7", staff=SUPERVISOR, text="…", at=NOW, claim=True)
    with pytest.raises(UserError, match="no escalation E7"):
        store.commit_turn(turn(2), memory="two", escalations=[item("E2")], settlements=[answer])
    assert store.memory("s1") == "one"
    assert [one.id for one in store.escalations()] == ["E1"]
    assert store.verify_audit().intact


def test_a_humans_answer_is_stored_with_the_turn_it_makes(store: Store) -> None:
    store.commit_turn(turn(1), memory="", escalations=[item("E1")])
    note = HeldNote(escalation_id="E1", at=NOW, text="客户还在等")
    store.commit_turn(turn(2), memory="", notes=[note])
    answer = Settlement(escalation_id="E1", staff=SUPERVISOR, text="我来处理", at=NOW, claim=True)
    store.commit_turn(turn(3, kind="human", staff=SUPERVISOR), memory="", settlements=[answer])
    done = store.escalation("E1")
    assert (done.status, done.claimed_by, done.answered_by, done.answer) == (
        "resolved", "S1001", "S1001", "我来处理",
    )  # fmt: skip
    assert [one.text for one in done.notes] == ["客户还在等"]
    assert store.verify_audit().intact


def test_a_later_wording_joins_its_turn(store: Store) -> None:
    store.commit_turn(turn(1), memory="")
    late = DraftRecord(engine="qwen", text="…", decision="allow")
    store.add_rewording("s1", 1, {"text": "…"}, drafts=[late], at=NOW)
    kept = store.turns("s1")[0]
    assert kept.rewording == {"text": "…"}
    assert kept.drafts[-1] == late
    assert store.verify_audit().intact


def test_a_refused_wording_leaves_only_its_draft(store: Store) -> None:
    store.commit_turn(turn(1), memory="")
    store.add_rewording(
        "s1", 1, None, drafts=[DraftRecord(engine="qwen", text="稳赚", decision="block")], at=NOW
    )
    kept = store.turns("s1")[0]
    assert kept.rewording is None
    assert len(kept.drafts) == 3


def test_a_wording_of_an_unknown_turn_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="session s1 has no turn 4"):
        store.add_rewording("s1", 4, {}, at=NOW)


def test_the_words_of_a_blocked_draft_are_for_restricted_viewers(store: Store) -> None:
    store.commit_turn(turn(1), memory="")
    for role, shown in (
        ("teller", None),
        ("manager", None),
        (SUPERVISOR.role, "稳赚"),
        (COMPLIANCE.role, "稳赚"),
    ):
        blocked, allowed = store.turns("s1", viewer=role)[0].drafts  # type: ignore[arg-type]
        assert blocked.text == shown
        assert allowed.text == "有风险"
