"""The store of one installation: dialogues, the human's queue and the audit chain, in one database file.

What belongs together is written together: :meth:`Store.commit_turn` is one transaction, and each of the
other writers is one, with its audit event.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from common.people import Role, Staff
from state_store import audit as chain
from state_store import dialogues, queue
from state_store.database import Database
from state_store.locks import DEFAULT_TIMEOUT, session_lock
from state_store.records import (
    AuditEntry,
    AuditLink,
    AuditReport,
    DraftRecord,
    EscalationItem,
    EscalationStatus,
    HeldNote,
    JsonObject,
    SessionRecord,
    Settlement,
    TurnRecord,
)
from state_store.verification import verify
from state_store.visibility import item_for, turn_for


class Store:
    """All that lasts of the dialogues. Usable from many threads, and from many processes at once."""

    def __init__(self, database: Path, *, key: bytes | None = None) -> None:
        """Open the database, making and migrating it where needed.

        Args:
            database: the file; its folder also holds the key and the locks.
            key: 32 bytes; by default ``TELLERGRAPH_KEY`` or the key file of the folder.

        Raises:
            ConfigurationError: the file or the key cannot be used; with the remedy.
        """
        self._database = Database(database, key=key)
        self._seal = self._database.seal_key
        self._locks = database.parent / "locks"

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

    # Dialogues

    def create_session(self, record: SessionRecord) -> None:
        """Begin a dialogue; UserError when there is one of that id."""
        with self._database.write() as connection:
            for event in dialogues.add_session(connection, record):
                chain.append(connection, self._seal, [event])

    def session(self, session_id: str) -> SessionRecord:
        """A dialogue's record; UserError when there is none of that id."""
        with self._database.read() as connection:
            return dialogues.find_session(connection, session_id)

    def has_session(self, session_id: str) -> bool:
        """Whether there is a dialogue of that id."""
        with self._database.read() as connection:
            return dialogues.exists(connection, session_id)

    def sessions(self) -> list[SessionRecord]:
        """All dialogues, the newest first."""
        with self._database.read() as connection:
            return dialogues.all_sessions(connection)

    def commit_turn(
        self,
        turn: TurnRecord,
        *,
        memory: str,
        escalations: Sequence[EscalationItem] = (),
        audit_entries: Sequence[AuditEntry] = (),
        settlements: Sequence[Settlement] = (),
        notes: Sequence[HeldNote] = (),
    ) -> None:
        """Store a turn and all that came of it, in one transaction: after a crash it is whole or absent.

        Args:
            turn: the turn; its number follows the last one's.
            memory: what the dialogue remembers from now on, in place of what it remembered.
            escalations: new items of the queue.
            audit_entries: events of this dialogue; that the turn was stored is recorded besides.
            settlements: what a human decided in this turn.
            notes: what was said in it about matters that wait.

        Raises:
            UserError: unknown session, a turn stored meanwhile by another process, a queue step not allowed.
            ValueError: a turn that leaves a gap.
        """
        with self._database.write() as connection:
            events = [dialogues.add_turn(connection, turn, memory), *audit_entries]
            events += [queue.add(connection, item) for item in escalations]
            events += [queue.add_note(connection, note)[1] for note in notes]
            for settlement in settlements:
                events += queue.settle(connection, settlement)[1]
            for session_id in dict.fromkeys(event.session_id for event in events):
                chain.append(connection, self._seal, [e for e in events if e.session_id == session_id])

    def add_rewording(
        self,
        session_id: str,
        turn: int,
        rewording: JsonObject | None,
        *,
        drafts: Sequence[DraftRecord] = (),
        at: datetime,
    ) -> TurnRecord:
        """Store a model's wording that came after the answer stood, with the drafts it came from.

        ``rewording`` is None when review refused it; the drafts are kept all the same. UserError when there
        is no such turn.
        """
        with self._database.write() as connection:
            record, event = dialogues.reword_turn(
                connection, session_id, turn, rewording=rewording, drafts=tuple(drafts), at=at
            )
            chain.append(connection, self._seal, [event])
        return record

    def turns(self, session_id: str, *, viewer: Role | None = None) -> list[TurnRecord]:
        """The turns of a dialogue, in order, as ``viewer`` may see them (None: whole).

        Raises:
            UserError: unknown session.
        """
        with self._database.read() as connection:
            return [turn_for(turn, viewer) for turn in dialogues.turns(connection, session_id)]

    def last_turn(self, session_id: str) -> TurnRecord | None:
        """The newest turn of a dialogue, or None before the first; UserError for an unknown session."""
        with self._database.read() as connection:
            return dialogues.last_turn(connection, session_id)

    def memory(self, session_id: str) -> str | None:
        """What the dialogue remembers after its newest turn, or None before the first; errors as above."""
        with self._database.read() as connection:
            return dialogues.memory(connection, session_id)

    def lock(self, session_id: str, *, timeout: float = DEFAULT_TIMEOUT) -> AbstractContextManager[None]:
        """Hold a dialogue while a turn runs: across threads and processes, freed when the holder dies.

        Raises (on entering):
            UserError: another turn of the dialogue takes longer than ``timeout`` seconds.
        """
        return session_lock(self._locks, session_id, timeout=timeout)

    # The human's queue

    def escalations(
        self,
        *,
        status: EscalationStatus | None = None,
        session_id: str | None = None,
        branch: str | None = None,
        viewer: Role | None = None,
    ) -> list[EscalationItem]:
        """The items ``viewer`` may see (None: all), the gravest first, then by deadline."""
        with self._database.read() as connection:
            return queue.listing(
                connection, status=status, session_id=session_id, branch=branch, viewer=viewer
            )

    def escalation(self, escalation_id: str, *, viewer: Role | None = None) -> EscalationItem:
        """One item; UserError when there is none of that id for this viewer."""
        with self._database.read() as connection:
            return item_for(queue.find(connection, escalation_id, viewer), viewer)

    def claim(self, escalation_id: str, staff: Staff, now: datetime) -> EscalationItem:
        """Take an open item; UserError when it is unknown, claimed or settled."""
        with self._database.write() as connection:
            item, event = queue.claim(connection, escalation_id, staff, now)
            chain.append(connection, self._seal, [event])
        return item_for(item, staff.role)

    def resolve(
        self, escalation_id: str, staff: Staff, text: str, now: datetime, *, claim: bool = False
    ) -> EscalationItem:
        """Answer a claimed item; with ``claim``, an open one is claimed first.

        Raises:
            UserError: unknown, settled, claimed by another, or open.
        """
        return self.settle(
            Settlement(escalation_id=escalation_id, staff=staff, text=text, at=now, claim=claim)
        )

    def give_back(
        self, escalation_id: str, staff: Staff, text: str, now: datetime, *, claim: bool = False
    ) -> EscalationItem:
        """Return a claimed item to the dialogue without taking the matter over; errors as :meth:`resolve`."""
        return self.settle(
            Settlement(
                escalation_id=escalation_id, action="return", staff=staff, text=text, at=now, claim=claim
            )
        )

    def settle(self, settlement: Settlement) -> EscalationItem:
        """Resolve or return an item outside a turn; errors as :meth:`resolve`."""
        with self._database.write() as connection:
            item, events = queue.settle(connection, settlement)
            chain.append(connection, self._seal, events)
        return item_for(item, settlement.staff.role)

    def append_note(self, escalation_id: str, text: str, now: datetime) -> EscalationItem:
        """Add to an item what was said about its matter while it waits; UserError: unknown or settled."""
        with self._database.write() as connection:
            item, event = queue.add_note(connection, HeldNote(escalation_id=escalation_id, at=now, text=text))
            chain.append(connection, self._seal, [event])
        return item

    # The audit chain

    def append_audit(self, entry: AuditEntry) -> None:
        """Append an event to its dialogue's chain; UserError for an unknown session."""
        with self._database.write() as connection:
            dialogues.expect(connection, entry.session_id)
            chain.append(connection, self._seal, [entry])

    def audit(self, session_id: str) -> list[AuditLink]:
        """The chain of a dialogue, in order; UserError for an unknown session."""
        with self._database.read() as connection:
            dialogues.expect(connection, session_id)
            return chain.events(connection, session_id)

    def verify_audit(self, session_id: str | None = None) -> AuditReport:
        """Check a dialogue's chain, or all, against the rows they speak of; reports the first broken link.

        Raises:
            UserError: unknown session.
        """
        with self._database.read() as connection:
            return verify(connection, self._database, session_id)
