"""Slot extraction for any task: its declared slots and its wording decide, no task is known by name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from agent.nlu.acts import dialogue_acts
from agent.nlu.extract.enums import EnumHit, enum_hits
from agent.nlu.extract.fields import Field, Utterance, fields_of
from agent.nlu.extract.flags import find_flag
from agent.nlu.extract.free_text import free_text
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.names import find_names, ordinary_words
from agent.nlu.extract.numbers import read_numbers
from agent.nlu.extract.resolvers import Resolvers
from agent.nlu.extract.scan import find_mentions
from agent.nlu.extract.shared_choices import rivals_of, share_out
from agent.nlu.extract.times import find_times
from agent.nlu.records import Extraction, SlotCandidate
from agent.tasks.base import Task
from common.language import Language

_NUMERIC: Final = frozenset(
    {"money", "rate", "ratio", "term", "count", "date", "period", "bp", "account_ref", "article"}
)
_ENUMERATED: Final = frozenset(
    {"repayment_method", "prepay_mode", "loan_type", "deposit_type", "customer_risk", "product_risk", "account_view",
     "enum", "count"}
)  # fmt: skip
_RETRACTED_BEFORE: Final = re.compile(
    r"(?:不是|并非|不要|别用|not|instead of|rather than|isn't)\s?(?:a |an |the )?$", re.I
)
_CHANGED_FROM: Final = re.compile(r"(?:从|由|from)\s?$", re.I)
_CHANGED_TO: Final = re.compile(r"^\s?(?:改|变|换|调|to\b)", re.I)


def extract_slots(
    text: str,
    task: Task,
    *,
    now: datetime,
    language: Language,
    awaiting: str | None = None,
    known: Mapping[str, JsonValue] | None = None,
    resolvers: Resolvers | None = None,
    also: Collection[str] = (),
) -> Extraction:
    """Read the slot values of ``task`` said in ``text``.

    Args:
        now: the session clock, from which relative dates are counted.
        awaiting: the slot that was just asked for; a bare value is taken for it.
        known: values the matter already has, in JSON types: a bare number is scaled like the one it replaces.
        resolvers: what the regulation library knows about names.
        also: further slots asked for together with ``awaiting``.
    """
    changes = dialogue_acts(text, language) & {"correction", "ellipsis"}
    said = Utterance(text, language, awaiting, known or {}, bool(changes), frozenset(also))
    values: dict[str, SlotCandidate] = {}
    fields = fields_of(task)
    hits = _enumerated(said, fields, values)
    hits += _times_and_flags(said, fields, values)
    mentions = _mentions(text, fields, now, hits)
    numeric = [field for field in fields if field.slot.type in _NUMERIC and field.name not in values]
    numeric = _clauses(text, fields, numeric, values, resolvers or Resolvers())
    numbers = read_numbers(said, mentions, numeric)
    values.update(numbers.values)
    names = [field for field in fields if field.slot.type == "name"]
    if names:
        taken = [(hit.start, hit.end) for hit in hits] + [(m.start, m.end) for m in mentions]
        ordinary = ordinary_words(tuple(task.wording.examples.get("en", ())))
        found = find_names(said, names, ordinary, taken)
        values.update(
            (name, value) for name, value in found.items() if not _retracted(text, value.start, value.end)
        )
    for field in fields:
        if field.slot.type == "text":
            span = free_text(text, asked=awaiting == field.name)
            if span is not None:
                raw = text[span[0] : span[1]]
                values[field.name] = SlotCandidate(value=raw, raw=raw, start=span[0], end=span[1])
    return Extraction(values=values, errors=numbers.errors)


def _enumerated(said: Utterance, fields: list[Field], values: dict[str, SlotCandidate]) -> list[EnumHit]:
    """Fill the enumerated slots; the last value said wins, unless it is the one being taken back."""
    used: list[EnumHit] = []
    shared: dict[str, list[EnumHit]] = {}
    for group in rivals_of([field for field in fields if field.slot.type in _ENUMERATED]):
        shared.update(share_out(said, group))
    for field in fields:
        if field.slot.type not in _ENUMERATED:
            continue
        if field.slot.type == "count" and (field.wording is None or not field.wording.values):
            continue
        hits = [
            hit
            for hit in (
                shared[field.name]
                if field.name in shared
                else enum_hits(said.text, field.slot, field.wording, field.choices)
            )
            if not _taken_back(said.text, hit.start)
            and (field.name in shared or not _retracted(said.text, hit.start, hit.end))
        ]
        if not hits:
            continue
        hit = hits[-1] if said.corrects else hits[0]
        used += hits
        value: JsonValue = int(hit.value) if field.slot.type == "count" else hit.value
        values[field.name] = SlotCandidate(value=value, raw=hit.raw, start=hit.start, end=hit.end)
    return used


def _times_and_flags(said: Utterance, fields: list[Field], values: dict[str, SlotCandidate]) -> list[EnumHit]:
    """Fill times of day, in the order said, and yes-or-no slots."""
    used: list[EnumHit] = []
    times = find_times(said.text) if any(field.slot.type == "time" for field in fields) else []
    for field in fields:
        hit: EnumHit | None = None
        if field.slot.type == "time" and times:
            time = times.pop() if said.corrects else times.pop(0)
            hit = EnumHit(value=time.value, start=time.start, end=time.end, raw=time.raw)
        elif field.slot.type == "flag":
            hit = find_flag(said, field)
        if hit is not None and (field.slot.type == "flag" or not _retracted(said.text, hit.start, hit.end)):
            values[field.name] = SlotCandidate(value=hit.value, raw=hit.raw, start=hit.start, end=hit.end)
            used.append(hit)
    return used


def _mentions(text: str, fields: list[Field], now: datetime, hits: list[EnumHit]) -> list[Mention]:
    periods = any(field.slot.type == "period" for field in fields)
    return [
        mention
        for mention in find_mentions(text, now.date(), periods=periods)
        if not _retracted(text, mention.start, mention.end)
        and not any(hit.start <= mention.start and mention.end <= hit.end for hit in hits)
    ]


def _retracted(text: str, start: int, end: int) -> bool:
    """Whether the words take the value back: 不是25年…, instead of 25, from 25 to …"""
    changed = _CHANGED_FROM.search(text[:start]) and _CHANGED_TO.search(text[end:])
    return _taken_back(text, start) or bool(changed)


def _taken_back(text: str, start: int) -> bool:
    return bool(_RETRACTED_BEFORE.search(text[:start]))


def _clauses(
    text: str,
    fields: list[Field],
    numeric: list[Field],
    values: dict[str, SlotCandidate],
    resolvers: Resolvers,
) -> list[Field]:
    """Fill law and article from a reference to a provision; returns the numeric slots that are left."""
    if resolvers.clause is None or not any(field.slot.type == "law" for field in fields):
        return numeric
    reference = resolvers.clause(text)
    if reference is None:
        return numeric
    start, end = reference.span
    for field in fields:
        found: JsonValue = None
        if field.slot.type == "law":
            found = reference.instrument
        elif field.slot.type == "article" or (field.slot.type == "count" and field.name == "article"):
            found = reference.article
        if found is not None:
            values[field.name] = SlotCandidate(value=found, raw=text[start:end], start=start, end=end)
    return [field for field in numeric if field.name not in values]
