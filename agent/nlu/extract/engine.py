"""Slot extraction for any task: its declared slots and its wording decide, no task is known by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from agent.nlu.acts import dialogue_acts
from agent.nlu.extract.cues import adjoins, cue_strength, find_cues
from agent.nlu.extract.enums import enum_hits, enum_words
from agent.nlu.extract.fields import Field, Utterance, fields_of
from agent.nlu.extract.flags import find_flag
from agent.nlu.extract.free_text import clause_behind, document, free_text
from agent.nlu.extract.grades import EnumHit, answered_grade, as_hit, grade_scale, unlettered_grades
from agent.nlu.extract.limits import limit_message, outside
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.names import find_names, ordinary_words
from agent.nlu.extract.numbers import read_numbers
from agent.nlu.extract.readings import read_as
from agent.nlu.extract.repairs import standing_hits, taken_back, without_withdrawn
from agent.nlu.extract.resolvers import Resolvers
from agent.nlu.extract.scan import Wanted, find_mentions
from agent.nlu.extract.series import read_series
from agent.nlu.extract.shared_choices import rivals_of, share_out
from agent.nlu.extract.times import find_times
from agent.nlu.records import Extraction, ExtractionError, SlotCandidate
from agent.tasks.base import Task
from common.figures import narrow
from common.language import Language

_NUMERIC: Final = frozenset(
    {"money", "rate", "ratio", "term", "count", "date", "period", "bp", "account_ref", "article"}
)
_ENUMERATED: Final = frozenset(
    {"repayment_method", "prepay_mode", "loan_type", "deposit_type", "customer_risk", "product_risk", "account_view",
     "enum", "count"}
)  # fmt: skip


def extract_slots(
    text: str,
    task: Task,
    *,
    now: datetime,
    language: Language,
    awaiting: str | None = None,
    known: Mapping[str, JsonValue] | None = None,
    recent: Collection[str] = (),
    resolvers: Resolvers | None = None,
    also: Collection[str] = (),
) -> Extraction:
    """Read the slot values of ``task`` said in ``text``.

    Args:
        now: the session clock, from which relative dates are counted.
        awaiting: the slot that was just asked for; a bare value is taken for it.
        known: values the matter already has, in JSON types: a bare number is scaled like the one it replaces.
        recent: the slots of those that the user gave last: "and 300,000?" is about them rather than about others.
        resolvers: what the regulation library knows about names.
        also: further slots asked for together with ``awaiting``.
    """
    changes = dialogue_acts(text, language) & {"correction", "ellipsis"}
    said = Utterance(
        narrow(text), language, awaiting, known or {}, bool(changes), frozenset(recent), frozenset(also)
    )
    values: dict[str, SlotCandidate] = {}
    fields = fields_of(task)
    hits = _enumerated(said, fields, values)
    hits += _times_and_flags(said, fields, values)
    ahead = _looks_ahead(said, fields, values)
    mentions = _mentions(said, fields, now, hits, resolvers or Resolvers(), ahead=ahead)
    series = read_series(_beside_document(text, said, fields), fields, mentions)
    values.update(series.values)
    numeric = [field for field in fields if field.slot.type in _NUMERIC and field.name not in values]
    errors = [*series.errors, *_clauses(text, fields, values, resolvers or Resolvers(), language)]
    refused = {error.slot for error in errors}
    numeric = [field for field in numeric if field.name not in values and field.name not in refused]
    numbers = read_numbers(said, series.left(mentions), numeric)
    values.update(numbers.values)
    values.update(_names(said, task, fields, [*hits, *mentions]))
    for field in fields:
        if field.slot.type == "text":
            asked = awaiting == field.name
            span = _words_of(text, field, asked=asked)
            if span is not None:
                raw = text[span[0] : span[1]]
                values[field.name] = SlotCandidate(value=raw, raw=raw, start=span[0], end=span[1])
    return Extraction(values=_as_written(text, values), errors=(*errors, *numbers.errors))


def _names(
    said: Utterance, task: Task, fields: list[Field], taken: Sequence[EnumHit | Mention]
) -> dict[str, SlotCandidate]:
    """The proper names, which are none of the words of other values."""
    names = [field for field in fields if field.slot.type == "name"]
    if not names:
        return {}
    ordinary = ordinary_words(tuple(task.wording.examples.get("en", ())))
    found = find_names(said, names, ordinary, [(one.start, one.end) for one in taken])
    return {name: value for name, value in found.items() if not taken_back(said.text, value.start, value.end)}


def _times_and_flags(said: Utterance, fields: list[Field], values: dict[str, SlotCandidate]) -> list[EnumHit]:
    """Fill times of day, in the order said, and yes-or-no slots."""
    used: list[EnumHit] = []
    times = find_times(said.text) if any(field.slot.type == "time" for field in fields) else []
    times = [time for time in times if not taken_back(said.text, time.start, time.end)]
    for field in fields:
        hit: EnumHit | None = None
        if field.slot.type == "time" and times:
            time = times.pop() if said.corrects else times.pop(0)
            hit = EnumHit(value=time.value, start=time.start, end=time.end, raw=time.raw)
        elif field.slot.type == "flag":
            hit = find_flag(said, field)
        if hit is not None:
            values[field.name] = SlotCandidate(value=hit.value, raw=hit.raw, start=hit.start, end=hit.end)
            used.append(hit)
    return used


def _beside_document(text: str, said: Utterance, fields: list[Field]) -> Utterance:
    """The utterance for lists of names: a text to work on names none, but what is named may stand in it."""
    for field in fields:
        if not field.slot.document:
            continue
        asked = said.awaiting == field.name
        span = document(text, asked=asked)
        if span is None:
            known = said.known.get(field.name)
            return replace(said, document=known if isinstance(known, str) else "")
        start, end = span
        whole = text[start:end] == text.strip() and not asked
        plain = said.text if whole else said.text[:start] + "\n" * (end - start) + said.text[end:]
        return replace(said, text=plain, document=text[start:end])
    return said


def _as_written(text: str, values: Mapping[str, SlotCandidate]) -> dict[str, SlotCandidate]:
    """The words as the user wrote them, full-width ones too; a masked number stays masked."""
    if text.isascii():
        return dict(values)
    return {
        name: found
        if found.start < 0 or found.raw.startswith("…")
        else found.model_copy(update={"raw": text[found.start : found.end].strip()})
        for name, found in values.items()
    }


def _words_of(text: str, field: Field, *, asked: bool) -> tuple[int, int] | None:
    """Where the words of a free-text slot stand."""
    if field.slot.document:
        return document(text, asked=asked)
    return free_text(text, asked=asked) if field.required or asked else _behind_a_cue(text, field)


def _behind_a_cue(text: str, field: Field) -> tuple[int, int] | None:
    """An optional text is only what its own cue announces: the whole of the words is some other matter's."""
    cues = find_cues(text, field.name, field.wording)
    return next((span for cue in cues if (span := clause_behind(text, cue.end)) is not None), None)


def _enumerated(said: Utterance, fields: list[Field], values: dict[str, SlotCandidate]) -> list[EnumHit]:
    """Fill the enumerated slots; the last value said wins where something is changed."""
    used: list[EnumHit] = []
    chosen = [
        field
        for field in fields
        if field.slot.type in _ENUMERATED
        and (field.slot.type != "count" or (field.wording is not None and field.wording.values))
    ]
    found = {field.name: enum_hits(said.text, field.slot, field.wording, field.choices) for field in chosen}
    for name, grades in _unlettered(said, chosen, found).items():
        found[name] = sorted([*found[name], *grades], key=lambda hit: hit.start)
    shared: dict[str, list[EnumHit]] = {}
    for group in rivals_of(chosen):
        shared.update(share_out(said, group))
    for field in chosen:
        hits = shared[field.name] if field.name in shared else standing_hits(said.text, found[field.name])
        if not hits:
            continue
        hit = hits[-1] if said.corrects else hits[0]
        used += hits
        value: JsonValue = int(hit.value) if field.slot.type == "count" else hit.value
        values[field.name] = SlotCandidate(value=value, raw=hit.raw, start=hit.start, end=hit.end)
    return used


def _unlettered(
    said: Utterance, fields: list[Field], found: Mapping[str, list[EnumHit]]
) -> dict[str, list[EnumHit]]:
    """Grades without their letter (三级客户, level 4 product) for the scale that the words beside them name."""
    scales = {
        field.name: (field, scale)
        for field in fields
        if (scale := grade_scale(tuple(enum_words(field.slot, field.wording, field.choices)))) is not None
    }
    given: dict[str, list[EnumHit]] = {name: [] for name in scales}
    if not scales:
        return given
    if said.awaiting in scales and not found[said.awaiting]:
        given[said.awaiting] = answered_grade(said.text, scales[said.awaiting][1])
        if given[said.awaiting]:
            return given
    taken = [hit for hits in found.values() for hit in hits]
    levels = [
        match
        for match in unlettered_grades(said.text)
        if not any(hit.start < match.end() and match.start() < hit.end for hit in taken)
    ]
    spots = [Mention("plain", match.start(), match.end(), match.group()) for match in levels]
    cues = (
        {name: find_cues(said.text, name, field.wording) for name, (field, _) in scales.items()}
        if levels
        else {}
    )
    for match, spot in zip(levels, spots, strict=True):
        strengths = {name: cue_strength(spot, cues[name], spots, said.text) for name in scales}
        best = max(strengths, key=lambda name: strengths[name])
        if strengths[best] == 0:
            best = said.awaiting if said.awaiting in scales else best
            if len(scales) > 1 and best != said.awaiting:
                continue
        hit = as_hit(match, scales[best][1])
        if hit is not None:
            given[best].append(hit)
    return given


def _looks_ahead(said: Utterance, fields: list[Field], values: Mapping[str, SlotCandidate]) -> bool:
    """Whether a stretch of time lies ahead, going by the other values of the task."""
    for field in fields:
        for name, value in field.slot.ahead_when:
            chosen = values[name].value if name in values else said.known.get(name)
            if chosen == value:
                return True
    return False


def _mentions(
    said: Utterance,
    fields: list[Field],
    now: datetime,
    hits: list[EnumHit],
    resolvers: Resolvers,
    *,
    ahead: bool,
) -> list[Mention]:
    asked = next((field.slot.type for field in fields if field.name == said.awaiting), None)
    wanted = Wanted(
        types={"date" if field.slot.items == "date" else field.slot.type for field in fields},
        counts={counts for field in fields if (counts := field.counts) is not None},
        asked=asked,
        ahead=ahead,
        lpr=resolvers.lpr(now.date()),
    )
    return [
        mention
        for mention in without_withdrawn(
            said.text,
            find_mentions(said.text, now.date(), wanted),
            lambda mention: _claimed(said.text, mention, fields),
        )
        if not any(hit.start <= mention.start and mention.end <= hit.end for hit in hits)
    ]


def _claimed(text: str, mention: Mention, fields: list[Field]) -> bool:
    """Whether a slot's own cue stands right beside the value: some tasks ask what it was changed from."""
    return any(
        adjoins(cue, mention, text)
        for field in fields
        if read_as(mention, field.slot, pointed_at=True, counts=field.counts) is not None
        for cue in find_cues(text, field.name, field.wording)
    )


def _clauses(
    text: str, fields: list[Field], values: dict[str, SlotCandidate], resolvers: Resolvers, language: Language
) -> list[ExtractionError]:
    """Fill law and article from a reference to a provision; what is wrong with its number."""
    if resolvers.clause is None or not any(field.slot.type == "law" for field in fields):
        return []
    reference = resolvers.clause(text)
    if reference is None:
        return []
    start, end = reference.span
    raw = text[start:end]
    errors = []
    for field in fields:
        found: JsonValue = None
        if field.slot.type == "law":
            found = reference.instrument
        elif field.slot.type == "article" and reference.article is not None:
            found = reference.article
            if outside(Decimal(reference.article), field.slot):
                message = limit_message(field.slot, field.label(language), raw, language)
                errors.append(
                    ExtractionError(slot=field.name, code=field.slot.code, message=message, raw=raw)
                )
                continue
        if found is not None:
            values[field.name] = SlotCandidate(value=found, raw=raw, start=start, end=end)
    return errors
