"""Taking what the bank has posted for a slot: by a yes to the question, by name among several, or beforehand.

A value that was taken stays the posted one: where what it depends on changes (那存一年呢), so does the value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from agent.nlu.records import Understanding
from agent.offers import Offer, PostedValue
from agent.state import Frame, SlotValue
from agent.tasks.base import Task

OfferOf = Callable[[Task, str, Mapping[str, JsonValue], Offer | None], Offer | None]
"""What is posted for a slot of a task, given the other values and what was offered before."""


def nothing_posted(
    task: Task, slot: str, given: Mapping[str, JsonValue], before: Offer | None
) -> Offer | None:
    """The offer of a host that posts nothing."""
    return None


def taken_offer(offer: Offer, heard: Understanding) -> PostedValue | None:
    """The posted value the words take; ``None`` where they take none, or leave open which."""
    if heard.taken is not None:
        return offer.keyed(heard.taken)
    return offer.only if {"confirm", "accept"} & set(heard.acts) else None


def as_taken(posted: PostedValue, raw: str, turn: int) -> SlotValue:
    """The posted value as one the user gave by taking it."""
    return SlotValue(value=posted.value, raw=raw, turn=turn, source="user", posted=posted)


def taken_beforehand(frame: Frame, task: Task, offer_of: OfferOf, raw: str, turn: int) -> Frame:
    """The frame where the words said at once that what is posted shall count (存10万三年按挂牌利率)."""
    slots, offers = dict(frame.slots), dict(frame.offers)
    while (missing := task.missing(slots)) is not None:
        given = {name: value.value for name, value in slots.items()}
        offer = offer_of(task, missing, given, offers.get(missing))
        if offer is None or offer.only is None:
            break
        offers[missing] = offer
        slots[missing] = as_taken(offer.only, raw, turn)
    return frame.model_copy(update={"slots": slots, "offers": offers})


def kept_posted(frame: Frame, task: Task, offer_of: OfferOf) -> Frame:
    """The frame with every posted value as it is posted for the values there are now.

    One that is no longer posted is left out, so that it is asked for again.
    """
    slots = dict(frame.slots)
    for name, value in frame.slots.items():
        if value.posted is None:
            continue
        given = {other: slot.value for other, slot in slots.items() if other != name}
        offer = offer_of(task, name, given, None)
        if offer is None:
            continue
        posted = offer.keyed(value.posted.key)
        if posted is None:
            del slots[name]
        elif posted != value.posted:
            slots[name] = value.model_copy(update={"value": posted.value, "posted": posted})
    return frame.model_copy(update={"slots": slots})
