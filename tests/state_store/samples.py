"""Records to store: small, fictional, complete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from common.people import Staff
from state_store import (
    AuditEntry,
    DraftRecord,
    EscalationItem,
    SessionRecord,
    Store,
    TurnRecord,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TELLER = Staff(id="T1001", role="teller")
MANAGER = Staff(id="M1001", role="manager")
SUPERVISOR = Staff(id="S1001", role="supervisor")
COMPLIANCE = Staff(id="A1001", role="compliance")
SECRET_WORDS = "客户说要给儿子买房"
"""What must never lie in clear in the file."""


def session(session_id: str = "s1") -> SessionRecord:
    return SessionRecord(id=session_id, created_at=NOW, staff=MANAGER, customer="C0003", language="zh")


def turn(number: int = 1, session_id: str = "s1", **changes: object) -> TurnRecord:
    record = TurnRecord(
        session_id=session_id,
        turn=number,
        at=NOW + timedelta(minutes=number),
        user_text=f"{SECRET_WORDS}, 第{number}次",
        customer="C0003",
        reply={"turn": number, "answer": "…", "slots": {"annual_rate": 0.035}},
        drafts=(
            DraftRecord(engine="scripted", text="稳赚", decision="block"),
            DraftRecord(engine="template", text="有风险", decision="allow"),
        ),
    )
    return record.model_copy(update=changes)


def item(item_id: str = "E1", number: int = 1, session_id: str = "s1", **changes: object) -> EscalationItem:
    record = EscalationItem(
        id=item_id,
        session_id=session_id,
        turn=number,
        created_at=NOW,
        reason="human_request",
        priority="P2",
        deadline=NOW + timedelta(minutes=2),
        language="zh",
        staff_id="M1001",
        branch="B001",
        customer_ref="C***3",
        summary_zh="客户要人工",
        summary_en="customer asks for a person",
        packet={"intent_stack": ["risk.human_request"], "blocked_drafts": ["稳赚"]},
    )
    return record.model_copy(update=changes)


def event(kind: str = "note", session_id: str = "s1") -> AuditEntry:
    return AuditEntry(session_id=session_id, at=NOW, kind=kind, actor="M1001", data={"seen": True, "n": 1.5})


def store_with_session(home: Path, session_id: str = "s1") -> Store:
    store = Store(home / "tellergraph.db")
    store.create_session(session(session_id))
    return store
