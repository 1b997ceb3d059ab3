"""What a request takes over without its being said again: by ellipsis, from a neighbouring matter, by scope.

- A variant (那20年呢) takes over all the slots of the frame it varies.
- A new request that points back (这笔贷款提前还20万) takes over what that matter knows.
- A new request that lacks the value its matter goes by (the first required slot) takes over what the last
  answered neighbour of the same domain knows; one that names another value is about something else.
- A value of scope ``customer`` or ``session`` is known to every task with a slot of that name and type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agent.nlu.records import Request
from agent.nlu.references import same_domain
from agent.state import Frame, SharedValue, SlotValue
from agent.tasks.base import Task
from agent.tracking.stack import SLOT_LIFETIME, Stack

Slots = dict[str, SlotValue]


def as_carried(slots: Mapping[str, SlotValue]) -> Slots:
    """The same values, marked as taken over; defaults and records stay what they are."""
    return {
        name: value
        if value.source in ("default", "record")
        else value.model_copy(update={"source": "carried"})
        for name, value in slots.items()
    }


def lasting(slots: Mapping[str, SlotValue], task: Task) -> Slots:
    """The slots without those whose scope ended with the turn they were said in."""
    return {name: value for name, value in slots.items() if task.slot(name).scope != "turn"}


def turned_round(
    task: Task, before: Mapping[str, SlotValue], after: Mapping[str, SlotValue]
) -> frozenset[str]:
    """The periods that no longer fit: they lay ahead and what is asked about is past now, or the reverse."""
    return frozenset(name for name in before if _ahead(task, name, before) != _ahead(task, name, after))


def parts_of(task: Task, before: Mapping[str, SlotValue], said: Iterable[str]) -> frozenset[str]:
    """The values that belong to one that is named now: an article is no article of the law named next."""
    named = frozenset(said)
    return frozenset(name for name in before if task.slot(name).part_of in named)


def _ahead(task: Task, name: str, slots: Mapping[str, SlotValue]) -> bool:
    return any(other in slots and slots[other].value == value for other, value in task.slot(name).ahead_when)


def taken_over(frame: Frame, task: Task, tasks: Mapping[str, Task]) -> Slots:
    """What a frame of another task can give ``task``: confirmed values of slots of the same name and type."""
    giver = tasks[frame.intent]
    said = {
        name: value
        for name, value in lasting(frame.slots, giver).items()
        if name in task.Slots.model_fields
        and task.slot(name).type == giver.slot(name).type
        and value.confirmed
        and value.source not in ("default", "record")
    }
    return as_carried(said)


def donor(request: Request, task: Task, stack: Stack, tasks: Mapping[str, Task]) -> Frame | None:
    """The frame a new request silently goes on from: its last neighbour that was told or is complete.

    There is none when the request names its matter by another value, or when nothing required is missing.
    """
    required = task.required
    missing = [name for name in required if name not in request.slots]
    if not required or not missing:
        return None
    for frame in stack.newest_first():
        giver = tasks[frame.intent]
        if not giver.required or frame.intent == request.intent:
            continue
        told = frame.status == "answered" or (frame.id in stack.handled and complete(frame, giver))
        if not told:
            continue
        if not same_domain(frame.intent, request.intent):
            return None
        given = taken_over(frame, task, tasks)
        names_another = any(
            name in request.slots and request.slots[name].value != given[name].value
            for name in (required[0], giver.required[0])
            if name in given
        )
        useful = any(name in given for name in missing)
        return frame if useful and not names_another else None
    return None


def complete(frame: Frame, task: Task) -> bool:
    """Whether a frame has everything its task needs."""
    return all(name in frame.slots and frame.slots[name].confirmed for name in task.required)


def shared_values(shared: Mapping[str, SharedValue], task: Task, have: Iterable[str], turn: int) -> Slots:
    """The values of the customer or the session that ``task`` has a slot for and does not have yet."""
    known = set(have)
    return as_carried(
        {
            name: shared[name].slot
            for name in task.Slots.model_fields
            if name in shared
            and name not in known
            and shared[name].type == task.slot(name).type
            and turn - shared[name].slot.turn <= SLOT_LIFETIME
        }
    )


def share(shared: Mapping[str, SharedValue], frame: Frame, task: Task, turn: int) -> dict[str, SharedValue]:
    """``shared`` with what was said in this turn for slots that outlive their task."""
    merged = dict(shared)
    for name, value in frame.slots.items():
        slot = task.slot(name)
        if slot.scope in ("customer", "session") and value.turn == turn and value.source == "user":
            scope = "customer" if slot.scope == "customer" else "session"
            merged[name] = SharedValue(slot=value, type=slot.type, scope=scope)
    return merged
