"""Example sentences for what a schema only names: the templates of ``phrasing.yaml`` with its words in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.schema.naming import is_chinese, phrase_of, spoken, words_of
from agent.schema.roles import role_table
from agent.schema.service import Service, ServiceIntent
from agent.schema.slot_kinds import kind_of
from common.language import Language

_FILE: Final = Path(__file__).with_name("phrasing.yaml")
_PLACE: Final = re.compile(r"\{(\w+)\}")
_ARTICLE: Final = re.compile(r"^(?:an?|the|my|some)\s+", re.I)
Templates = Mapping[Language, tuple[str, ...]]
Fillings = Mapping[str, Sequence[str]]


class Phrasing(BaseModel):
    """``phrasing.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asking: Templates
    telling: Templates
    telling_money: Templates
    acting: Templates
    acting_money: Templates
    acting_name: Templates
    names: Templates
    sums: Templates
    verbs: Mapping[str, tuple[str, ...]]
    nouns: Mapping[str, tuple[str, ...]]
    deeds: Mapping[str, tuple[str, ...]]
    done_by: Mapping[str, tuple[str, ...]]
    light_verbs: tuple[str, ...]
    neither: Templates
    moves: Mapping[str, Templates]


@cache
def phrasing() -> Phrasing:
    """The templates, checked."""
    return load_model(_FILE, Phrasing)


def language_of(service: Service) -> Language:
    """The language of a schema's descriptions."""
    described = [service.description, *(thing.description for thing in (*service.slots, *service.intents))]
    return "zh" if any(is_chinese(text) for text in described) else "en"


def asked_by(service: Service, intent: ServiceIntent) -> tuple[str, ...]:
    """What people may say who want ``intent``."""
    phrases, language = phrasing(), language_of(service)
    fillings = _fillings(service, intent, language)
    kinds = {name: kind_of(service.slot(name)).type for name in (*intent.tracked, *intent.result_slots)}
    told = [kinds[name] for name in intent.result_slots if name not in intent.tracked]
    taken = [kinds[name] for name in intent.tracked]
    groups = [phrases.asking]
    if intent.is_transactional:
        groups.append(phrases.acting)
        groups += [phrases.acting_money] if "money" in taken else []
        groups += [phrases.acting_name] if "name" in taken else []
    else:
        groups.append(phrases.telling)
        groups += [phrases.telling_money] if "money" in told else []
    return _filled((template for group in groups for template in group[language]), fillings)


def said_to_neither(service: Service) -> tuple[str, ...]:
    """What people say who want nothing of the service, or only answer."""
    language = language_of(service)
    fillings: dict[str, list[str]] = {}
    for intent in service.intents:
        for key, words in _fillings(service, intent, language).items():
            fillings.setdefault(key, []).extend(word for word in words if word not in fillings.get(key, ()))
    return _filled(phrasing().neither[language], fillings)


def said_by_assistant(service: Service) -> Iterator[tuple[str, str]]:
    """What the assistant of such a service says, with the move it makes; an offer names its intent behind a blank."""
    language = language_of(service)
    for intent in service.intents:
        fillings = _fillings(service, intent, language)
        for move, templates in phrasing().moves.items():
            label = f"{move} {intent.name}" if move == "offer" else move
            for text in _filled(templates[language], fillings):
                yield text, label


def _fillings(service: Service, intent: ServiceIntent, language: Language) -> dict[str, list[str]]:
    phrases = phrasing()
    words = phrase_of(intent.name).split() if language == "en" else []
    verb, thing = (words[0], " ".join(words[1:])) if words else ("", "")
    last = words[-1] if words else ""
    done_by = phrases.done_by.get(last, ()) if verb in phrases.light_verbs else ()
    verbs = [*done_by, *([verb, *phrases.verbs.get(verb, ())] if verb else [])]
    deeds = [last, *phrases.nouns.get(last, ())] if done_by else [verb, *phrases.deeds.get(verb, ())]
    things = _alike(thing)
    doing = [phrase_of(intent.name), *([spoken(intent.description)] if intent.description else [])]
    if thing and not done_by:
        doing += [f"{verb} {owner} {item}" for item in things for verb in verbs for owner in ("my", "the")][
            :24
        ]
    doing += list(done_by) if done_by else verbs[1:] if not thing else []
    doing += [f"make a {deed}" for deed in deeds[1:]] if intent.is_transactional else []
    categories = [service.slot(name) for name in intent.tracked]
    categories = [slot for slot in categories if slot.is_categorical and kind_of(slot).type == "enum"]
    values = [
        value.replace("_", " ").lower() for slot in categories[:1] for value in slot.possible_values[:4]
    ]
    told = [_content(name) for name in intent.result_slots if name not in intent.tracked]
    told += [_ARTICLE.sub("", thing)] if thing and not intent.is_transactional else []
    return {
        "do": list(dict.fromkeys(doing)),
        "verb": verbs,
        "deed": [deed for deed in deeds if deed],
        "object": things if not done_by else ["money"] if _takes_money(service, intent) else [],
        "result": list(dict.fromkeys(form for result in told for form in _alike(result))),
        "value": values,
        "othervalue": values[1:] or values,
        "of": [noun for slot in categories[:1] if (noun := _noun(slot.name))],
        "slot": [phrase_of(name) for name in intent.tracked],
        "name": list(phrases.names[language]),
        "sum": list(phrases.sums[language]),
    }


def _takes_money(service: Service, intent: ServiceIntent) -> bool:
    return any(kind_of(service.slot(name)).type == "money" for name in intent.tracked)


def _alike(noun: str) -> list[str]:
    """A noun phrase, and what people call it by its last word."""
    if not noun:
        return []
    head, _, last = noun.rpartition(" ")
    others = phrasing().nouns.get(last, ())
    return list(dict.fromkeys((noun, *(f"{head} {other}".strip() for other in others), *others)))


def _content(name: str) -> str:
    hollow = role_table().hollow
    kept = [word for word in words_of(name) if word not in hollow]
    return phrase_of(" ".join(kept)) if kept else phrase_of(name)


def _noun(name: str) -> str:
    """The last word of a slot's name that says something: the account of account_type."""
    kept = [word for word in words_of(name) if word not in role_table().hollow]
    return kept[-1] if kept else ""


def _filled(templates: Iterable[str], fillings: Fillings) -> tuple[str, ...]:
    """Every template with its first few fillings; those with a placeholder that has none are left out."""
    texts: dict[str, None] = {}
    for template in templates:
        places = list(dict.fromkeys(_PLACE.findall(template)))
        choices = [list(fillings.get(place, ())) for place in places]
        if any(not choice for choice in choices):
            continue
        for number, filling in enumerate(product(*choices)):
            if number >= 24:
                break
            texts[template.format(**dict(zip(places, filling, strict=True)))] = None
    return tuple(texts)
