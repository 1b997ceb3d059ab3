"""Gives the lists and tables of an utterance to the series slots of a task, within their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from agent.nlu.extract.cues import Cue, find_cues
from agent.nlu.extract.fields import Field, Utterance
from agent.nlu.extract.limits import limit_message, outside, series_message
from agent.nlu.extract.lists import Listed, listed_days, listed_names, listed_numbers
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.rows import read_rows
from agent.nlu.records import ExtractionError, SlotCandidate


@dataclass
class SeriesFound:
    """Values and errors of the series slots, and the spans of the figures they took."""

    values: dict[str, SlotCandidate] = field(default_factory=dict)
    errors: list[ExtractionError] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def left(self, mentions: Sequence[Mention]) -> list[Mention]:
        """The mentions that no series took."""
        return [
            mention
            for mention in mentions
            if not any(mention.start < end and start < mention.end for start, end in self.spans)
        ]


def read_series(said: Utterance, fields: Sequence[Field], mentions: Sequence[Mention]) -> SeriesFound:
    """Read every series slot of ``fields`` in ``said``; those that have to be named choose first."""
    found = SeriesFound()
    for slot in sorted(fields, key=lambda field: not field.slot.named):
        if slot.slot.type != "series":
            continue
        if slot.slot.row:
            _rows(said, slot, fields, found.left(mentions), found)
            continue
        match slot.slot.items:
            case "number":
                listed = listed_numbers(said, slot, mentions, found.spans)
            case "date":
                listed = listed_days(said, slot, found.left(mentions))
            case "name":
                listed = listed_names(said, slot, _cues_of_others(said, slot, fields))
        if listed is not None:
            _take(said, slot, listed, found)
    return found


def _cues_of_others(said: Utterance, slot: Field, fields: Sequence[Field]) -> list[Cue]:
    return [
        cue
        for other in fields
        if other is not slot
        for cue in find_cues(said.text, other.name, other.wording)
    ]


def _take(said: Utterance, slot: Field, listed: Listed, found: SeriesFound) -> None:
    raw = said.text[listed.start : listed.end]
    label = slot.label(said.language)
    found.spans += listed.spans
    low = next((number for number in listed.numbers if outside(number, slot.slot)), None)
    if listed.short or low is not None:
        message = (
            limit_message(slot.slot, label, f"{low:f}", said.language)
            if low is not None
            else series_message("E_SERIES", label, raw, said.language)
        )
        found.errors.append(ExtractionError(slot=slot.name, code=slot.slot.code, message=message, raw=raw))
        return
    _put(slot, list(listed.items), (listed.start, listed.end), said, found, approximate=listed.approximate)


def _rows(
    said: Utterance, slot: Field, fields: Sequence[Field], mentions: Sequence[Mention], found: SeriesFound
) -> None:
    foreign = [
        (cue.start, cue.end, other.slot)
        for other in fields
        if other is not slot and other.slot.type not in ("text", "series")
        for cue in find_cues(said.text, other.name, other.wording)
    ]
    if slot.slot.named:
        cues = find_cues(said.text, slot.name, slot.wording)
        begin = min((cue.end for cue in cues), default=len(said.text))
        if said.awaiting != slot.name:
            mentions = [mention for mention in mentions if mention.start >= begin]
    rows = read_rows(said.text, slot, mentions, foreign)
    if rows is None:
        return
    found.spans += rows.spans
    flawed, code = (rows.incomplete, "E_ROWS") if rows.incomplete else (rows.endless, "E_BAND")
    if flawed is not None:
        start, end = flawed
        found.spans.append(flawed)
        raw = said.text[start:end]
        message = series_message(code, slot.label(said.language), raw, said.language)
        found.errors.append(ExtractionError(slot=slot.name, code=slot.slot.code, message=message, raw=raw))
        return
    span = (min(start for start, _ in rows.spans), max(end for _, end in rows.spans))
    _put(slot, list(rows.rows), span, said, found)


def _put(
    slot: Field,
    items: list[JsonValue] | list[dict[str, JsonValue]],
    span: tuple[int, int],
    said: Utterance,
    found: SeriesFound,
    *,
    approximate: bool = False,
) -> None:
    start, end = span
    found.values[slot.name] = SlotCandidate(
        value=[*items], raw=said.text[start:end].strip(), start=start, end=end, approximate=approximate
    )
