"""The human's queue: its state machine, its order, and who may see what of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from common.errors import UserError
from common.people import Role, Staff
from state_store import EscalationItem, Store
from tests.state_store.samples import COMPLIANCE, MANAGER, NOW, SUPERVISOR, TELLER, item, turn

OTHER = Staff(id="S1002", role="supervisor")


@pytest.fixture
def queue(store: Store) -> Store:
    """A store with one open item, ``E1``."""
    store.commit_turn(turn(1), memory="", escalations=[item("E1")])
    return store


def test_an_item_is_claimed_then_resolved(queue: Store) -> None:
    claimed = queue.claim("E1", SUPERVISOR, NOW)
    assert (claimed.status, claimed.claimed_by, claimed.claimed_at) == ("claimed", "S1001", NOW)
    done = queue.resolve("E1", SUPERVISOR, "我来处理", NOW)
    assert (done.status, done.answered_by, done.answer) == ("resolved", "S1001", "我来处理")
    assert queue.escalation("E1") == done


def test_an_item_is_claimed_then_returned(queue: Store) -> None:
    queue.claim("E1", SUPERVISOR, NOW)
    assert queue.give_back("E1", SUPERVISOR, "请继续", NOW).status == "returned"


def test_an_open_item_is_resolved_at_once_only_when_asked(queue: Store) -> None:
    with pytest.raises(UserError, match=r"^escalation E1 is not claimed; claim it first$"):
        queue.resolve("E1", SUPERVISOR, "…", NOW)
    done = queue.resolve("E1", SUPERVISOR, "…", NOW, claim=True)
    assert (done.status, done.claimed_by) == ("resolved", "S1001")


def test_every_step_is_an_audit_event(queue: Store) -> None:
    queue.append_note("E1", "客户催", NOW)
    queue.resolve("E1", SUPERVISOR, "…", NOW, claim=True)
    steps = [link.entry for link in queue.audit("s1") if link.entry.kind.startswith("escalation.")]
    assert [step.kind for step in steps] == [
        "escalation.opened", "escalation.noted", "escalation.claimed", "escalation.resolved",
    ]  # fmt: skip
    assert [step.actor for step in steps] == ["assistant", "assistant", "S1001", "S1001"]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (lambda s: s.claim("E1", OTHER, NOW), "already claimed by S1001"),
        (lambda s: s.resolve("E1", OTHER, "…", NOW), "already claimed by S1001"),
        (lambda s: s.resolve("E1", OTHER, "…", NOW, claim=True), "already claimed by S1001"),
        (lambda s: s.give_back("E1", OTHER, "…", NOW), "already claimed by S1001"),
    ],
)
def test_what_one_has_claimed_another_cannot_take(
    queue: Store, step: Callable[[Store], object], message: str
) -> None:
    queue.claim("E1", SUPERVISOR, NOW)
    with pytest.raises(UserError, match=rf"^escalation E1 is {message}$"):
        step(queue)


@pytest.mark.parametrize(
    "step",
    [
        lambda s: s.claim("E1", SUPERVISOR, NOW),
        lambda s: s.resolve("E1", SUPERVISOR, "…", NOW, claim=True),
        lambda s: s.give_back("E1", SUPERVISOR, "…", NOW),
        lambda s: s.append_note("E1", "…", NOW),
    ],
)
def test_what_is_settled_stays_settled(queue: Store, step: Callable[[Store], object]) -> None:
    done = queue.resolve("E1", SUPERVISOR, "erledigt", NOW, claim=True)
    with pytest.raises(UserError, match=r"^escalation E1 is already resolved by S1001$"):
        step(queue)
    assert queue.escalation("E1") == done
    assert queue.verify_audit().intact


def test_an_unknown_item_names_no_other(queue: Store) -> None:
    steps: list[Callable[[], object]] = [
        lambda: queue.escalation("E9"),
        lambda: queue.claim("E9", SUPERVISOR, NOW),
        lambda: queue.resolve("E9", SUPERVISOR, "…", NOW),
    ]
    for step in steps:
        with pytest.raises(UserError, match=r"^there is no escalation E9$"):
            step()


def test_an_id_is_not_given_twice(queue: Store) -> None:
    with pytest.raises(UserError, match="escalation E1 exists already"):
        queue.commit_turn(turn(2), memory="", escalations=[item("E1", 2)])


def test_the_gravest_comes_first_then_the_most_urgent(queue: Store) -> None:
    queue.commit_turn(
        turn(2),
        memory="",
        escalations=[
            item("later", 2, deadline=NOW + timedelta(hours=1)),
            item("some day", 2, deadline=None),
            item("grave", 2, priority="P0", deadline=NOW + timedelta(days=1)),
        ],
    )
    assert [one.id for one in queue.escalations()] == ["grave", "E1", "later", "some day"]


def test_the_queue_is_narrowed_by_status_session_and_branch(queue: Store) -> None:
    queue.commit_turn(turn(2), memory="", escalations=[item("E2", 2, branch="B002")])
    queue.claim("E1", SUPERVISOR, NOW)

    def ids(items: list[EscalationItem]) -> list[str]:
        return [one.id for one in items]

    assert ids(queue.escalations(status="open")) == ["E2"]
    assert ids(queue.escalations(status="claimed")) == ["E1"]
    assert ids(queue.escalations(branch="B002")) == ["E2"]
    assert ids(queue.escalations(session_id="s1")) == ["E1", "E2"]
    assert ids(queue.escalations(session_id="s2")) == []


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [("teller", False), ("manager", False), ("service", False), ("supervisor", True), ("compliance", True)],
)
def test_a_suspicion_exists_only_for_compliance_and_supervisors(
    queue: Store, viewer: Role, sees: bool
) -> None:
    queue.commit_turn(turn(2), memory="", escalations=[item("E2", 2, reason="aml", priority="P1")])
    assert ("E2" in [one.id for one in queue.escalations(viewer=viewer)]) is sees
    if sees:
        assert queue.escalation("E2", viewer=viewer).reason == "aml"
    else:
        with pytest.raises(UserError, match=r"^there is no escalation E2$"):
            queue.escalation("E2", viewer=viewer)


@pytest.mark.parametrize("staff", [TELLER, MANAGER])
def test_who_may_not_see_a_suspicion_cannot_take_it_either(queue: Store, staff: Staff) -> None:
    queue.commit_turn(turn(2), memory="", escalations=[item("E2", 2, reason="aml")])
    with pytest.raises(UserError, match=r"^there is no escalation E2$"):
        queue.claim("E2", staff, NOW)
    assert queue.claim("E2", COMPLIANCE, NOW).claimed_by == "A1001"


def test_blocked_wordings_of_a_packet_are_for_restricted_viewers(queue: Store) -> None:
    assert "blocked_drafts" not in queue.escalation("E1", viewer="manager").packet
    assert "blocked_drafts" in queue.escalation("E1", viewer="supervisor").packet
    assert "blocked_drafts" not in queue.claim("E1", MANAGER, NOW).packet
    assert "blocked_drafts" in queue.escalation("E1").packet
