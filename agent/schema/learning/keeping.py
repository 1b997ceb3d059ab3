"""What of the state lives on when another matter is begun, as the dialogues do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from agent.schema.learning.exchanges import Exchange
from agent.schema.service import NONE, Service
from agent.schema.wording import Kept, change_of, slots_of

_LEAST_SEEN: Final = 3
_ORDER: Final[tuple[Kept, ...]] = ("all", "shared", "none")


def kept_in(service: Service, exchanges: Sequence[Exchange]) -> dict[str, Kept]:
    """For each change of matter seen often enough, what mostly lives on; of equals, the most."""
    votes: dict[str, Counter[Kept]] = {}
    for exchange in exchanges:
        before, after = exchange.matter, exchange.after.active_intent
        if exchange.before is None or before is None or after in (NONE, before):
            continue
        said = _said(service, exchange)
        old = {slot: v for slot, v in exchange.before.slot_values.items() if slot not in said}
        if not old:
            continue
        change = change_of(before, after, again=after in exchange.seen, given=bool(said))
        fields = slots_of(service.intent(after))
        votes.setdefault(change, Counter()).update(_consistent(old, exchange.after.slot_values, fields))
    return {
        change: max(_ORDER, key=lambda kept: (counts[kept], -_ORDER.index(kept)))
        for change, counts in votes.items()
        if sum(counts.values()) >= _LEAST_SEEN
    }


def _said(service: Service, exchange: Exchange) -> frozenset[str]:
    """The slots whose value the user's words give, also when it stays what it was."""
    words = exchange.text.lower()
    named = {
        slot
        for slot, variants in exchange.after.slot_values.items()
        if slot in service.tracked and any(variant.lower() in words for variant in variants)
    }
    return frozenset(named | set(exchange.changed))


def _consistent(
    old: Mapping[str, Collection[str]], new: Mapping[str, Collection[str]], fields: Collection[str]
) -> list[Kept]:
    """The rules under which this change would have come out as it did."""
    alive = {slot for slot, variants in old.items() if set(variants) & set(new.get(slot, ()))}
    found: list[Kept] = []
    if alive == set(old):
        found.append("all")
    if alive == {slot for slot in old if slot in fields}:
        found.append("shared")
    if not alive:
        found.append("none")
    return found
