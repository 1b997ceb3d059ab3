"""Where values stand: the weights of the words around proper names, and around values that two slots share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from agent.nlu.extract.contexts import context_features
from agent.nlu.extract.enums import enum_hits
from agent.nlu.extract.fields import Field, Utterance, fields_of
from agent.nlu.extract.grades import EnumHit
from agent.nlu.extract.names import candidates, name_features, name_weights, ordinary_words
from agent.nlu.extract.shared_choices import rivals_of
from agent.schema.learning.exchanges import Exchange, spans_of
from agent.schema.learning.weights import learn_weights
from agent.schema.service import Service
from agent.tasks.base import Task

LEAST_PLACES: Final = 8
"""Values of a slot below which nothing is learned of their surroundings."""

Weights = dict[str, dict[str, float]]
"""Slot -> feature -> weight."""


def name_contexts(service: Service, task: Task, exchanges: Sequence[Exchange]) -> Weights:
    """For each name slot of ``task``, what stands around its values, in users' and the assistant's words."""
    # What is ordinary in these dialogues must first be told from names, so only common words count as known.
    ordinary = ordinary_words(())
    learned: Weights = {}
    for field in fields_of(task):
        if field.slot.type != "name":
            continue
        places: list[tuple[str, ...]] = []
        labels: list[int] = []
        for said, spans in _utterances(service, task, field, exchanges):
            for start, end in candidates(said.text, ordinary, ()):
                places.append(name_features(said, field, (start, end), ordinary))
                labels.append(int(any(low < end and start < high for low, high in spans)))
        if min(sum(labels), len(labels) - sum(labels)) >= LEAST_PLACES:
            learned[field.name] = learn_weights(places, labels, 2, name_weights())[1]
    return learned


def _utterances(
    service: Service, task: Task, field: Field, exchanges: Sequence[Exchange]
) -> Iterator[tuple[Utterance, list[tuple[int, int]]]]:
    for exchange in exchanges:
        if exchange.after.active_intent != task.intent:
            continue
        asked = exchange.asked(service)
        yield Utterance(exchange.text, "en", None, {}, False, asked), exchange.spans(field.name)
        prompt = exchange.prompt
        frame = prompt.frame(service.service_name) if prompt is not None else None
        if prompt is not None and frame is not None and any(span.slot == field.name for span in frame.slots):
            spans = spans_of(prompt.utterance, frame, field.name, ())
            yield Utterance(prompt.utterance, "en", None, {}, False), spans


def shared_contexts(task: Task, exchanges: Sequence[Exchange]) -> Weights:
    """For slots of ``task`` that take the same values, what stands around the one's and the other's."""
    learned: Weights = {}
    enumerated = [field for field in fields_of(task) if field.slot.type == "enum"]
    for group in rivals_of(enumerated):
        places: list[tuple[str, ...]] = []
        labels: list[int] = []
        for exchange in exchanges:
            if exchange.after.active_intent != task.intent:
                continue
            for hit, owner in _owned(group, exchange):
                places.append(context_features(exchange.text, hit.start, hit.end))
                labels.append(owner)
        counts = [labels.count(number) for number in range(len(group))]
        if min(counts) < LEAST_PLACES // 2:
            continue
        for field, weights in zip(group, learn_weights(places, labels, len(group)), strict=True):
            learned[field.name] = weights
    return learned


def _owned(group: Sequence[Field], exchange: Exchange) -> Iterator[tuple[EnumHit, int]]:
    """The values said whose slot follows from the state: only one slot of the group changed to them."""
    changed = {
        number: {variant.lower() for variant in exchange.changed[field.name]}
        for number, field in enumerate(group)
        if field.name in exchange.changed
    }
    first = group[0]
    hits = enum_hits(exchange.text, first.slot, first.wording, first.choices)
    for hit in hits:
        owners = [number for number, variants in changed.items() if hit.value.lower() in variants]
        if len(owners) == 1 and sum(other.value == hit.value for other in hits) == 1:
            yield hit, owners[0]
