"""The state store: dialogues, the human's queue and the audit chain, encrypted, in one SQLite file.

LangGraph's checkpoints lie in a file of their own: ``state_store.checkpoints``, imported where needed.
"""

from __future__ import annotations

from state_store.records import (
    AuditEntry,
    AuditLink,
    AuditReport,
    BrokenLink,
    DraftRecord,
    EscalationItem,
    EscalationStatus,
    HeldNote,
    Note,
    SessionRecord,
    Settlement,
    TurnRecord,
)
from state_store.store import Store

__all__ = [
    "AuditEntry",
    "AuditLink",
    "AuditReport",
    "BrokenLink",
    "DraftRecord",
    "EscalationItem",
    "EscalationStatus",
    "HeldNote",
    "Note",
    "SessionRecord",
    "Settlement",
    "Store",
    "TurnRecord",
]
