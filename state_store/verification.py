"""Whether the audit chains hold, and whether the stored dialogues are the ones they speak of.

Checked, in this order, for each dialogue: every event follows the one before; the chain ends where its sealed
end says; every turn, the memory, and every item of the queue is as the newest event about it says. For the
whole installation also: the dialogues are those its own chain lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, LargeBinary, RowMapping, String, Table, select, type_coerce

from common.errors import ConfigurationError
from state_store import audit, dialogues, queue
from state_store.columns import EncryptedText, Moment
from state_store.database import AUDIT, AUDIT_HEAD, ESCALATION, MEMORY, SESSION, TURN, Database
from state_store.encryption import CannotDecrypt
from state_store.records import AuditEntry, AuditReport, BrokenLink, EscalationItem, TurnRecord

RecordT = TypeVar("RecordT", bound=BaseModel)


class _Broken(Exception):
    def __init__(self, why: str, sequence: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.sequence = sequence


def verify(connection: Connection, database: Database, session_id: str | None) -> AuditReport:
    """Verify one dialogue, or with None the installation; UserError for an unknown session."""
    if session_id is not None:
        dialogues.expect(connection, session_id)
        chains = [session_id]
    else:
        known = connection.execute(select(SESSION.c.id)).scalars()
        spoken_of = connection.execute(select(AUDIT_HEAD.c.session_id)).scalars()
        chains = sorted({audit.INSTALLATION, *known, *spoken_of})
    checked = events = 0
    for name in chains:
        verifier = _Verifier(connection, database, name)
        try:
            events += verifier.check()
        except _Broken as broken:
            link = BrokenLink(session_id=name, sequence=broken.sequence, why=broken.why)
            return AuditReport(sessions=checked, events=events, broken=link)
        checked += name != audit.INSTALLATION
    return AuditReport(sessions=checked, events=events)


class _Verifier:
    """The check of one chain."""

    def __init__(self, connection: Connection, database: Database, session_id: str) -> None:
        self._connection = connection
        self._database = database
        self._session = session_id

    def check(self) -> int:
        """The number of events in the chain; raises _Broken at the first that does not hold."""
        entries = self._chain()
        if self._session == audit.INSTALLATION:
            self._sessions(entries)
        else:
            self._turns(entries)
            self._memory(entries)
            self._queue(entries)
        return len(entries)

    def _chain(self) -> list[AuditEntry]:
        end = audit.genesis(self._session)
        entries: list[AuditEntry] = []
        for row in self._rows(AUDIT, "entry"):
            number = len(entries) + 1
            if row["sequence"] != number:
                raise _Broken(f"event {number} is missing", number)
            text = self._open(row["entry"], "audit.entry", number)
            if row["previous"] != end:
                raise _Broken("it does not follow the event before it", number)
            if row["hash"] != audit.link_hash(end, text):
                raise _Broken("its content is not what was recorded", number)
            entry = AuditEntry.model_validate_json(text)
            if (entry.session_id, entry.kind) != (self._session, row["kind"]):
                raise _Broken("it is filed under another session or kind", number)
            entries.append(entry)
            end = row["hash"]
        self._ends(entries, end)
        return entries

    def _ends(self, entries: list[AuditEntry], end: str) -> None:
        head = self._connection.execute(
            select(AUDIT_HEAD).where(AUDIT_HEAD.c.session_id == self._session)
        ).first()
        if head is None:
            fresh = self._session == audit.INSTALLATION and not entries
            if not (fresh and self._connection.execute(select(SESSION.c.id)).first() is None):
                raise _Broken("the sealed end of the chain is missing")
            return
        if head.seal != audit.seal(self._database.seal_key, self._session, head.sequence, head.hash):
            raise _Broken("the sealed end of the chain was altered")
        if (head.sequence, head.hash) != (len(entries), end):
            raise _Broken(f"the chain ends after {len(entries)} of {head.sequence} events", len(entries) + 1)

    def _sessions(self, entries: list[AuditEntry]) -> None:
        listed = {
            str(entry.data["session"]): (number, entry.data["digest"])
            for number, entry in enumerate(entries, start=1)
            if entry.kind == "session.opened"
        }
        stored = set(self._connection.execute(select(SESSION.c.id)).scalars())
        for session_id in sorted(stored - listed.keys()):
            raise _Broken(f"session {session_id} was never opened")
        for session_id, (number, expected) in listed.items():
            if session_id not in stored:
                raise _Broken(f"session {session_id} has vanished", number)
            try:
                record = dialogues.find_session(self._connection, session_id)
            except (ConfigurationError, ValueError) as error:
                raise _Broken(f"session {session_id} cannot be read", number) from error
            if dialogues.session_digest(record) != expected:
                raise _Broken(f"session {session_id} is not as it was opened", number)

    def _turns(self, entries: list[AuditEntry]) -> None:
        recorded = _newest(entries, ("turn.stored", "turn.reworded"), "turn")
        stored: dict[str, tuple[str, bool]] = {}
        for row in self._rows(TURN, "body"):
            number = row["turn"]
            text = self._open(row["body"], "turn.body", None, f"turn {number}")
            turn = _parse(TurnRecord, text)
            filed = turn is not None and _filed(row, dialogues.turn_columns(turn))
            stored[str(number)] = (audit.digest(text), filed)
        self._agree("turn", recorded, stored)

    def _memory(self, entries: list[AuditEntry]) -> None:
        last = [(n, entry) for n, entry in enumerate(entries, start=1) if entry.kind == "turn.stored"]
        rows = list(self._rows(MEMORY, "snapshot"))
        if not last and not rows:
            return
        if not last or not rows:
            raise _Broken("the memory and the turns do not agree", last[-1][0] if last else None)
        number, entry = last[-1]
        text = self._open(rows[0]["snapshot"], "memory.snapshot", number, "the memory")
        if rows[0]["turn"] != entry.data["turn"] or audit.digest(text) != entry.data["memory"]:
            raise _Broken("the memory is not what was recorded", number)

    def _queue(self, entries: list[AuditEntry]) -> None:
        kinds = tuple(f"escalation.{step}" for step in ("opened", "claimed", "noted", "resolved", "returned"))
        recorded = _newest(entries, kinds, "id")
        stored: dict[str, tuple[str, bool]] = {}
        for row in self._rows(ESCALATION, "body"):
            text = self._open(row["body"], "escalation.body", None, f"escalation {row['id']}")
            item = _parse(EscalationItem, text)
            filed = item is not None and item.id == row["id"] and _filed(row, queue.columns(item))
            stored[str(row["id"])] = (audit.digest(text), filed)
        self._agree("escalation", recorded, stored)

    def _agree(
        self, what: str, recorded: dict[str, tuple[int, str]], stored: dict[str, tuple[str, bool]]
    ) -> None:
        for name, (number, expected) in recorded.items():
            if name not in stored:
                raise _Broken(f"{what} {name} has vanished", number)
            found, filed = stored[name]
            if found != expected or not filed:
                raise _Broken(f"{what} {name} is not what was recorded", number)
        for name in stored.keys() - recorded.keys():
            raise _Broken(f"{what} {name} was never recorded")

    def _rows(self, table: Table, sealed: str) -> Iterator[RowMapping]:
        """The session's rows in order, as they lie in the file: ``sealed`` as ciphertext, dates as text."""
        columns = [
            type_coerce(column, LargeBinary if column.name == sealed else String).label(column.name)
            if isinstance(column.type, EncryptedText | Moment)
            else column
            for column in table.c
        ]
        order = [table.c[key.name] for key in table.primary_key]
        wanted = select(*columns).where(table.c.session_id == self._session).order_by(*order)
        return iter(self._connection.execute(wanted).mappings().all())

    def _open(self, ciphertext: object, place: str, sequence: int | None, what: str = "it") -> str:
        try:
            if not isinstance(ciphertext, bytes):
                raise CannotDecrypt(place)
            return self._database.cipher.decrypt(ciphertext, place).decode()
        except CannotDecrypt as error:
            raise _Broken(f"{what} cannot be decrypted: it was altered", sequence) from error


def _newest(entries: list[AuditEntry], kinds: Collection[str], key: str) -> dict[str, tuple[int, str]]:
    """By what it is about (``data[key]``): the number of the newest event of these kinds, and its digest."""
    return {
        str(entry.data[key]): (number, str(entry.data["digest"]))
        for number, entry in enumerate(entries, start=1)
        if entry.kind in kinds
    }


def _parse(record: type[RecordT], text: str) -> RecordT | None:
    try:
        return record.model_validate_json(text)
    except ValidationError:
        return None


def _filed(row: RowMapping, columns: Mapping[str, object]) -> bool:
    """Whether the columns in clear say what the record says."""
    return all(
        row[name] == (value.isoformat() if isinstance(value, datetime) else value)
        for name, value in columns.items()
    )
