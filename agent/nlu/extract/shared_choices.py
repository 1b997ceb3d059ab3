"""Two slots that take the same words (checking, savings): each value goes to the slot its surroundings speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.nlu.extract.assign import best_assignment
from agent.nlu.extract.contexts import context_features, weigh
from agent.nlu.extract.cues import Cue, cue_strength, find_cues
from agent.nlu.extract.enums import enum_hits
from agent.nlu.extract.fields import Field, Utterance
from agent.nlu.extract.grades import EnumHit
from agent.nlu.extract.mention import Mention
from agent.nlu.extract.repairs import taken_back

_ASKED = 2.5
"""What the open question is worth, in the unit of a cue's strength (a cue that stands close: about 4)."""
_EMPTY = 0.3
"""What it is worth that the slot has no value yet."""
_LEAST = 1.0


@dataclass(frozen=True)
class _Place:
    value: str
    start: int
    end: int
    raw: str

    def mention(self) -> Mention:
        return Mention("plain", self.start, self.end, self.raw, Decimal(0))


def rivals_of(fields: Sequence[Field]) -> list[list[Field]]:
    """The groups of enumerated fields that have a declared value in common."""
    groups: list[list[Field]] = []
    for field in fields:
        if not field.choices:
            continue
        group = next((known for known in groups if set(known[0].choices) & set(field.choices)), None)
        if group is None:
            groups.append([field])
        else:
            group.append(field)
    return [group for group in groups if len(group) > 1]


def share_out(said: Utterance, group: Sequence[Field]) -> dict[str, list[EnumHit]]:
    """The hits of each field of ``group``; a hit belongs to one field only.

    What decides: the cue words and learned contexts around the value, the open question, and last the order
    in which the slots are declared.
    """
    places: list[_Place] = []
    readings: list[dict[str, EnumHit]] = []
    for field in group:
        for hit in enum_hits(said.text, field.slot, field.wording, field.choices):
            # Only what is taken back outright: from one to the other names both, and changes nothing.
            if taken_back(said.text, hit.start, len(said.text)):
                continue
            index = next(
                (n for n, place in enumerate(places) if place.start < hit.end and hit.start < place.end), None
            )
            if index is None:
                places.append(_Place(hit.value, hit.start, hit.end, hit.raw))
                readings.append({})
                index = len(places) - 1
            readings[index][field.name] = hit
    order = sorted(range(len(places)), key=lambda index: places[index].start)
    mentions = [places[index].mention() for index in order]
    cues = _telling_cues(said, group)
    scores = [
        {
            field.name: max(
                _worth(said, field, mentions[row], mentions, cues[field.name]) + _LEAST - 0.05 * place,
                0.05 / (place + 1),
            )
            for place, field in enumerate(group)
            if field.name in readings[index]
        }
        for row, index in enumerate(order)
    ]
    chosen = best_assignment(scores)
    return {
        field.name: [readings[order[chosen[field.name]]][field.name]] if field.name in chosen else []
        for field in group
    }


def _telling_cues(said: Utterance, group: Sequence[Field]) -> dict[str, list[Cue]]:
    """The cue words of each field where no other field of the group has the same one."""
    cues = {field.name: find_cues(said.text, field.name, field.wording) for field in group}
    seats = {name: {(cue.start, cue.end) for cue in found} for name, found in cues.items()}
    common = set.intersection(*seats.values())
    return {
        name: [cue for cue in found if (cue.start, cue.end) not in common] for name, found in cues.items()
    }


def _worth(
    said: Utterance, field: Field, mention: Mention, mentions: Sequence[Mention], cues: Sequence[Cue]
) -> float:
    worth = cue_strength(mention, cues, mentions, said.text)
    if field.wording is not None and field.wording.contexts:
        worth += weigh(context_features(said.text, mention.start, mention.end), field.wording.contexts)
    if field.name in said.asked:
        worth += _ASKED
    if field.name not in said.known:
        worth += _EMPTY
    return worth
