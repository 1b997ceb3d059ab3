"""Turns an utterance into requests: split, classified, slots read, follow-ups of the active matter recognised."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pydantic import JsonValue

from agent.nlu.acts import dialogue_acts
from agent.nlu.belonging import SURE, belonging, pointed_at
from agent.nlu.context import Classifies, Context, typed_slots
from agent.nlu.extract import NamesLaws, Resolvers
from agent.nlu.listed import listed_values
from agent.nlu.pasted import answers_with_document, classified, own_words
from agent.nlu.records import (
    Act,
    Classification,
    Extraction,
    Matter,
    Request,
    SlotCandidate,
    Understanding,
)
from agent.nlu.references import find_pointer, same_domain
from agent.nlu.residue import residue
from agent.nlu.segment import Part, asks, declines, leans, segment
from agent.tasks.base import Task
from common.language import Language

SPLIT_SURE: Final = 0.5
"""What each part must reach to be a request of its own behind a connecting word."""

BREAK_SURE: Final = 0.7
"""The same behind a mere comma or full stop."""

WHOLE_SURE: Final = 0.9
"""The probability of one matter from which the utterance is split only by a part as sure of another one."""

UNCLEAR_BELOW: Final = 0.55
"""An intent less probable than this, with a runner-up nearly as probable, is asked about."""

UNCLEAR_MARGIN: Final = 0.08

NEAR: Final = 0.05
"""Least probability of a task that is taken because the words point at a matter of its domain (这笔贷款…)."""

_SAYS_SOMETHING: Final = re.compile(r"[^\W_]")
_ACTS_ALONE: Final[frozenset[Act]] = frozenset(
    {"cancel", "cancel_all", "confirm", "deny", "accept", "unsure", "resume"}
)


def understand(
    text: str,
    tasks: Mapping[str, Task],
    classifier: Classifies,
    *,
    now: datetime,
    language: Language,
    awaiting: str | None = None,
    active: str | None = None,
    active_frame: int | None = None,
    known: Mapping[str, JsonValue] | None = None,
    recent: frozenset[str] = frozenset(),
    matters: Sequence[Matter] = (),
    library: NamesLaws | None = None,
    also: Collection[str] = (),
) -> Understanding:
    """Understand one utterance.

    Args:
        awaiting: the slot that was just asked for, of the task ``active``.
        active: the intent of the matter a bare value or an ellipsis is about; ``active_frame`` its frame.
        known: the values that matter already has; ``recent``: the slots of those that the user gave last.
        matters: all matters of the dialogue, oldest first: corrections and words that point back may be
            about any of them.
        library: reads references to provisions; without it no law is recognised.
        also: further slots of ``active`` that were asked for in the same breath as ``awaiting``.

    Returns:
        The requests in order with their slots. There is none when the words only confirm, deny, cancel or go
        back. A request with ``follow_up`` fills or changes a matter the dialogue has.
    """
    context = Context(
        tasks, classifier, now, language, awaiting, active, active_frame, known or {}, recent, matters,
        Resolvers.of(library), frozenset(also),
    )  # fmt: skip
    acts = dialogue_acts(own_words(text), language)
    requests = _requests(text, context, acts)
    return Understanding(text=text, language=language, requests=tuple(requests), acts=tuple(sorted(acts)))


def request_of(
    text: str,
    intent: str,
    tasks: Mapping[str, Task],
    *,
    now: datetime,
    language: Language,
    matters: Sequence[Matter] = (),
    library: NamesLaws | None = None,
) -> Request:
    """The request of ``text`` when it is known which intent is meant (the user was asked)."""
    settled = Classification(intent=intent, confidence=1.0)
    context = Context(
        tasks,
        _Settled(settled),
        now,
        language,
        None,
        None,
        None,
        {},
        frozenset(),
        matters,
        Resolvers.of(library),
    )
    return _new(text, 0, len(text), settled, context)


@dataclass(frozen=True)
class _Settled:
    """A classifier that was told the answer."""

    answer: Classification

    def classify(self, text: str) -> Classification:
        """The answer, whatever the words."""
        return self.answer


def _requests(text: str, context: Context, acts: frozenset[Act]) -> list[Request]:
    if (context.active is not None or context.matters) and acts & _ACTS_ALONE and not residue(text):
        return []
    if answers_with_document(text, context):
        return [_request(text, 0, len(text), context, acts)]
    parts = _merge(text, segment(text), context)
    if len(parts) <= 1:
        return _with_listed(_request(text, 0, len(text), context, acts), context, acts)
    requests: list[Request] = []
    for part in parts:
        said = dialogue_acts(own_words(text[part.start : part.end]), context.language)
        requests.append(_request(text, part.start, part.end, context, said))
        context = _after(requests[-1], context)
    return _join(requests)


def _after(request: Request, context: Context) -> Context:
    """What the next part of the utterance may be a variation of: the part before it (月供多少?等额本金呢?)."""
    if context.is_fallback(request.intent) or not context.tasks[request.intent].Slots.model_fields:
        return context
    known = {name: value.value for name, value in request.slots.items()}
    if request.follow_up:
        known = {**context.known, **known}
    return replace(
        context,
        awaiting=None,
        also=frozenset(),
        active=request.intent,
        active_frame=None,
        known=known,
        recent=frozenset(request.slots),
    )


def _merge(text: str, parts: Sequence[Part], context: Context) -> list[Part]:
    """Join parts until each that is left asks for something the one before it does not."""
    merged: list[Part] = []
    for part in parts:
        if merged and not _stands_alone(text, merged[-1], part, context):
            merged[-1] = Part(merged[-1].start, part.end, merged[-1].joined)
        else:
            merged.append(part)
    return merged


def _stands_alone(text: str, before: Part, part: Part, context: Context) -> bool:
    words, earlier = text[part.start : part.end], text[before.start : before.end]
    if _said_only(words, context) or _said_only(earlier, context):
        return True
    if _varies(words, earlier, context) or _behind_an_answer(words, earlier, context):
        return True
    if not part.joined and not (asks(words) and asks(earlier)):
        return False
    first, second = context.classifier.classify(earlier), context.classifier.classify(words)
    least = SPLIT_SURE if part.joined else BREAK_SURE
    unclear = (context.is_fallback(one.intent) or one.confidence < least for one in (first, second))
    if first.intent == second.intent or any(unclear):
        return False
    whole = context.classifier.classify(text[before.start : part.end])
    if _is_one(whole, (first, earlier), (second, words), context):
        return False
    another = second.confidence >= SURE and not same_domain(first.intent, second.intent)
    return part.joined or whole.confidence < SURE or whole.intent != first.intent or another


def _is_one(
    whole: Classification,
    first: tuple[Classification, str],
    second: tuple[Classification, str],
    context: Context,
) -> bool:
    """Whether both parts are of the matter that the whole surely is: one declines another matter (不查余额,问的是限额),
    leans on the other part (…, what does it mean), or asks for nothing that could be done beside it."""
    if whole.intent not in (first[0].intent, second[0].intent):
        return False
    if declines(first[1]) or declines(second[1]):
        return True
    if whole.confidence < WHOLE_SURE:
        return False
    if whole.intent == first[0].intent and leans(second[1]):
        return True
    other = second[0] if whole.intent == first[0].intent else first[0]
    return context.is_idle(other.intent) or other.confidence < WHOLE_SURE


def _behind_an_answer(words: str, earlier: str, context: Context) -> bool:
    """Whether the words ask for something behind the answer to the open question (3.5%, and what is …)."""
    if context.awaiting is None or context.active is None or not asks(words):
        return False
    extraction = context.read_active(earlier)
    task = context.tasks[context.active]
    if context.awaiting not in typed_slots(task, extraction):
        return False
    heard = context.classifier.classify(words)
    other = heard.intent != context.active and not context.is_fallback(heard.intent)
    return other and heard.confidence >= SPLIT_SURE and not residue(earlier, task=task, extraction=extraction)


def _varies(words: str, earlier: str, context: Context) -> bool:
    """Whether the words ask the question before them again with another value (贷100万20年月供多少,30年呢)."""
    if not asks(earlier) or "ellipsis" not in dialogue_acts(words, context.language):
        return False
    heard = context.classifier.classify(earlier)
    if context.is_fallback(heard.intent) or heard.confidence < SPLIT_SURE:
        return False
    task = context.tasks[heard.intent]
    extraction = context.read(words, heard.intent)
    typed = typed_slots(task, extraction)
    given = context.read(earlier, heard.intent).values
    if not typed or residue(words, task=task, extraction=extraction):
        return False
    return all(name in given or name not in task.required for name in typed)


def _said_only(words: str, context: Context) -> bool:
    """Whether the words only thank or greet: that is courtesy, not a request, beside another one."""
    return bool(dialogue_acts(words, context.language) & {"thanks", "greet"}) and not residue(words)


def _join(requests: list[Request]) -> list[Request]:
    """Courtesy beside a request is no request; two requests of one matter in a row are one."""
    asked = [request for request in requests if not _courtesy(request)]
    return asked or requests[-1:]


def _courtesy(request: Request) -> bool:
    return bool(dialogue_acts(request.text, "zh") & {"thanks", "greet"}) and not residue(request.text)


def _request(text: str, start: int, end: int, context: Context, acts: frozenset[Act]) -> Request:
    words = text[start:end]
    heard = classified(words, context) if _SAYS_SOMETHING.search(words) else _nothing_said(context)
    mine = belonging(words, heard, context, acts)
    if mine is not None:
        same = heard.intent == mine.intent
        sure = heard.confidence if same else 0.0
        known = Classification(
            intent=mine.intent,
            confidence=max(sure, 0.9 if mine.extraction.values else 0.6),
            alternatives=heard.alternatives,
        )
        return _of(text, start, end, known, mine.extraction).model_copy(
            update={"follow_up": not mine.new, "about": mine.frame}
        )
    meant = _without_pointer(words, heard, context)
    request = _new(text, start, end, meant, context)
    return request if meant is not heard else request.model_copy(update={"unclear": _unclear(heard, context)})


def _new(text: str, start: int, end: int, heard: Classification, context: Context) -> Request:
    """A request of its own, which may point back at a matter of the dialogue."""
    words = text[start:end]
    same = heard.intent == context.active
    extraction = context.read_active(words) if same else context.read(words, heard.intent)
    frame, candidates = pointed_at(words, heard.intent, extraction, context)
    return _of(text, start, end, heard, extraction).model_copy(
        update={"about": frame, "candidates": candidates}
    )


def _with_listed(request: Request, context: Context, acts: frozenset[Act]) -> list[Request]:
    """The request, and the same once more for each further value it lists for a slot (20年和30年各多少)."""
    task = context.tasks[request.intent]
    if "correction" in acts or request.unclear or context.is_fallback(request.intent):
        return [request]
    for name, value in request.slots.items():
        if value.start < 0 or task.slot(name).type == "text":
            continue
        values = listed_values(
            request.text,
            name,
            value.model_copy(update={"start": value.start - request.start, "end": value.end - request.start}),
            lambda words: context.read(words, request.intent, awaiting=context.awaiting),
        )
        if values:
            values = [_moved(one, request.start) for one in values]
            first = request.model_copy(update={"slots": {**request.slots, name: values[0]}})
            again = request.model_copy(update={"follow_up": True, "about": None, "errors": ()})
            return [first, *(again.model_copy(update={"slots": {name: one}}) for one in values[1:])]
    return [request]


def _of(text: str, start: int, end: int, heard: Classification, extraction: Extraction) -> Request:
    """The request of a stretch of the utterance; offsets become those of the whole."""
    return Request(
        intent=heard.intent, confidence=heard.confidence, alternatives=heard.alternatives, text=text[start:end],
        start=start, end=end, slots={name: _moved(value, start) for name, value in extraction.values.items()},
        errors=extraction.errors,
    )  # fmt: skip


def _moved(candidate: SlotCandidate, by: int) -> SlotCandidate:
    if candidate.start < 0:
        return candidate
    return candidate.model_copy(update={"start": candidate.start + by, "end": candidate.end + by})


def _without_pointer(words: str, heard: Classification, context: Context) -> Classification:
    """这笔贷款总利息多少 is the question 贷款总利息多少, asked of a matter the dialogue has."""
    if not context.matters or not context.is_fallback(heard.intent):
        return heard
    pointer = find_pointer(words, context.matters, context.tasks)
    if pointer is None or not pointer.noun:
        return heard
    again = context.classifier.classify((words[: pointer.start] + words[pointer.start + 2 :]).strip())
    if not context.is_fallback(again.intent):
        return again
    near = [
        other
        for other in (*again.alternatives, *heard.alternatives)
        if other.confidence >= NEAR and any(same_domain(other.intent, m.intent) for m in pointer.frames)
    ]
    if not near:
        return heard
    best = max(near, key=lambda other: other.confidence)
    return heard.model_copy(update={"intent": best.intent, "confidence": best.confidence})


def _unclear(heard: Classification, context: Context) -> tuple[str, ...]:
    """The two intents the words fit about equally well; none when one of them is clearly meant."""
    rivals = [rival for rival in heard.alternatives if rival.intent != heard.intent][:1]
    if not rivals or heard.confidence >= UNCLEAR_BELOW:
        return ()
    if heard.confidence - rivals[0].confidence >= UNCLEAR_MARGIN:
        return ()
    names = (heard.intent, rivals[0].intent)
    return () if any(context.is_fallback(name) for name in names) else names


def _nothing_said(context: Context) -> Classification:
    """Neither letter nor figure: whatever a classifier would make of it is a guess."""
    fallback = next((intent for intent, task in context.tasks.items() if task.fallback), None)
    return Classification(intent=fallback or next(iter(context.tasks)), confidence=0.0)
