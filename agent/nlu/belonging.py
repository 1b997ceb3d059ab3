"""Which matter of the dialogue an utterance belongs to: the one at hand, an earlier one, a sibling, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agent.nlu.context import Context, typed_slots
from agent.nlu.items import changed_items
from agent.nlu.passage import size
from agent.nlu.pasted import answers_with_document
from agent.nlu.records import Act, Classification, Extraction, Matter
from agent.nlu.references import (
    Pointer,
    counted,
    find_pointer,
    latest_variants,
    names_person,
    same_domain,
    spoken_of,
)
from agent.nlu.residue import residue
from agent.nlu.segment import asks
from agent.tasks.base import Task

SURE: Final = 0.8
"""A request of another task this certain is never taken for a follow-up of the active one."""

SURE_DESPITE_WORDS: Final = 0.95
"""The same where free words were asked for: they may sound like anything."""

BARE_WORDS: Final = 6
"""Han characters (half as many English words) of a mere name."""

_CHANGES: Final[frozenset[Act]] = frozenset({"correction", "ellipsis"})


@dataclass(frozen=True)
class Belonging:
    """The matter the words belong to, and what they say of it.

    ``frame`` is ``None`` where only the intent is known. ``new`` is set where they ask something new about it
    (a sibling task), unset where they fill or change it.
    """

    intent: str
    frame: int | None
    extraction: Extraction
    new: bool = False


def belonging(words: str, heard: Classification, context: Context, acts: frozenset[Act]) -> Belonging | None:
    """The matter of the dialogue that ``words`` fill, change or vary; ``None`` for a request of its own."""
    pointer = find_pointer(words, context.matters, context.tasks) if context.matters else None
    if context.active is not None and (items := _items(words, context)) is not None:
        return items
    named = _counted(words, pointer, heard, context) or _described(words, pointer, heard, context)
    if named is not None:
        return named
    if context.active is not None and (said := _of_active(words, heard, context, acts, pointer)) is not None:
        return Belonging(context.active, context.active_frame, said)
    if "resume" in acts and (earlier := _of_earlier(words, heard, context, acts)) is not None:
        only_back = not residue(words, task=context.tasks[earlier.intent], extraction=earlier.extraction)
        if only_back or acts & _CHANGES or context.is_fallback(heard.intent) or heard.confidence < SURE:
            return earlier
    if not acts & _CHANGES:
        return None
    return _of_earlier(words, heard, context, acts) or _of_sibling(words, heard, context)


def _of_active(
    words: str, heard: Classification, context: Context, acts: frozenset[Act], pointer: Pointer | None
) -> Extraction | None:
    """The values for the active matter when the words belong to it, else ``None``.

    They do when nothing but values is said, when they answer the question that is open, when they correct or
    vary it, and when the same task is asked again with only part of what it needs. A clear request of
    another task never does.
    """
    assert context.active is not None
    task = context.tasks[context.active]
    if "resume" in acts and not _resumes_active(words, context):
        return None
    extraction = context.read_active(words)
    typed = typed_slots(task, extraction)
    if answers_with_document(words, context):
        return extraction
    if typed and not residue(words, task=task, extraction=extraction, skip=_span(pointer)):
        return extraction
    elsewhere = heard.intent != context.active and not context.is_fallback(heard.intent)
    asked_for_words = context.awaiting is not None and task.slot(context.awaiting).type == "text"
    sure = heard.confidence >= (SURE_DESPITE_WORDS if asked_for_words else SURE)
    answers = bool(typed & context.also) or (context.awaiting is not None and context.awaiting in typed)
    if answers and _mostly_values(words, extraction) and context.tasks[heard.intent].escalates is None:
        return extraction
    if elsewhere and sure and not (asked_for_words and _bare(words, context.tasks[heard.intent])):
        return None
    varies = bool(typed and acts & _CHANGES)
    again = heard.intent == context.active and bool(typed) and _partial(context, typed)
    adds = bool(typed) and context.awaiting is not None and not elsewhere and heard.confidence < SURE
    same = heard.intent == context.active and not extraction.values and _goes_on(words, context)
    return extraction if answers or asked_for_words or varies or again or adds or same else None


def _mostly_values(words: str, extraction: Extraction) -> bool:
    """Whether the words are a table or a list with little around it, whatever that alone would sound like."""
    said = sum(value.end - value.start for value in extraction.values.values() if value.start >= 0)
    return said * 5 > len(words.strip()) * 2 and not asks(words)


def _goes_on(words: str, context: Context) -> bool:
    """Whether the task just told is asked again of the same person with nothing new (他坚持要买)."""
    matter = None if context.active_frame is None else context.matter(context.active_frame)
    return matter is not None and matter.just_told and names_person(words)


def _resumes_active(words: str, context: Context) -> bool:
    """Whether 回到刚才的… means the matter that is at hand anyway."""
    meant = spoken_of(words, context.matters, context.tasks)
    return not meant or any(matter.frame == context.active_frame for matter in meant)


def _bare(words: str, elsewhere: Task) -> bool:
    """A mere name that answers a question for words, though alone it would be short for another request.

    What goes to a human is never taken for such an answer.
    """
    return size(words) <= BARE_WORDS and not asks(words) and elsewhere.escalates is None


def _partial(context: Context, typed: Iterable[str]) -> bool:
    """Whether the same task is asked again with less than half of what it needs, the rest being known."""
    assert context.active is not None
    required, said = context.tasks[context.active].required, set(typed)
    given = [name for name in required if name in said]
    rest_known = all(name in said or name in context.known for name in required)
    return rest_known and len(given) * 2 < max(len(required), 1)


def _items(words: str, context: Context) -> Belonging | None:
    """An item of a list the active matter has, counted to and given another value."""
    assert context.active is not None
    changed = changed_items(words, context.tasks[context.active], context.known, now=context.now)
    return Belonging(context.active, context.active_frame, Extraction(values=changed)) if changed else None


def _counted(
    words: str, pointer: Pointer | None, heard: Classification, context: Context
) -> Belonging | None:
    """第二笔改成25年, what was the payment on the first one: the matter that is counted to."""
    if pointer is None or pointer.index is None:
        return None
    matter = counted(pointer.frames, pointer.index)
    if matter is None:
        return None
    rest = words[: pointer.start] + " " * (pointer.end - pointer.start) + words[pointer.end :]
    extraction = context.read(rest, matter.intent, known=matter.known, recent=matter.recent)
    typed = typed_slots(context.tasks[matter.intent], extraction)
    other = heard.intent != matter.intent and not context.is_fallback(heard.intent)
    if other and (not typed or heard.confidence >= SURE):
        return Belonging(heard.intent, matter.frame, context.read(rest, heard.intent), new=True)
    return Belonging(matter.intent, matter.frame, extraction)


def _described(
    words: str, pointer: Pointer | None, heard: Classification, context: Context
) -> Belonging | None:
    """那笔60万的…: the one matter that has the value said, where the matter at hand has another."""
    if pointer is None or pointer.index is not None or context.active is None:
        return None
    said = context.read(words, context.active).values
    differing = {
        name: value.value
        for name, value in said.items()
        if context.known.get(name) not in (None, value.value)
    }
    fitting = [
        matter
        for matter in pointer.frames
        if any(name in matter.known for name in differing)
        and all(matter.known.get(name) == value for name, value in differing.items())
    ]
    if not differing or len(fitting) != 1:
        return None
    intent = fitting[0].intent if context.is_fallback(heard.intent) else heard.intent
    return Belonging(intent, fitting[0].frame, context.read(words, intent), new=intent != fitting[0].intent)


def _of_earlier(
    words: str, heard: Classification, context: Context, acts: frozenset[Act]
) -> Belonging | None:
    """The last matter before the active one that the values fit: 不对，是25年 after an aside on something else."""
    meant = spoken_of(words, context.matters, context.tasks) if "resume" in acts else []
    for matter in reversed(meant or latest_variants(context.matters)):
        if matter.frame == context.active_frame and "resume" not in acts:
            continue
        if "resume" in acts and not meant and matter.just_told:
            continue
        task = context.tasks[matter.intent]
        if not task.Slots.model_fields:
            continue
        extraction = context.read(words, matter.intent, known=matter.known, recent=matter.recent)
        typed = typed_slots(task, extraction)
        if "resume" in acts:
            text_only = {name: value for name, value in extraction.values.items() if name in typed}
            return Belonging(matter.intent, matter.frame, extraction.model_copy(update={"values": text_only}))
        same = heard.intent == matter.intent or context.is_fallback(heard.intent) or heard.confidence < SURE
        if typed and _fits(matter, typed) and (same or not residue(words, task=task, extraction=extraction)):
            return Belonging(matter.intent, matter.frame, extraction)
    return None


def _fits(matter: Matter, typed: frozenset[str]) -> bool:
    """Whether at least one of the values replaces one the matter has."""
    return any(name in matter.known for name in typed)


def _of_sibling(words: str, heard: Classification, context: Context) -> Belonging | None:
    """A value only a neighbouring task has a place for, the rest being known: after a yield, "and +50bp?"."""
    if context.active is None or context.active_frame is None:
        return None
    found = []
    for intent, task in context.tasks.items():
        if intent == context.active or not same_domain(intent, context.active) or not task.required:
            continue
        extraction = context.read(words, intent)
        typed = typed_slots(task, extraction)
        fresh = [name for name in typed if name in task.required and name not in context.known]
        complete = all(name in typed or name in context.known for name in task.required)
        if fresh and complete and not residue(words, task=task, extraction=extraction):
            found.append(Belonging(intent, context.active_frame, extraction, new=True))
    if len(found) > 1:
        found = [one for one in found if one.intent == heard.intent]
    return found[0] if len(found) == 1 else None


def _span(pointer: Pointer | None) -> tuple[tuple[int, int], ...]:
    return () if pointer is None else ((pointer.start, pointer.end),)


def pointed_at(
    words: str, intent: str, extraction: Extraction, context: Context
) -> tuple[int | None, tuple[int, ...]]:
    """The matter a new request points back to (这笔贷款提前还20万能省多少), or those it may point to.

    Only matters that could give a required value the request itself lacks come into question; several of
    them are one when they agree on those values.
    """
    pointer = find_pointer(words, context.matters, context.tasks)
    if pointer is None or pointer.index is not None:
        return None, ()
    task = context.tasks[intent]
    fields = task.Slots.model_fields
    said = {name: value.value for name, value in extraction.values.items()}
    wanted = [name for name in task.required or tuple(fields) if name not in said]
    giving = [
        matter
        for matter in pointer.frames
        if all(matter.known.get(name, value) == value for name, value in said.items())
    ]
    giving = [
        matter
        for matter in giving
        if any(name in matter.known and _same_type(name, intent, matter, context) for name in wanted)
        and (pointer.noun or same_domain(matter.intent, intent))
    ]
    offered = {tuple(repr(matter.known.get(name)) for name in wanted) for matter in giving}
    if not giving:
        return None, ()
    if len(offered) == 1:
        return giving[-1].frame, ()
    return None, tuple(matter.frame for matter in giving)


def _same_type(name: str, intent: str, matter: Matter, context: Context) -> bool:
    there = context.tasks[matter.intent]
    return name in there.Slots.model_fields and there.slot(name).type == context.tasks[intent].slot(name).type
