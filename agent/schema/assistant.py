"""Understands the users of a service described from outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from agent.nlu.classifier import Example, IntentClassifier, examples_of
from agent.nlu.similarity import Encodes
from agent.schema.conversation import NO_TIME, Conversation
from agent.schema.phrasing import language_of
from agent.schema.prompt import PromptReader
from agent.schema.service import NONE, Service
from agent.schema.tasks import tasks_of
from agent.schema.wording import ServiceWording, described
from agent.tasks.base import Task
from common.language import Language


class ServiceAssistant:
    """Understands the users of one foreign service. Built once, it begins any number of dialogues.

    Args:
        wording: what ``agent.schema.learning.learn`` made of annotated dialogues; by default what the schema
            alone gives.
        encoder: the sentence encoder, ``knowledge.encoder.SentenceEncoder()``.
        cache: where trained classifiers are kept; without it they are trained anew.
    """

    def __init__(
        self,
        service: Service,
        encoder: Encodes,
        *,
        wording: ServiceWording | None = None,
        cache: Path | None = None,
    ) -> None:
        self.service = service
        self.wording = wording or described(service)
        self.tasks: Mapping[str, Task] = tasks_of(service, self.wording)
        self.language: Language = language_of(service)
        self.classifier = _classifier(examples_of(self.tasks), encoder, cache, NONE)
        moves = [
            Example(text, move, self.language) for move, texts in self.wording.moves.items() for text in texts
        ]
        self.reader = PromptReader(_classifier(tuple(moves), encoder, cache, "other"))

    def begin(self, *, now: datetime = NO_TIME) -> Conversation:
        """A fresh dialogue; ``now`` is its clock."""
        return Conversation(self, now)


def _classifier(
    examples: tuple[Example, ...], encoder: Encodes, cache: Path | None, outside: str
) -> IntentClassifier:
    if cache is None:
        return IntentClassifier.train(examples, encoder, out_of_scope=outside)
    return IntentClassifier.load_or_train(examples, cache, encoder, out_of_scope=outside)
