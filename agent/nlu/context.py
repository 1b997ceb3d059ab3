"""What understanding is given besides the words: the tasks, the clock, and what the dialogue has so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue

from agent.nlu.extract import Resolvers, extract_slots
from agent.nlu.records import Classification, Extraction, Matter
from agent.tasks.base import Task
from common.language import Language


class Classifies(Protocol):
    """The part of ``IntentClassifier`` that is used here."""

    def classify(self, text: str) -> Classification: ...


@dataclass(frozen=True)
class Context:
    """The surroundings of one utterance.

    ``active`` is the intent of the matter a bare value is about, ``active_frame`` its frame, ``known`` its
    values, ``recent`` the slots of those that the user gave last, ``awaiting`` the slot of it that was just
    asked for, ``also`` further ones. ``matters`` are all the dialogue has, oldest first.
    """

    tasks: Mapping[str, Task]
    classifier: Classifies
    now: datetime
    language: Language
    awaiting: str | None
    active: str | None
    active_frame: int | None
    known: Mapping[str, JsonValue]
    recent: frozenset[str]
    matters: Sequence[Matter]
    resolvers: Resolvers
    also: frozenset[str] = frozenset()

    def read(
        self,
        words: str,
        intent: str,
        *,
        awaiting: str | None = None,
        known: Mapping[str, JsonValue] | None = None,
        recent: frozenset[str] = frozenset(),
        also: frozenset[str] = frozenset(),
    ) -> Extraction:
        """The slot values of ``intent`` said in ``words``."""
        return extract_slots(
            words, self.tasks[intent], now=self.now, language=self.language, awaiting=awaiting, known=known or {},
            recent=recent, resolvers=self.resolvers, also=also,
        )  # fmt: skip

    def read_active(self, words: str) -> Extraction:
        """The values of the active matter said in ``words``, the open question in mind."""
        assert self.active is not None
        return self.read(
            words, self.active, awaiting=self.awaiting, known=self.known, recent=self.recent, also=self.also
        )

    def is_idle(self, intent: str) -> bool:
        """Whether the task takes nothing, looks nothing up and calls nobody: small talk beside any other."""
        task = self.tasks[intent]
        return not task.Slots.model_fields and task.escalates is None and not task.clears_customer

    def is_fallback(self, intent: str) -> bool:
        """Whether the intent is that of the task for what no other task can do."""
        task = self.tasks.get(intent)
        return task is not None and task.fallback

    def matter(self, frame: int) -> Matter | None:
        """The matter of that frame."""
        return next((matter for matter in self.matters if matter.frame == frame), None)


def typed_slots(task: Task, extraction: Extraction) -> frozenset[str]:
    """The slots whose value (or impossible value) was said as such, not taken from free words."""
    given = {name for name in extraction.values if task.slot(name).type != "text"}
    return frozenset(given | {error.slot for error in extraction.errors})
