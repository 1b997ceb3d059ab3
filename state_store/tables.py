"""The tables. Records lie encrypted, as JSON, in one column; beside it in clear only what is searched.

``migrations.py`` makes them; a test holds the two against each other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlmodel import Field, SQLModel

from state_store.columns import EncryptedText, Moment


class SessionRow(SQLModel, table=True):
    """One dialogue."""

    __tablename__ = "session"

    id: str = Field(primary_key=True)
    created_at: datetime = Field(sa_type=Moment)
    staff_id: str
    staff_role: str
    branch: str
    customer: str | None = Field(default=None, sa_column=Column(EncryptedText("session.customer")))
    language: str | None = None


class TurnRow(SQLModel, table=True):
    """One turn of a dialogue; the pair (session, turn) is its key."""

    __tablename__ = "turn"

    session_id: str = Field(primary_key=True, foreign_key="session.id")
    turn: int = Field(primary_key=True)
    kind: str
    at: datetime = Field(sa_type=Moment)
    body: str = Field(sa_column=Column(EncryptedText("turn.body"), nullable=False))


class MemoryRow(SQLModel, table=True):
    """What a dialogue remembers after its newest turn."""

    __tablename__ = "memory"

    session_id: str = Field(primary_key=True, foreign_key="session.id")
    turn: int
    snapshot: str = Field(sa_column=Column(EncryptedText("memory.snapshot"), nullable=False))


class EscalationRow(SQLModel, table=True):
    """A matter for a human. ``number`` keeps the order of opening; ``body`` is all that is not searched."""

    __tablename__ = "escalation"

    id: str = Field(primary_key=True)
    number: int = Field(sa_column=Column(Integer, nullable=False, unique=True))
    session_id: str = Field(sa_column=Column(String, ForeignKey("session.id"), nullable=False, index=True))
    reason: str
    priority: str
    status: str = Field(index=True)
    deadline: datetime | None = Field(default=None, sa_type=Moment)
    branch: str
    claimed_by: str | None = None
    answered_by: str | None = None
    body: str = Field(sa_column=Column(EncryptedText("escalation.body"), nullable=False))


class AuditRow(SQLModel, table=True):
    """An event in the chain of a session, or (session '*') in the installation's own chain."""

    __tablename__ = "audit"

    session_id: str = Field(primary_key=True)
    sequence: int = Field(primary_key=True)
    kind: str
    entry: str = Field(sa_column=Column(EncryptedText("audit.entry"), nullable=False))
    previous: str
    hash: str


class AuditHeadRow(SQLModel, table=True):
    """The end of a chain, sealed with the key, so that cutting the chain short shows."""

    __tablename__ = "audit_head"

    session_id: str = Field(primary_key=True)
    sequence: int
    hash: str
    seal: str


class KeyCheckRow(SQLModel, table=True):
    """One row, encrypted: whether the key at hand is this database's."""

    __tablename__ = "key_check"

    id: int = Field(primary_key=True)
    probe: str = Field(sa_column=Column(EncryptedText("key_check.probe"), nullable=False))
