"""The human's queue: open → claimed → resolved or returned. Every step is an audit event of the dialogue."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from common.errors import UserError
from common.people import Role, Staff
from state_store.audit import digest
from state_store.database import ESCALATION
from state_store.records import (
    AuditEntry,
    EscalationItem,
    EscalationStatus,
    HeldNote,
    JsonObject,
    Note,
    Settlement,
)
from state_store.visibility import item_for, may_see

_DONE: dict[Literal["resolve", "return"], EscalationStatus] = {"resolve": "resolved", "return": "returned"}
_PRIORITY_LAST = datetime.max.timestamp()


def add(connection: Connection, item: EscalationItem) -> AuditEntry:
    """Open an item; returns the event to be audited."""
    if connection.execute(select(ESCALATION.c.id).where(ESCALATION.c.id == item.id)).first() is not None:
        raise UserError(f"escalation {item.id} exists already")
    newest = connection.execute(select(func.max(ESCALATION.c.number))).scalar_one()
    row = {"id": item.id, "number": (newest or 0) + 1, **columns(item), "body": item.model_dump_json()}
    connection.execute(insert(ESCALATION), row)
    return _event("escalation.opened", item, item.created_at, "assistant")


def find(connection: Connection, escalation_id: str, viewer: Role | None = None) -> EscalationItem:
    """The item, whole.

    Raises:
        UserError: there is no such item, or not for this viewer; the message is the same.
    """
    row = connection.execute(select(ESCALATION).where(ESCALATION.c.id == escalation_id)).first()
    item = None if row is None else _item(row)
    if item is None or not may_see(item, viewer):
        raise UserError(f"there is no escalation {escalation_id}")
    return item


def listing(
    connection: Connection,
    *,
    status: EscalationStatus | None = None,
    session_id: str | None = None,
    branch: str | None = None,
    viewer: Role | None = None,
) -> list[EscalationItem]:
    """The items this viewer may see: the gravest first, then by deadline, then in the order of opening."""
    wanted = select(ESCALATION).order_by(ESCALATION.c.number)
    for column, value in (("status", status), ("session_id", session_id), ("branch", branch)):
        if value is not None:
            wanted = wanted.where(ESCALATION.c[column] == value)
    items = [item for row in connection.execute(wanted) if may_see(item := _item(row), viewer)]
    items.sort(
        key=lambda item: (item.priority, item.deadline.timestamp() if item.deadline else _PRIORITY_LAST)
    )
    return [item_for(item, viewer) for item in items]


def claim(
    connection: Connection, escalation_id: str, staff: Staff, at: datetime
) -> tuple[EscalationItem, AuditEntry]:
    """Take an open item; claiming what one holds already is an error too, so that two windows notice."""
    item = find(connection, escalation_id, staff.role)
    if item.status == "claimed":
        raise UserError(f"escalation {item.id} is already claimed by {item.claimed_by}")
    _must_not_be_done(item)
    item = item.model_copy(update={"status": "claimed", "claimed_by": staff.id, "claimed_at": at})
    _save(connection, item)
    return item, _event("escalation.claimed", item, at, staff.id)


def settle(connection: Connection, settlement: Settlement) -> tuple[EscalationItem, list[AuditEntry]]:
    """Resolve or return an item.

    Raises:
        UserError: unknown, already settled, claimed by somebody else, or open and not to be claimed now.
    """
    staff, at = settlement.staff, settlement.at
    item = find(connection, settlement.escalation_id, staff.role)
    _must_not_be_done(item)
    events = []
    if item.status == "open":
        if not settlement.claim:
            raise UserError(f"escalation {item.id} is not claimed; claim it first")
        item, event = claim(connection, item.id, staff, at)
        events.append(event)
    elif item.claimed_by != staff.id:
        raise UserError(f"escalation {item.id} is already claimed by {item.claimed_by}")
    status = _DONE[settlement.action]
    answered = {"answered_by": staff.id, "answered_at": at, "answer": settlement.text}
    item = item.model_copy(update={"status": status, **answered})
    _save(connection, item)
    return item, [*events, _event(f"escalation.{status}", item, at, staff.id)]


def add_note(connection: Connection, note: HeldNote) -> tuple[EscalationItem, AuditEntry]:
    """Add what was said about a held matter.

    Raises:
        UserError: unknown, or already settled.
    """
    item = find(connection, note.escalation_id)
    _must_not_be_done(item)
    item = item.model_copy(update={"notes": (*item.notes, Note(at=note.at, text=note.text))})
    _save(connection, item)
    return item, _event("escalation.noted", item, note.at, "assistant")


def columns(item: EscalationItem) -> dict[str, object]:
    """The fields of an item that lie in clear beside it, to be searched."""
    clear = ("session_id", "reason", "priority", "status", "deadline", "branch", "claimed_by", "answered_by")
    return {name: getattr(item, name) for name in clear}


def _must_not_be_done(item: EscalationItem) -> None:
    if item.status in ("resolved", "returned"):
        raise UserError(f"escalation {item.id} is already {item.status} by {item.answered_by}")


def _event(kind: str, item: EscalationItem, at: datetime, actor: str) -> AuditEntry:
    data: JsonObject = {
        "id": item.id,
        "reason": item.reason,
        "status": item.status,
        "digest": digest(item.model_dump_json()),
    }
    return AuditEntry(session_id=item.session_id, at=at, kind=kind, actor=actor, data=data)


def _save(connection: Connection, item: EscalationItem) -> None:
    connection.execute(
        update(ESCALATION)
        .where(ESCALATION.c.id == item.id)
        .values({**columns(item), "body": item.model_dump_json()})
    )


def _item(row: Row[tuple[object, ...]]) -> EscalationItem:
    return EscalationItem.model_validate_json(row.body)
