"""Slot extraction for any task: its declared slots and its wording decide, no task is known by name."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal, get_args, get_origin

from pydantic import JsonValue

from agent.nlu.acts import dialogue_acts
from agent.nlu.extract.assign import best_assignment
from agent.nlu.extract.cues import Cue, cue_strength, find_cues
from agent.nlu.extract.enums import EnumHit, enum_hits
from agent.nlu.extract.free_text import free_text
from agent.nlu.extract.limits import limit_message, outside, problem_message
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.readings import WEAK, Reading, read_as
from agent.nlu.extract.resolvers import Resolvers
from agent.nlu.extract.scan import find_mentions
from agent.nlu.records import Extraction, ExtractionError, SlotCandidate
from agent.tasks.base import Slot, SlotWording, Task
from common.language import Language

_NUMERIC: Final = frozenset(
    {"money", "rate", "ratio", "term", "count", "date", "period", "bp", "account_ref", "article"}
)
_ENUMERATED: Final = frozenset(
    {"repayment_method", "prepay_mode", "loan_type", "deposit_type", "customer_risk", "product_risk", "account_view",
     "enum", "count"}
)  # fmt: skip
_WHOLE: Final = frozenset({"term", "count", "article"})
_RETRACTED_BEFORE: Final = re.compile(
    r"(?:不是|并非|不要|别用|not|instead of|rather than|isn't)\s?(?:a |an |the )?$", re.I
)
_CHANGED_FROM: Final = re.compile(r"(?:从|由|from)\s?$", re.I)
_CHANGED_TO: Final = re.compile(r"^\s?(?:改|变|换|调|to\b)", re.I)
_AWAITED_BONUS: Final = 3.5


@dataclass(frozen=True)
class _Field:
    name: str
    slot: Slot
    wording: SlotWording | None
    choices: tuple[str, ...]

    def label(self, language: Language) -> str:
        return self.wording.label[language] if self.wording is not None else self.name.replace("_", " ")


def extract_slots(
    text: str,
    task: Task,
    *,
    now: datetime,
    language: Language,
    awaiting: str | None = None,
    known: Mapping[str, JsonValue] | None = None,
    resolvers: Resolvers | None = None,
) -> Extraction:
    """Read the slot values of ``task`` said in ``text``.

    Args:
        now: the session clock, from which relative dates are counted.
        awaiting: the slot that was just asked for; a bare value is taken for it.
        known: values the matter already has, in JSON types: a bare number is scaled like the one it replaces.
        resolvers: what the regulation library knows about names.
    """
    values: dict[str, SlotCandidate] = {}
    errors: list[ExtractionError] = []
    fields = _fields(task)
    hits = _enumerated(text, fields, values)
    mentions = _mentions(text, fields, now, hits)
    numeric = [field for field in fields if field.slot.type in _NUMERIC and field.name not in values]
    numeric = _clauses(text, fields, numeric, values, resolvers or Resolvers())
    _numbers(text, mentions, numeric, values, errors, language, awaiting, known or {})
    for field in fields:
        if field.slot.type == "text":
            span = free_text(text, asked=awaiting == field.name)
            if span is not None:
                raw = text[span[0] : span[1]]
                values[field.name] = SlotCandidate(value=raw, raw=raw, start=span[0], end=span[1])
    return Extraction(values=values, errors=tuple(errors))


def _fields(task: Task) -> list[_Field]:
    return [
        _Field(name, task.slot(name), task.wording.slots.get(name), _choices(info.annotation))
        for name, info in task.Slots.model_fields.items()
    ]


def _choices(annotation: object) -> tuple[str, ...]:
    """The literals of a field's type, also within a union with ``None``."""
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    return tuple(choice for part in get_args(annotation) for choice in _choices(part))


def _enumerated(text: str, fields: list[_Field], values: dict[str, SlotCandidate]) -> list[EnumHit]:
    """Fill the enumerated slots; the last value said wins, unless it is the one being taken back."""
    used: list[EnumHit] = []
    for field in fields:
        if field.slot.type not in _ENUMERATED:
            continue
        if field.slot.type == "count" and (field.wording is None or not field.wording.values):
            continue
        hits = [
            hit
            for hit in enum_hits(text, field.slot, field.wording, field.choices)
            if not _retracted(text, hit.start, hit.end)
        ]
        if not hits:
            continue
        hit = hits[-1] if "correction" in dialogue_acts(text, "zh") else hits[0]
        used += hits
        value: JsonValue = int(hit.value) if field.slot.type == "count" else hit.value
        values[field.name] = SlotCandidate(value=value, raw=hit.raw, start=hit.start, end=hit.end)
    return used


def _mentions(text: str, fields: list[_Field], now: datetime, hits: list[EnumHit]) -> list[Mention]:
    periods = any(field.slot.type == "period" for field in fields)
    return [
        mention
        for mention in find_mentions(text, now.date(), periods=periods)
        if not _retracted(text, mention.start, mention.end)
        and not any(hit.start <= mention.start and mention.end <= hit.end for hit in hits)
    ]


def _retracted(text: str, start: int, end: int) -> bool:
    """Whether the words take the value back: 不是25年…, instead of 25, from 25 to …"""
    before = text[:start]
    if _RETRACTED_BEFORE.search(before):
        return True
    return bool(_CHANGED_FROM.search(before) and _CHANGED_TO.search(text[end:]))


def _clauses(
    text: str,
    fields: list[_Field],
    numeric: list[_Field],
    values: dict[str, SlotCandidate],
    resolvers: Resolvers,
) -> list[_Field]:
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


def _numbers(
    text: str,
    mentions: list[Mention],
    fields: list[_Field],
    values: dict[str, SlotCandidate],
    errors: list[ExtractionError],
    language: Language,
    awaiting: str | None,
    known: Mapping[str, JsonValue],
) -> None:
    """Give the mentions to the numeric slots and check the limits."""
    cues = {field.name: find_cues(text, field.name, field.wording) for field in fields}
    longest = _longest_cues(cues)
    scores: list[dict[str, float]] = []
    readings: list[dict[str, Reading]] = []
    for index, mention in enumerate(mentions):
        row: dict[str, float] = {}
        read: dict[str, Reading] = {}
        for place, field in enumerate(fields):
            strength = cue_strength(mention, longest[field.name], mentions, text)
            asked = awaiting == field.name
            reading = read_as(mention, field.slot, pointed_at=strength > 1.5 or asked)
            scaled = _scaled(mention, field, known, strength)
            if scaled is not None and (reading is None or reading.fit <= scaled.fit):
                reading = scaled
            if reading is None:
                continue
            worth = reading.fit + strength + (_AWAITED_BONUS if asked else 0)
            if reading.fit <= WEAK and not asked and strength <= 1.5:
                continue
            read[field.name] = reading
            row[field.name] = worth - 0.02 * abs(index - place) + 0.03 * index * _prefers_last(text)
        scores.append(row)
        readings.append(read)
    chosen = best_assignment(scores)
    months = _months_of(chosen, readings, fields, known)
    for field in fields:
        if field.name not in chosen:
            continue
        mention = mentions[chosen[field.name]]
        reading = readings[chosen[field.name]][field.name]
        if (mention.unit or "").startswith("LPR") and mention.also and months is not None and months <= 60:
            reading = Reading(
                reading.fit,
                mention.also[0].number,
                approximate=reading.approximate,
                note=mention.also[0].note,
            )
        _settle(field, mention, reading, values, errors, language)


def _longest_cues(cues: Mapping[str, list[Cue]]) -> dict[str, list[Cue]]:
    """Of cues that overlap, only the longest (票面利率 is the coupon's, though 利率 is in it)."""
    every = [cue for group in cues.values() for cue in group]
    return {
        name: [
            cue
            for cue in group
            if not any(
                other.start <= cue.start
                and cue.end <= other.end
                and other.end - other.start > cue.end - cue.start
                for other in every
            )
        ]
        for name, group in cues.items()
    }


def _prefers_last(text: str) -> int:
    return 10 if "correction" in dialogue_acts(text, "zh") else 0


def _scaled(
    mention: Mention, field: _Field, known: Mapping[str, JsonValue], strength: float
) -> Reading | None:
    """A bare number in the unit the known value was spoken in: after 100万, "那80呢" is 80万.

    The nearer the number to the value it would replace, the better the fit; beyond ten times it is another's.
    """
    value = known.get(field.name)
    if mention.kind != "plain" or mention.unit is not None or mention.number <= 0 or not field.slot.bare:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return None
    current = Decimal(str(value))
    scale = _spoken_scale(current, field.slot, mention.number)
    if scale is None:
        return None
    ratio = abs(math.log10(float(mention.number * scale / current)))
    if ratio > 1 or outside(mention.number * scale, field.slot):
        return None
    return Reading(6.5 - 3 * ratio + (1 if strength else 0), mention.number * scale)


def _spoken_scale(current: Decimal, slot: Slot, number: Decimal) -> Decimal | None:
    if slot.type == "money":
        if current >= 10_000 and current % 1000 == 0 and number < 10_000:
            return Decimal(100_000_000) if current >= 100_000_000 else Decimal(10_000)
        return Decimal(1)
    if slot.type == "rate":
        return Decimal("0.01")
    if slot.type == "term":
        if number != number.to_integral_value():
            return None
        return Decimal(12) if current % 12 == 0 and number <= 30 else Decimal(1)
    return None


def _months_of(
    chosen: Mapping[str, int],
    readings: list[dict[str, Reading]],
    fields: list[_Field],
    known: Mapping[str, JsonValue],
) -> int | None:
    """The longest term said or known: it decides which LPR a spread stands on."""
    months = []
    for field in fields:
        if field.slot.type != "term":
            continue
        if field.name in chosen:
            number = readings[chosen[field.name]][field.name].number
            if number is not None:
                months.append(int(number))
        elif isinstance(value := known.get(field.name), int):
            months.append(value)
    return max(months, default=None)


def _settle(
    field: _Field,
    mention: Mention,
    reading: Reading,
    values: dict[str, SlotCandidate],
    errors: list[ExtractionError],
    language: Language,
) -> None:
    label = field.label(language)
    raw = mention.raw.strip()
    if reading.problem is not None:
        message = problem_message(reading.problem, field.slot, label, raw, language)
        errors.append(ExtractionError(slot=field.name, code=reading.problem, message=message, raw=raw))
        return
    value = reading.data
    if reading.number is not None:
        number = reading.number
        if outside(number, field.slot) or (
            field.slot.type in _WHOLE and number != number.to_integral_value()
        ):
            message = limit_message(field.slot, label, raw, language)
            errors.append(ExtractionError(slot=field.name, code=field.slot.code, message=message, raw=raw))
            return
        value = (
            int(number)
            if number == number.to_integral_value() and field.slot.type not in ("rate", "ratio")
            else float(number)
        )
    values[field.name] = SlotCandidate(
        value=value,
        raw=raw,
        start=mention.start,
        end=mention.end,
        approximate=reading.approximate,
        note=reading.note,
    )
