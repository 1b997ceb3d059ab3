"""Who may see what of the queue and of blocked wordings.

A suspicion of money laundering must not reach whoever might tell the customer (tipping off): such items
exist only for compliance and supervisors. The words of a blocked draft are for the same eyes.
"""

from __future__ import annotations

from common.people import RESTRICTED_VIEWERS, Role
from state_store.records import EscalationItem, TurnRecord

SECRET_REASONS = frozenset({"aml"})
RESTRICTED_PACKET_KEYS = frozenset({"drafts", "blocked_drafts"})


def may_see(item: EscalationItem, viewer: Role | None) -> bool:
    """Whether the item exists for this viewer; ``None`` is the program itself, which sees all."""
    return viewer is None or viewer in RESTRICTED_VIEWERS or item.reason not in SECRET_REASONS


def item_for(item: EscalationItem, viewer: Role | None) -> EscalationItem:
    """The item as this viewer may see it."""
    if viewer is None or viewer in RESTRICTED_VIEWERS:
        return item
    packet = {key: value for key, value in item.packet.items() if key not in RESTRICTED_PACKET_KEYS}
    return item.model_copy(update={"packet": packet})


def turn_for(turn: TurnRecord, viewer: Role | None) -> TurnRecord:
    """The turn as this viewer may see it: without the words of blocked drafts."""
    if viewer is None or viewer in RESTRICTED_VIEWERS:
        return turn
    drafts = tuple(
        draft.model_copy(update={"text": None}) if draft.blocked else draft for draft in turn.drafts
    )
    return turn.model_copy(update={"drafts": drafts})
