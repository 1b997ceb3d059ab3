"""A document handed over with a turn: it takes the place of the passage a task asks for.

The slot holds the document's name; its text lies in the memory and goes to no one but the tool. A document stays
at hand until the next one comes or the customer leaves, so that a further request may be about it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from agent.nlu.passage import find_passage
from agent.nlu.records import Request, SlotCandidate, Understanding
from agent.state import Awaiting, Memory
from agent.tasks.base import Task
from agent.wording import say
from common.documents import LONGEST_DOCUMENT, Document, pasted_document
from common.errors import UserError
from common.language import Language, detect_language

LONGEST_UTTERANCE = 20_000
"""Characters of words; what is longer is a document that was pasted, with the request that goes with it."""

_SENTENCE = re.compile(r"[\d。！？!?；;\n]|\.\s")
"""What every document has somewhere."""
_GLANCE = 4000
"""Characters by which the language of a pasted document is told."""


def handed_over(
    heard: Understanding, memory: Memory, tasks: Mapping[str, Task], *, new: bool
) -> Understanding:
    """The understanding with the document at hand in each document slot that is to be filled by it.

    A ``new`` document counts for every request about a text; one of an earlier turn only where the request pastes
    nothing itself and goes on with no passage of its own.
    """
    document = memory.document
    if document is None:
        return heard
    requests = tuple(_with(request, document, memory, tasks, new=new) for request in heard.requests)
    return heard.model_copy(update={"requests": requests})


def answer_with(
    document: Document, awaiting: Awaiting | None, memory: Memory, tasks: Mapping[str, Task], words: str
) -> Understanding | None:
    """The document as the answer to the open question for one; ``None`` when none was asked for."""
    if awaiting is None:
        return None
    frame = memory.frame(awaiting.frame)
    if not tasks[frame.intent].slot(awaiting.slot).document:
        return None
    request = Request(
        intent=frame.intent,
        confidence=frame.confidence,
        text=words,
        slots={awaiting.slot: _candidate(document)},
        follow_up=True,
        about=frame.id,
    )
    return Understanding(text=words, language=memory.language, requests=(request,))


def split_paste(text: str) -> tuple[str, Document]:
    """A long text as the request that goes with it (empty where there is none) and the document that was pasted.

    Raises:
        UserError: it is longer than any document that is read, or no document: one endless word.
    """
    if len(text) > LONGEST_DOCUMENT:
        raise UserError(
            f"the text has {len(text):,} characters; at most {LONGEST_DOCUMENT:,} are read", code="E_LONG"
        )
    if _SENTENCE.search(text) is None:
        raise UserError(
            f"the text has {len(text):,} characters; at most {LONGEST_UTTERANCE:,} are allowed for what is no document",
            code="E_LONG",
        )
    passage = find_passage(text)
    words = passage.around(text).strip() if passage is not None else ""
    body = text[passage.start : passage.end] if passage is not None else text
    language = detect_language(words or body[:_GLANCE])
    return words, pasted_document(body, name=say("pasted_name", language))


def default_words(document: Document) -> str:
    """What is asked of a document that came without a question."""
    language: Language = detect_language(document.text[:_GLANCE])
    return say("document_default", language)


def _with(
    request: Request, document: Document, memory: Memory, tasks: Mapping[str, Task], *, new: bool
) -> Request:
    task = tasks[request.intent]
    slots = dict(request.slots)
    for name in task.Slots.model_fields:
        if not task.slot(name).document:
            continue
        if new or (name not in slots and not request.follow_up and not _has_passage(request, name, memory)):
            slots[name] = _candidate(document)
    return request.model_copy(update={"slots": slots})


def _has_passage(request: Request, name: str, memory: Memory) -> bool:
    """Whether the matter the request points back to has a passage already."""
    return any(frame.id == request.about and name in frame.slots for frame in memory.frames)


def _candidate(document: Document) -> SlotCandidate:
    return SlotCandidate(value=document.name, raw=document.name)
