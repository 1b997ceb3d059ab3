"""Sessions, turns and memory in the database: what reads and writes their rows within a transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from common.errors import UserError
from common.people import Staff
from state_store.audit import INSTALLATION, canonical, digest
from state_store.database import MEMORY, SESSION, TURN
from state_store.records import AuditEntry, DraftRecord, JsonObject, SessionRecord, TurnRecord

# Built once: building a statement costs as much as running it.
_SESSION_EXISTS = select(SESSION.c.id).where(SESSION.c.id == bindparam("wanted"))
_SESSION = select(SESSION).where(SESSION.c.id == bindparam("wanted"))
_NEWEST_TURN = (
    select(TURN).where(TURN.c.session_id == bindparam("wanted")).order_by(TURN.c.turn.desc()).limit(1)
)
_NEWEST_NUMBER = select(func.max(TURN.c.turn)).where(TURN.c.session_id == bindparam("wanted"))
_MEMORY = select(MEMORY.c.snapshot).where(MEMORY.c.session_id == bindparam("wanted"))
_INSERT_TURN = insert(TURN)
_INSERT_MEMORY = upsert(MEMORY)
_REMEMBER = _INSERT_MEMORY.on_conflict_do_update(
    index_elements=["session_id"],
    set_={"turn": _INSERT_MEMORY.excluded.turn, "snapshot": _INSERT_MEMORY.excluded.snapshot},
)


def add_session(connection: Connection, record: SessionRecord) -> tuple[AuditEntry, AuditEntry]:
    """Begin a dialogue; returns the event for the installation's chain and that for its own.

    Raises:
        UserError: there is one of that id, or the id is the installation's own.
    """
    if record.id == INSTALLATION:
        raise UserError(f"{record.id} cannot be the id of a session")
    if exists(connection, record.id):
        raise UserError(f"session {record.id} exists already")
    connection.execute(insert(SESSION), {**_session_row(record), "created_at": record.created_at})
    own = AuditEntry(
        session_id=record.id,
        at=record.created_at,
        kind="session.opened",
        actor=record.staff.id,
        data={"session": record.id, "digest": session_digest(record)},
    )
    return own.model_copy(update={"session_id": INSTALLATION}), own


def exists(connection: Connection, session_id: str) -> bool:
    """Whether there is a dialogue of that id."""
    return connection.execute(_SESSION_EXISTS, {"wanted": session_id}).first() is not None


def expect(connection: Connection, session_id: str) -> None:
    """Raises UserError when there is no dialogue of that id."""
    if not exists(connection, session_id):
        raise UserError(f"there is no session {session_id}")


def find_session(connection: Connection, session_id: str) -> SessionRecord:
    """A dialogue's record.

    Raises:
        UserError: there is none of that id.
    """
    row = connection.execute(_SESSION, {"wanted": session_id}).first()
    if row is None:
        raise UserError(f"there is no session {session_id}")
    return _session(row)


def all_sessions(connection: Connection) -> list[SessionRecord]:
    """All dialogues, the newest first."""
    records = [_session(row) for row in connection.execute(select(SESSION))]
    return sorted(records, key=lambda record: record.created_at, reverse=True)


def add_turn(connection: Connection, turn: TurnRecord, memory: str) -> AuditEntry:
    """Store a turn and what the dialogue remembers after it; returns the event to be audited.

    Raises:
        UserError: unknown session, or a turn of that number is stored already.
    """
    expect(connection, turn.session_id)
    last = connection.execute(_NEWEST_NUMBER, {"wanted": turn.session_id}).scalar_one() or 0
    if turn.turn <= last:
        raise UserError(f"session {turn.session_id}: turn {turn.turn} has already been stored")
    if turn.turn != last + 1:
        raise ValueError(f"turn {turn.turn} does not follow turn {last}")
    body = turn.model_dump_json()
    connection.execute(_INSERT_TURN, {**turn_columns(turn), "body": body})
    remembered = {"session_id": turn.session_id, "turn": turn.turn, "snapshot": memory}
    connection.execute(_REMEMBER, remembered)
    return _turn_event("turn.stored", turn, digest(body), turn.at, {"memory": digest(memory)})


def reword_turn(
    connection: Connection,
    session_id: str,
    number: int,
    *,
    rewording: JsonObject | None,
    drafts: tuple[DraftRecord, ...],
    at: datetime,
) -> tuple[TurnRecord, AuditEntry]:
    """Add to a stored turn the wording that came after it; returns the turn and the event to be audited.

    Raises:
        UserError: there is no such turn.
    """
    this_one = (TURN.c.session_id == session_id) & (TURN.c.turn == number)
    row = connection.execute(select(TURN).where(this_one)).first()
    if row is None:
        raise UserError(f"session {session_id} has no turn {number}")
    old = read_turn(row)
    turn = old.model_copy(update={"rewording": rewording or old.rewording, "drafts": (*old.drafts, *drafts)})
    body = turn.model_dump_json()
    connection.execute(update(TURN).where(this_one).values(body=body))
    return turn, _turn_event("turn.reworded", turn, digest(body), at, {"accepted": rewording is not None})


def turns(connection: Connection, session_id: str) -> list[TurnRecord]:
    """The turns of a dialogue, in order.

    Raises:
        UserError: unknown session.
    """
    expect(connection, session_id)
    rows = connection.execute(select(TURN).where(TURN.c.session_id == session_id).order_by(TURN.c.turn))
    return [read_turn(row) for row in rows]


def last_turn(connection: Connection, session_id: str) -> TurnRecord | None:
    """The newest turn, or None before the first; UserError for an unknown session."""
    row = connection.execute(_NEWEST_TURN, {"wanted": session_id}).first()
    if row is None:
        expect(connection, session_id)
    return None if row is None else read_turn(row)


def memory(connection: Connection, session_id: str) -> str | None:
    """What the dialogue remembers, or None before the first turn; UserError for an unknown session."""
    row = connection.execute(_MEMORY, {"wanted": session_id}).first()
    if row is None:
        expect(connection, session_id)
    return None if row is None else str(row.snapshot)


def session_digest(record: SessionRecord) -> str:
    """What an audit event says of a session's record."""
    return digest(canonical(_session_row(record)))


def turn_columns(turn: TurnRecord) -> dict[str, object]:
    """The fields of a turn that lie in clear beside it."""
    return {"session_id": turn.session_id, "turn": turn.turn, "kind": turn.kind, "at": turn.at}


def read_turn(row: Row[tuple[object, ...]]) -> TurnRecord:
    """The record in a row of the table of turns."""
    return TurnRecord.model_validate_json(row.body)


def _session_row(record: SessionRecord) -> JsonObject:
    return {
        "id": record.id,
        "created_at": record.created_at.isoformat(),
        "staff_id": record.staff.id,
        "staff_role": record.staff.role,
        "branch": record.staff.branch,
        "customer": record.customer,
        "language": record.language,
    }


def _session(row: Row[tuple[object, ...]]) -> SessionRecord:
    return SessionRecord(
        id=row.id,
        created_at=row.created_at,
        staff=Staff(id=row.staff_id, role=row.staff_role, branch=row.branch),
        customer=row.customer,
        language=row.language,
    )


def _turn_event(kind: str, turn: TurnRecord, body: str, at: datetime, data: JsonObject) -> AuditEntry:
    said: JsonObject = {"turn": turn.turn, "digest": body, **data}
    return AuditEntry(session_id=turn.session_id, at=at, kind=kind, actor="assistant", data=said)
