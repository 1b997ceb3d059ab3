"""The wording of a foreign service: what its intents and slots are called and how they are asked for.

``described`` makes it from names, descriptions and values alone; ``agent.schema.learning`` makes a richer one
from annotated dialogues. Both are plain data, which can be stored, read and mended.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.schema.naming import phrase_of, words_of
from agent.schema.phrasing import asked_by, language_of, said_by_assistant, said_to_neither
from agent.schema.roles import role_of, role_table
from agent.schema.service import DONTCARE, NONE, Service, ServiceIntent, ServiceSlot
from agent.schema.slot_kinds import kind_of
from agent.tasks.base import SlotWording, TaskWording
from common.language import Bilingual, Language

Kept = Literal["all", "shared", "none"]
"""What of the dialogue state lives on when another matter is begun: everything, what the new one can use, nothing."""


class ServiceWording(BaseModel):
    """The words of a service.

    ``tasks``: the wording of each intent, and of ``NONE``. ``moves``: what the assistant says, by what it does
    with it (``ask``, ``confirm``, ``tell``, ``more``, ``other``, ``offer <intent>``). ``kept``: what lives on at
    a change of matter, by ``change_of``; what is not in it follows ``default_kept``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tasks: dict[str, TaskWording]
    moves: dict[str, tuple[str, ...]]
    kept: dict[str, Kept] = Field(default_factory=dict)


def described(service: Service) -> ServiceWording:
    """The wording that the schema alone gives."""
    language = language_of(service)
    tasks = {
        intent.name: TaskWording(
            title=_both(phrase_of(intent.name)),
            examples=_only(language, asked_by(service, intent)),
            slots={name: slot_wording(service, service.slot(name)) for name in slots_of(intent)},
        )
        for intent in service.intents
    }
    tasks[NONE] = TaskWording(
        title=Bilingual(zh="无", en="none"), examples=_only(language, said_to_neither(service))
    )
    moves: dict[str, list[str]] = {}
    for text, move in said_by_assistant(service):
        moves.setdefault(move, []).append(text)
    return ServiceWording(
        tasks=tasks, moves={move: tuple(dict.fromkeys(texts)) for move, texts in moves.items()}
    )


def slots_of(intent: ServiceIntent) -> tuple[str, ...]:
    """The slots a task of the intent has: those it takes, and those it tells, which are read but not tracked."""
    return tuple(dict.fromkeys((*intent.tracked, *intent.result_slots)))


def slot_wording(service: Service, slot: ServiceSlot) -> SlotWording:
    """Label, cues, value words and question words of one slot."""
    table, kind = role_table(), kind_of(slot).type
    beside = [service.slot(name) for name in service.tracked]
    role = role_of(slot, beside if slot in beside else [*beside, slot])
    own = tuple(word for word in words_of(slot.name) if word not in table.hollow)
    shared = {word for other in service.slots if other.name != slot.name for word in words_of(other.name)}
    cues: dict[Language, tuple[str, ...]] = {}
    for language in ("zh", "en"):
        words = table.roles[role].cues.get(language, ()) if role is not None else ()
        words += own if kind != "name" else tuple(word for word in own if word not in shared)
        words += table.beside.get(kind, {}).get(language, ())
        if words:
            cues[language] = tuple(dict.fromkeys(words))
    values = _value_words(slot) if slot.is_categorical and kind == "enum" else {}
    questions = table.questions.get(kind, {})
    return SlotWording(label=_both(phrase_of(slot.name)), cues=cues, values=values, questions=dict(questions))


def _value_words(slot: ServiceSlot) -> dict[str, dict[Language, tuple[str, ...]]]:
    """Each value as it is said, singular and plural, and the words for any of them."""
    words: dict[str, dict[Language, tuple[str, ...]]] = {}
    for value in slot.possible_values:
        said = phrase_of(value)
        forms = [said, value]
        if said.isascii() and len(said) > 3:
            forms.append(said[:-1] if said.endswith("s") and not said.endswith("ss") else f"{said}s")
        words[value] = {"en": tuple(dict.fromkeys(forms))}
    words[DONTCARE] = dict(role_table().dontcare)
    return words


def change_of(before: str, after: str, *, again: bool, given: bool) -> str:
    """The name of a change of matter: from which intent to which, asked again or not, with values or without."""
    return f"{before}>{after}{' again' if again else ''}{' given' if given else ''}"


def kept_at(
    service: Service, learned: Mapping[str, Kept], before: str, after: str, *, again: bool, given: bool
) -> Kept:
    """What of the state lives on when ``after`` is asked for behind ``before``.

    As a rule everything does. What was carried out is done with: behind a transactional intent a new matter
    starts afresh, unless one that was dealt with before is taken up again without a word of what has changed.
    """
    learned_rule = learned.get(change_of(before, after, again=again, given=given))
    if learned_rule is not None:
        return learned_rule
    if service.intent(before).is_transactional:
        return "all" if again and not given else "none"
    return "all"


def _both(text: str) -> Bilingual:
    return Bilingual(zh=text, en=text)


def _only(language: Language, texts: tuple[str, ...]) -> dict[Language, tuple[str, ...]]:
    return {language: texts}
