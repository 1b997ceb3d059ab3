"""Gives the figures, dates and accounts of an utterance to the numeric slots of a task, within their limits."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from agent.nlu.extract.asides import without_asides
from agent.nlu.extract.assign import best_assignment
from agent.nlu.extract.cues import Cue, cue_strength, find_cues
from agent.nlu.extract.fields import Field, Utterance
from agent.nlu.extract.limits import limit_message, outside, problem_message
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.readings import BARE, WEAK, Reading, read_as
from agent.nlu.extract.steps import step_from
from agent.nlu.records import Extraction, ExtractionError, SlotCandidate
from agent.tasks.base import Slot

_WHOLE: Final = frozenset({"term", "count", "article"})
_AWAITED_BONUS: Final = 3.5
_REQUIRED_BONUS: Final = 0.25
"""Where nothing else speaks, a value is that of a slot the task cannot do without."""
_RECENT_BONUS: Final = 0.6
"""Of values that may be changed alike, the one said last is meant."""
_OR: Final = re.compile(r"[\s,，]*(?:还是|或者?是?|or)\s?", re.I)
_AS_GOOD: Final = 0.8
_NEXT_TO: Final = 2.6
"""Strength of a cue with no comma between: less takes nothing that a slot still to be filled could have."""
_RIGHT_BEFORE: Final = 4.0
"""Strength that only a cue right before a mention has."""
_CLEARLY: Final = 0.4
_POINTED_AT: Final = 1.5
"""Strength of a cue from which it points at a mention."""


def read_numbers(said: Utterance, mentions: Sequence[Mention], fields: Sequence[Field]) -> Extraction:
    """The values of the numeric ``fields``, and the errors of those that cannot be taken."""
    cues = _longest_cues({field.name: find_cues(said.text, field.name, field.wording) for field in fields})
    mentions = without_asides(said.text, [*mentions], [cue for group in cues.values() for cue in group])
    readings = _readings(said, mentions, fields, cues)
    scores = [{name: worth for name, (worth, _) in row.items()} for row in readings]
    chosen = best_assignment(scores)
    found = {name: (mentions[index], readings[index][name][1]) for name, index in chosen.items()}
    months = _months_of(found, fields, said.known)
    values: dict[str, SlotCandidate] = {}
    errors: list[ExtractionError] = []
    for field in fields:
        if field.name not in found:
            continue
        mention, reading = found[field.name]
        short = next((form for form in mention.also if form.unit == "LPR1"), None)
        if short is not None and reading.number == mention.number and months is not None and months <= 60:
            reading = Reading(
                reading.fit, short.number, approximate=reading.approximate, note=short.note, dated=short.dated
            )
        strengths = {
            other.name: cue_strength(mention, cues[other.name], mentions, said.text)
            for other in fields
            if other is field or other.name not in found
        }
        if _named_otherwise(field, mention, fields, strengths) or (
            not said.corrects and _contested(said.text, field.name, chosen, readings, mentions)
        ):
            reading = replace(reading, approximate=True)
        settled = _settle(field, mention, reading, said)
        if isinstance(settled, SlotCandidate):
            values[field.name] = settled
        else:
            errors.append(settled)
    return Extraction(values=values, errors=tuple(errors))


def _readings(
    said: Utterance, mentions: Sequence[Mention], fields: Sequence[Field], cues: Mapping[str, list[Cue]]
) -> list[dict[str, tuple[float, Reading]]]:
    """For each mention, what it would be in each slot, and how much speaks for that."""
    needed = {field.slot.type for field in fields if field.required and field.name not in said.known}
    rows = []
    for index, mention in enumerate(mentions):
        row: dict[str, tuple[float, Reading]] = {}
        for place, field in enumerate(fields):
            strength = cue_strength(mention, cues[field.name], mentions, said.text)
            if strength < _NEXT_TO and not field.required and field.slot.type in needed:
                strength = 0.0
            asked = field.name in said.asked
            if field.slot.named and not asked and strength < _NEXT_TO:
                continue
            pointed_at = asked or strength > _POINTED_AT
            reading = read_as(mention, field.slot, pointed_at=pointed_at, counts=field.counts)
            answers_another = said.awaiting is not None and not (asked or strength or said.corrects)
            scaled = None if answers_another else _scaled(mention, field, said.known, strength)
            if scaled is not None and (reading is None or reading.fit <= scaled.fit):
                reading = scaled
            moved = step_from(mention, field.slot, said.known.get(field.name), said.text)
            reading = moved if moved is not None else reading
            if reading is None or (reading.fit <= WEAK and not pointed_at):
                continue
            if (
                mention.kind == "plain"
                and reading.fit < BARE
                and not (pointed_at or field.needed or reading is scaled)
            ):
                continue
            if reading.problem is not None and not (pointed_at or field.required):
                continue
            worth = (
                reading.fit
                + strength
                + (_AWAITED_BONUS if asked else 0.0)
                + _REQUIRED_BONUS * field.required
                + _RECENT_BONUS * (said.corrects and field.name in said.recent)
            )
            if said.corrects and not strength:
                worth += _nearness(reading, said.known.get(field.name))
            order = 0.02 * abs(index - place) - (0.3 * index if said.corrects else 0.0)
            row[field.name] = (worth - order, reading)
        rows.append(row)
    return rows


def _nearness(reading: Reading, known: JsonValue) -> float:
    """What speaks for a new value taking the place of a known one of its size: 30万呢 after 20万, not after 100万."""
    if isinstance(known, bool) or not isinstance(known, int | float) or reading.number is None:
        return 0.0
    if known <= 0 or reading.number <= 0:
        return 0.0
    return max(0.0, 0.5 - 0.5 * abs(math.log10(float(reading.number) / float(known))))


def _contested(
    text: str,
    name: str,
    chosen: Mapping[str, int],
    readings: Sequence[Mapping[str, tuple[float, Reading]]],
    mentions: Sequence[Mention],
) -> bool:
    """Whether another value, given to no slot, would do as well (3.5%还是3.6%): then a yes is wanted."""
    index = chosen[name]
    worth, reading = readings[index][name]
    taken = set(chosen.values())
    for other, row in enumerate(readings):
        if other in taken or name not in row or mentions[other].kind != mentions[index].kind:
            continue
        rival_worth, rival = row[name]
        same = (rival.number, rival.data) == (reading.number, reading.data)
        low, high = sorted((mentions[index], mentions[other]), key=lambda mention: mention.start)
        offered = _OR.fullmatch(text, low.end, high.start) is not None
        if not same and rival.problem is None and (offered or rival_worth >= worth - _AS_GOOD):
            return True
    return False


def _named_otherwise(
    field: Field, mention: Mention, fields: Sequence[Field], strengths: Mapping[str, float]
) -> bool:
    """Whether the words right before the value name an optional slot that has none and cannot hold it (一次性收3%).

    ``strengths`` are those of the cues of ``field`` and of the slots that have no value.
    """
    own = strengths[field.name]
    least = max(own + _CLEARLY, _RIGHT_BEFORE)
    return own > 0 and any(
        strengths.get(other.name, 0.0) > least
        and not other.required
        and read_as(mention, other.slot, pointed_at=True, counts=other.counts) is None
        for other in fields
    )


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


def _scaled(
    mention: Mention, field: Field, known: Mapping[str, JsonValue], strength: float
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
    found: Mapping[str, tuple[Mention, Reading]], fields: Sequence[Field], known: Mapping[str, JsonValue]
) -> int | None:
    """The longest term said or known: it decides which LPR a spread stands on."""
    months = []
    for field in fields:
        if field.slot.type != "term":
            continue
        if field.name in found:
            number = found[field.name][1].number
            if number is not None:
                months.append(int(number))
        elif isinstance(value := known.get(field.name), int):
            months.append(value)
    return max(months, default=None)


def _settle(
    field: Field, mention: Mention, reading: Reading, said: Utterance
) -> SlotCandidate | ExtractionError:
    """The value in its JSON type, or why it cannot be taken."""
    label, raw, number = field.label(said.language), mention.raw.strip(), reading.number
    if reading.problem is not None:
        message = problem_message(reading.problem, field.slot, label, raw, said.language)
        return ExtractionError(slot=field.name, code=reading.problem, message=message, raw=raw)
    value = reading.data
    if number is not None:
        whole = number == number.to_integral_value()
        if outside(number, field.slot) or (field.slot.type in _WHOLE and not whole):
            message = limit_message(field.slot, label, raw, said.language)
            return ExtractionError(slot=field.name, code=field.slot.code, message=message, raw=raw)
        value = int(number) if whole and field.slot.type not in ("rate", "ratio") else float(number)
    return SlotCandidate(
        value=value,
        raw=raw,
        start=mention.start,
        end=mention.end,
        approximate=reading.approximate,
        note=reading.note,
        dated=reading.dated,
    )
