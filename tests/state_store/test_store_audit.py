"""The audit chain: whoever changes the file by hand is found out, at the first place they touched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from common.errors import UserError
from state_store import Store
from state_store.audit import canonical, genesis, link_hash
from tests.state_store.samples import NOW, SUPERVISOR, event, item, session, turn


@pytest.fixture
def kept(store: Store) -> Store:
    """Two dialogues with turns, items and events; intact."""
    store.create_session(session("s2"))
    for number in (1, 2, 3):
        for name in ("s1", "s2"):
            opened = [item(f"{name}-E{number}", number, name)]
            store.commit_turn(
                turn(number, name),
                memory=f"m{number}",
                escalations=opened,
                audit_entries=[event(session_id=name)],
            )
    store.resolve("s1-E1", SUPERVISOR, "…", NOW, claim=True)
    return store


def tamper(home: Path, *statements: str) -> int:
    """What someone with an SQLite client can do; returns the number of rows changed."""
    with sqlite3.connect(home / "tellergraph.db") as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        changed = sum(connection.execute(statement).rowcount for statement in statements)
    connection.close()
    return changed


def test_an_untouched_store_is_intact(kept: Store) -> None:
    report = kept.verify_audit()
    assert (report.intact, report.sessions, report.events) == (True, 2, 24)
    assert kept.verify_audit("s2").events == 10


def test_each_hash_covers_the_event_and_the_hash_before(kept: Store) -> None:
    end = genesis("s1")
    for link in kept.audit("s1"):
        assert link.previous == end
        end = link_hash(end, canonical(link.entry.model_dump(mode="json")))
        assert link.hash == end


def test_an_event_of_an_unknown_session_is_refused(kept: Store) -> None:
    with pytest.raises(UserError, match="no session s9"):
        kept.append_audit(event(session_id="s9"))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET kind = 'other' WHERE session_id = 's1' AND sequence = 4", ("s1", 4)),
        ("UPDATE audit SET previous = 'x' WHERE session_id = 's1' AND sequence = 4", ("s1", 4)),
        ("UPDATE audit SET hash = 'x' WHERE session_id = 's1' AND sequence = 4", ("s1", 4)),
        ("UPDATE audit SET entry = zeroblob(90) WHERE session_id = 's1' AND sequence = 4", ("s1", 4)),
        ("UPDATE audit SET entry = 'plain' WHERE session_id = 's1' AND sequence = 4", ("s1", 4)),
        ("DELETE FROM audit WHERE session_id = 's1' AND sequence = 4", ("s1", 4)),
        ("DELETE FROM audit WHERE session_id = 's1' AND sequence = 12", ("s1", 12)),
        ("DELETE FROM audit WHERE session_id = 's1'", ("s1", 1)),
        ("DELETE FROM audit_head WHERE session_id = 's1'", ("s1", None)),
        ("UPDATE audit_head SET sequence = 11 WHERE session_id = 's1'", ("s1", None)),
        ("UPDATE turn SET body = zeroblob(90) WHERE session_id = 's1' AND turn = 2", ("s1", None)),
        ("UPDATE turn SET kind = 'human' WHERE session_id = 's1' AND turn = 2", ("s1", 5)),
        ("UPDATE turn SET at = '2026-11-23T09:00:00+00:00' WHERE session_id = 's1' AND turn = 2", ("s1", 5)),
        ("DELETE FROM turn WHERE session_id = 's1' AND turn = 3", ("s1", 8)),
        ("UPDATE memory SET snapshot = zeroblob(90) WHERE session_id = 's1'", ("s1", 8)),
        ("UPDATE memory SET turn = 2 WHERE session_id = 's1'", ("s1", 8)),
        ("DELETE FROM memory WHERE session_id = 's1'", ("s1", 8)),
        ("UPDATE escalation SET status = 'open' WHERE id = 's1-E1'", ("s1", 12)),
        ("UPDATE escalation SET answered_by = 'T1001' WHERE id = 's1-E1'", ("s1", 12)),
        ("UPDATE escalation SET deadline = NULL WHERE id = 's1-E2'", ("s1", 7)),
        ("DELETE FROM escalation WHERE id = 's1-E2'", ("s1", 7)),
        ("UPDATE session SET branch = 'B002' WHERE id = 's1'", ("*", 1)),
        ("UPDATE session SET customer = NULL WHERE id = 's1'", ("*", 1)),
        ("UPDATE session SET created_at = 'never' WHERE id = 's1'", ("*", 1)),
    ],
)
def test_a_change_by_hand_is_found_where_it_was_made(
    kept: Store, home: Path, statement: str, broken: tuple[str, int | None]
) -> None:
    assert tamper(home, statement) > 0
    report = kept.verify_audit()
    assert report.broken is not None
    assert (report.broken.session_id, report.broken.sequence) == broken
    if broken[0] == "s1":
        assert kept.verify_audit("s2").intact
        assert kept.verify_audit("s1").broken == report.broken


def test_a_dialogue_cannot_vanish_with_all_its_traces(kept: Store, home: Path) -> None:
    tables = ("audit", "audit_head", "turn", "memory", "escalation")
    tamper(home, *(f"DELETE FROM {table} WHERE session_id = 's1'" for table in tables))
    tamper(home, "DELETE FROM session WHERE id = 's1'")
    report = kept.verify_audit()
    assert report.broken is not None
    assert (report.broken.session_id, report.broken.why) == ("*", "session s1 has vanished")


def test_a_chain_written_anew_without_the_key_does_not_pass(kept: Store, home: Path) -> None:
    """The last event is cut off and the end moved back to the one before, hash and all."""
    tamper(
        home,
        "DELETE FROM audit WHERE session_id = 's1' AND sequence = 12",
        "UPDATE audit_head SET sequence = 11,"
        " hash = (SELECT hash FROM audit WHERE session_id = 's1' AND sequence = 11) WHERE session_id = 's1'",
    )
    report = kept.verify_audit("s1")
    assert report.broken is not None
    assert report.broken.why == "the sealed end of the chain was altered"


def test_an_answer_moved_from_another_dialogue_is_found(kept: Store, home: Path) -> None:
    tamper(
        home,
        "UPDATE turn SET body = (SELECT body FROM turn WHERE session_id = 's2' AND turn = 1)"
        " WHERE session_id = 's1' AND turn = 1",
    )
    report = kept.verify_audit()
    assert report.broken is not None
    assert report.broken.why == "turn 1 is not what was recorded"
