"""What a pasted text is to an utterance: no act, no request, no intent; where one was asked for, the answer."""

from __future__ import annotations

from typing import Final

from agent.nlu.context import Context
from agent.nlu.passage import PASTED, SHORTEST, find_passage, looks_pasted
from agent.nlu.records import Classification

ABOUT_TEXT: Final = 0.5
"""What the words around a passage must reach to be a request about a text."""

ABOUT_PHRASE: Final = 0.9
"""The same where it is only a phrase, which may be part of the request itself."""


def own_words(text: str) -> str:
    """The words without a passage pasted among them."""
    passage = find_passage(text)
    return text if passage is None else passage.around(text)


def classified(words: str, context: Context) -> Classification:
    """The intent of the words: of those around a pasted passage where they ask for something done with a text."""
    for least, sure in ((PASTED, ABOUT_TEXT), (SHORTEST, ABOUT_PHRASE)):
        passage = find_passage(words, least=least)
        if passage is None:
            continue
        heard = context.classifier.classify(passage.around(words).strip())
        task = context.tasks.get(heard.intent)
        takes_text = task is not None and any(
            task.slot(name).type == "text" for name in task.Slots.model_fields
        )
        if takes_text and heard.confidence >= sure:
            return heard
    return context.classifier.classify(words)


def answers_with_document(text: str, context: Context) -> bool:
    """Whether a text that was asked for has been pasted: whatever stands in it, it is the answer."""
    if context.active is None or context.awaiting is None:
        return False
    return context.tasks[context.active].slot(context.awaiting).document and looks_pasted(text)
