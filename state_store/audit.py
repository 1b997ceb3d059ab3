"""The audit chain: what happened in each dialogue, in an order and a wording nobody can change unnoticed.

An event's hash is ``sha256(previous hash + canonical JSON of the event)``, the first event of a session
following a hash of the session's id. The end of each chain is kept apart under an HMAC of the installation's
key, so that cutting the chain short, or writing it anew without the key, shows. The chain of the session
``*`` is the installation's own and lists the sessions, so that a whole dialogue cannot vanish either.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence

from pydantic import JsonValue
from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from state_store.database import AUDIT, AUDIT_HEAD
from state_store.records import AuditEntry, AuditLink

INSTALLATION = "*"
"""The session id of the installation's own chain."""

# Built once: building a statement costs as much as running it.
_HEAD = select(AUDIT_HEAD.c.sequence, AUDIT_HEAD.c.hash).where(AUDIT_HEAD.c.session_id == bindparam("wanted"))
_INSERT_EVENTS = insert(AUDIT)
_INSERT_HEAD = upsert(AUDIT_HEAD)
_MOVE_HEAD = _INSERT_HEAD.on_conflict_do_update(
    index_elements=["session_id"],
    set_={name: _INSERT_HEAD.excluded[name] for name in ("sequence", "hash", "seal")},
)


def canonical(value: JsonValue) -> str:
    """JSON with one spelling for one value: sorted keys, no blanks, no escapes (after RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def genesis(session_id: str) -> str:
    """What the first event of a session follows."""
    return digest(f"tellergraph:{session_id}")


def link_hash(previous: str, entry: str) -> str:
    """The hash of an event, given as canonical JSON, after the one whose hash is ``previous``."""
    return digest(previous + entry)


def seal(seal_key: bytes, session_id: str, sequence: int, end: str) -> str:
    """The HMAC-SHA256 of a chain's end, in hexadecimal."""
    return hmac.new(seal_key, f"{session_id}\n{sequence}\n{end}".encode(), "sha256").hexdigest()


def append(connection: Connection, seal_key: bytes, entries: Sequence[AuditEntry]) -> None:
    """Append events of one session to its chain, within the caller's transaction."""
    if not entries:
        return
    session_id = entries[0].session_id
    if any(entry.session_id != session_id for entry in entries):
        raise ValueError("events of several sessions cannot be appended together")
    head = connection.execute(_HEAD, {"wanted": session_id}).first()
    sequence, end = (0, genesis(session_id)) if head is None else (head.sequence, head.hash)
    rows = []
    for entry in entries:
        sequence += 1
        text = canonical(entry.model_dump(mode="json"))
        row = {"session_id": session_id, "sequence": sequence, "kind": entry.kind, "entry": text}
        row |= {"previous": end, "hash": link_hash(end, text)}
        end = str(row["hash"])
        rows.append(row)
    connection.execute(_INSERT_EVENTS, rows)
    sealed = seal(seal_key, session_id, sequence, end)
    connection.execute(
        _MOVE_HEAD, {"session_id": session_id, "sequence": sequence, "hash": end, "seal": sealed}
    )


def events(connection: Connection, session_id: str) -> list[AuditLink]:
    """The chain of a session, in order."""
    rows = connection.execute(
        select(AUDIT).where(AUDIT.c.session_id == session_id).order_by(AUDIT.c.sequence)
    )
    return [
        AuditLink(
            sequence=row.sequence,
            previous=row.previous,
            hash=row.hash,
            entry=AuditEntry.model_validate_json(row.entry),
        )
        for row in rows
    ]
