"""Puts together what the dialogues teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.nlu.extract.fields import fields_of
from agent.schema.annotated import Dialogue
from agent.schema.learning.cues import cue_words, question_words, value_words
from agent.schema.learning.exchanges import Exchange, exchanges_of
from agent.schema.learning.keeping import kept_in
from agent.schema.learning.places import name_contexts, shared_contexts
from agent.schema.learning.sentences import assistant_sentences, request_sentences
from agent.schema.phrasing import language_of
from agent.schema.service import Service
from agent.schema.tasks import tasks_of
from agent.schema.wording import ServiceWording, described
from agent.tasks.base import SlotWording, TaskWording
from common.errors import UserError
from common.language import Language


def learn(service: Service, dialogues: Sequence[Dialogue]) -> ServiceWording:
    """The wording of ``service`` from the schema and the dialogues.

    User turns need their state; spans of values and acts of the assistant are used where they are annotated.
    Dialogues or turns of other services serve as examples of what is not meant.

    Raises:
        UserError: when no user turn belongs to the service.
    """
    exchanges = list(exchanges_of(service, dialogues))
    if not exchanges:
        raise UserError(f"no user turn of the training dialogues belongs to {service.service_name}")
    language = language_of(service)
    base = described(service)
    asked = request_sentences(service, exchanges, dialogues)
    tasks = {
        intent: wording.model_copy(update={"examples": _with(wording.examples, language, asked[intent])})
        for intent, wording in base.tasks.items()
    }
    moves = {**base.moves}
    for move, texts in assistant_sentences(service, exchanges, dialogues).items():
        moves[move] = tuple(dict.fromkeys((*moves.get(move, ()), *texts)))
    richer = base.model_copy(update={"tasks": tasks, "moves": moves, "kept": kept_in(service, exchanges)})
    return _with_slots(service, richer, exchanges, language)


def _with_slots(
    service: Service, wording: ServiceWording, exchanges: Sequence[Exchange], language: Language
) -> ServiceWording:
    """The wording with what stands around values, once its own words for values are known."""
    named: dict[str, TaskWording] = {}
    for intent, task in tasks_of(service, wording).items():
        slots = dict(task.wording.slots)
        for field in fields_of(task):
            slot = slots[field.name]
            slots[field.name] = slot.model_copy(
                update={
                    "cues": _with(slot.cues, language, _cues(field.slot.type, field.name, exchanges)),
                    "values": _values(slot, value_words(field, exchanges), language),
                    "questions": _with(
                        slot.questions, language, question_words(service, field.name, exchanges)
                    ),
                }
            )
        named[intent] = task.wording.model_copy(update={"slots": slots})
    wording = wording.model_copy(update={"tasks": named})
    placed: dict[str, TaskWording] = {}
    for intent, task in tasks_of(service, wording).items():
        contexts = {**name_contexts(service, task, exchanges), **shared_contexts(task, exchanges)}
        placed[intent] = task.wording.model_copy(
            update={
                "slots": {
                    name: slot.model_copy(update={"contexts": contexts.get(name, {})})
                    for name, slot in task.wording.slots.items()
                }
            }
        )
    return wording.model_copy(update={"tasks": placed})


def _cues(kind: str, slot: str, exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    """Cue words serve figures, dates and times; around names and shared values the contexts do."""
    return () if kind in ("name", "enum", "text") else cue_words(slot, exchanges)


def _with(
    words: Mapping[Language, tuple[str, ...]], language: Language, more: Sequence[str]
) -> dict[Language, tuple[str, ...]]:
    if not more:
        return dict(words)
    return {**words, language: tuple(dict.fromkeys((*words.get(language, ()), *more)))}


def _values(
    slot: SlotWording, more: Mapping[str, tuple[str, ...]], language: Language
) -> dict[str, dict[Language, tuple[str, ...]]]:
    values = {value: dict(words) for value, words in slot.values.items()}
    for value, words in more.items():
        values[value] = _with(values.get(value, {}), language, words)
    return values
