"""A change to one item of a list the matter has: 第三个净值改成1.025, the second value should be 0.98."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from agent.nlu.extract import read_ordinals
from agent.nlu.extract.limits import outside
from agent.nlu.records import SlotCandidate
from agent.tasks.base import Task


def changed_items(
    words: str, task: Task, known: Mapping[str, JsonValue], *, now: datetime
) -> dict[str, SlotCandidate]:
    """The list of numbers with the items the words point at replaced, by slot; empty when they point at none.

    Every ordinal must find its item and a value within the slot's limits; otherwise nothing is changed.
    """
    for name in task.Slots.model_fields:
        slot, value = task.slot(name), known.get(name)
        if slot.type != "series" or slot.row or slot.items != "number" or not isinstance(value, list):
            continue
        ordinals = read_ordinals(words, now=now)
        items = list(value)
        for ordinal in ordinals:
            place = ordinal.place(len(items))
            said = ordinal.value
            if place is None or said is None or said.kind != "plain" or outside(said.number, slot):
                return {}
            items[place] = float(said.number)
        if ordinals:
            start, end = ordinals[0].start, max(ordinal.rest[1] for ordinal in ordinals)
            return {name: SlotCandidate(value=items, raw=words[start:end].strip(), start=start, end=end)}
    return {}
