"""Turns an utterance into requests: split, classified, slots read, follow-ups of the active matter recognised."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from pydantic import JsonValue

from agent.nlu.acts import dialogue_acts
from agent.nlu.extract import NamesLaws, Resolvers, extract_slots
from agent.nlu.records import Act, Classification, Extraction, Request, Understanding
from agent.nlu.residue import residue
from agent.nlu.segment import Part, asks, segment
from agent.tasks.base import Task
from common.language import Language

SURE: Final = 0.8
"""A request of another task this certain is never taken for a follow-up of the active one."""

SURE_DESPITE_WORDS: Final = 0.95
"""The same where free words were asked for: they may sound like anything."""

SPLIT_SURE: Final = 0.5
"""What each part must reach to be a request of its own behind a connecting word."""

BREAK_SURE: Final = 0.7
"""The same behind a mere comma or full stop."""

_SAYS_SOMETHING: Final = re.compile(r"[^\W_]")
_ACTS_ALONE: Final[frozenset[Act]] = frozenset({"cancel", "confirm", "deny", "resume"})


class Classifies(Protocol):
    """The part of ``IntentClassifier`` that is used here."""

    def classify(self, text: str) -> Classification: ...


@dataclass(frozen=True)
class _Scene:
    tasks: Mapping[str, Task]
    classifier: Classifies
    now: datetime
    language: Language
    awaiting: str | None
    active: str | None
    known: Mapping[str, JsonValue]
    resolvers: Resolvers
    also: frozenset[str] = frozenset()


def understand(
    text: str,
    tasks: Mapping[str, Task],
    classifier: Classifies,
    *,
    now: datetime,
    language: Language,
    awaiting: str | None = None,
    active: str | None = None,
    known: Mapping[str, JsonValue] | None = None,
    library: NamesLaws | None = None,
    also: Collection[str] = (),
) -> Understanding:
    """Understand one utterance.

    Args:
        awaiting: the slot that was just asked for, of the task ``active``.
        active: the intent of the matter a bare value or an ellipsis is about.
        known: the values that matter already has.
        library: reads references to provisions; without it no law is recognised.
        also: further slots of ``active`` that were asked for in the same breath as ``awaiting``.

    Returns:
        The requests in order with their slots. There is none when the words only confirm, deny, cancel or go
        back. A request with ``follow_up`` fills or changes the active matter.
    """
    scene = _Scene(
        tasks, classifier, now, language, awaiting, active, known or {}, Resolvers.of(library), frozenset(also)
    )
    acts = dialogue_acts(text, language)
    requests = _requests(text, scene, acts)
    return Understanding(text=text, language=language, requests=tuple(requests), acts=tuple(sorted(acts)))


def _requests(text: str, scene: _Scene, acts: frozenset[Act]) -> list[Request]:
    if scene.active is not None and acts & _ACTS_ALONE and not residue(text):
        return []
    parts = _merge(text, segment(text), scene)
    if len(parts) <= 1:
        return [_request(text, 0, len(text), scene, acts)]
    requests = [
        _request(
            text, part.start, part.end, scene, dialogue_acts(text[part.start : part.end], scene.language)
        )
        for part in parts
    ]
    return _join(requests)


def _merge(text: str, parts: Sequence[Part], scene: _Scene) -> list[Part]:
    """Join parts until each that is left asks for something the one before it does not."""
    merged: list[Part] = []
    for part in parts:
        if merged and not _stands_alone(text, merged[-1], part, scene):
            merged[-1] = Part(merged[-1].start, part.end, merged[-1].joined)
        else:
            merged.append(part)
    return merged


def _stands_alone(text: str, before: Part, part: Part, scene: _Scene) -> bool:
    words, earlier = text[part.start : part.end], text[before.start : before.end]
    if _said_only(words, scene) or _said_only(earlier, scene):
        return True
    if not part.joined and not (asks(words) and asks(earlier)):
        return False
    first, second = scene.classifier.classify(earlier), scene.classifier.classify(words)
    if first.intent == second.intent or _is_fallback(first, scene) or _is_fallback(second, scene):
        return False
    least = SPLIT_SURE if part.joined else BREAK_SURE
    if first.confidence < least or second.confidence < least:
        return False
    whole = scene.classifier.classify(text[before.start : part.end])
    return part.joined or whole.confidence < SURE or whole.intent != first.intent or second.confidence >= SURE


def _said_only(words: str, scene: _Scene) -> bool:
    """Whether the words only thank or greet: that is courtesy, not a request, beside another one."""
    return bool(dialogue_acts(words, scene.language) & {"thanks", "greet"}) and not residue(words)


def _is_fallback(heard: Classification, scene: _Scene) -> bool:
    task = scene.tasks.get(heard.intent)
    return task is not None and task.fallback


def _join(requests: list[Request]) -> list[Request]:
    """Courtesy beside a request is no request; two requests of one matter in a row are one."""
    asked = [request for request in requests if not _courtesy(request)]
    return asked or requests[-1:]


def _courtesy(request: Request) -> bool:
    return bool(dialogue_acts(request.text, "zh") & {"thanks", "greet"}) and not residue(request.text)


def _request(text: str, start: int, end: int, scene: _Scene, acts: frozenset[Act]) -> Request:
    words = text[start:end]
    heard = scene.classifier.classify(words) if _SAYS_SOMETHING.search(words) else _nothing_said(scene)
    if scene.active is not None and (follow_up := _follow_up(words, heard, scene, acts)) is not None:
        intent, extraction = scene.active, follow_up
        confidence = max(
            heard.confidence if heard.intent == intent else 0.0, 0.9 if extraction.values else 0.6
        )
        followed = True
    else:
        intent, confidence, followed = heard.intent, heard.confidence, False
        same = intent == scene.active
        extraction = _extract(
            words, intent, scene, scene.awaiting if same else None, scene.known if same else {}
        )
    slots = {
        name: candidate.model_copy(update={"start": candidate.start + start, "end": candidate.end + start})
        if candidate.start >= 0
        else candidate
        for name, candidate in extraction.values.items()
    }
    return Request(
        intent=intent, confidence=confidence, alternatives=heard.alternatives, text=words, start=start, end=end,
        slots=slots, errors=extraction.errors, follow_up=followed,
    )  # fmt: skip


def _nothing_said(scene: _Scene) -> Classification:
    """Neither letter nor figure: whatever a classifier would make of it is a guess."""
    fallback = next((intent for intent, task in scene.tasks.items() if task.fallback), None)
    return Classification(intent=fallback or next(iter(scene.tasks)), confidence=0.0)


def _extract(
    words: str, intent: str, scene: _Scene, awaiting: str | None, known: Mapping[str, JsonValue]
) -> Extraction:
    return extract_slots(
        words, scene.tasks[intent], now=scene.now, language=scene.language, awaiting=awaiting, known=known,
        resolvers=scene.resolvers, also=scene.also if intent == scene.active else (),
    )  # fmt: skip


def _follow_up(words: str, heard: Classification, scene: _Scene, acts: frozenset[Act]) -> Extraction | None:
    """The values for the active matter when the words belong to it, else ``None``.

    They do when nothing but values is said, when they answer the question that is open, when they correct or
    vary it, and when the same task is asked again with only part of what it needs. A clear request of
    another task never does.
    """
    assert scene.active is not None
    task = scene.tasks[scene.active]
    extraction = _extract(words, scene.active, scene, scene.awaiting, scene.known)
    typed = {name for name in extraction.values if task.slot(name).type != "text"}
    typed |= {error.slot for error in extraction.errors}
    if typed and not residue(words, task=task, extraction=extraction):
        return extraction
    elsewhere = heard.intent != scene.active and not _is_fallback(heard, scene)
    asked_for_words = scene.awaiting is not None and task.slot(scene.awaiting).type == "text"
    if elsewhere and heard.confidence >= (SURE_DESPITE_WORDS if asked_for_words else SURE):
        return None
    answers = bool(typed & scene.also) or (scene.awaiting is not None and scene.awaiting in typed)
    varies = bool(typed and acts & {"correction", "ellipsis"})
    again = heard.intent == scene.active and bool(typed) and _partial(task, typed, scene)
    return extraction if answers or asked_for_words or varies or again else None


def _partial(task: Task, typed: set[str], scene: _Scene) -> bool:
    """Whether the same task is asked again with less than half of what it needs, the rest being known."""
    required = task.required
    given = [name for name in required if name in typed]
    rest_known = all(name in typed or name in scene.known for name in required)
    return rest_known and len(given) * 2 < max(len(required), 1)
