"""The local model's opinion where the classifier is in doubt: it may choose among the candidates, nothing else.

Off unless the host turns it on (``[second_opinion]`` of the settings). It is asked about the whole utterance,
at most once a turn, and only until its time is up; whatever goes wrong, the classifier's answer stands and a
note says so.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.drafting.prompts import quote
from agent.drafting.protocol import ChoiceRequest, Chooses, DraftFailed
from agent.nlu.context import Classifies
from agent.nlu.data import load_model
from agent.nlu.records import Classification, RankedIntent
from agent.tasks.base import Task
from common.language import Language
from common.settings import SecondOpinionSettings
from policies.pii import mask

_FILE: Final = Path(__file__).with_suffix(".yaml")
_LONGEST: Final = 200
"""Characters of the utterance that are shown; what is asked for stands within them or is not one request."""


class _Texts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    system: str
    question: str
    none: str
    absent: str
    slow: str
    failed: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: _Texts
    en: _Texts


class _Late(Exception):
    """The model's time is up."""


class SecondOpinion:
    """The classifier of one turn, which asks a model about ``words`` where the classifier is in doubt.

    ``notes`` says afterwards, in the language of the turn, what kept the model from answering; ``asked``
    counts the calls.
    """

    def __init__(
        self,
        classifier: Classifies,
        model: Chooses | None,
        settings: SecondOpinionSettings,
        tasks: Mapping[str, Task],
        *,
        words: str,
        language: Language,
    ) -> None:
        self.notes: tuple[str, ...] = ()
        self.asked = 0
        self._classifier = classifier
        self._model = model
        self._settings = settings
        self._tasks = tasks
        self._words = words.strip()
        self._language: Language = language
        self._texts: _Texts = getattr(load_model(_FILE, _File), language)
        self._answer: Classification | None = None

    def classify(self, text: str) -> Classification:
        """The classifier's answer, or the model's choice among its candidates."""
        heard = self._classifier.classify(text)
        if text.strip() != self._words or heard.confidence >= self._settings.below:
            return heard
        if self._answer is None:
            self._answer = self._reconsidered(heard)
        return self._answer

    def _reconsidered(self, heard: Classification) -> Classification:
        fallback = next((intent for intent, task in self._tasks.items() if task.fallback), None)
        ranked = (RankedIntent(intent=heard.intent, confidence=heard.confidence), *heard.alternatives)
        titles = {
            self._tasks[entry.intent].wording.title[self._language]: entry.intent
            for entry in ranked
            if entry.intent != fallback and entry.intent in self._tasks
        }
        if not titles:
            return heard
        if self._model is None or not self._model.ready():
            self.notes = (self._texts.absent,)
            return heard
        try:
            said = self._ask(self._model, tuple(titles))
        except _Late:
            self.notes = (self._texts.slow,)
            return heard
        except DraftFailed:
            self.notes = (self._texts.failed,)
            return heard
        intent = fallback if said == self._texts.none else titles.get(said)
        if intent is None:
            self.notes = (self._texts.failed,)
            return heard
        return _settled(intent, ranked, self._settings.below)

    def _ask(self, model: Chooses, titles: tuple[str, ...]) -> str:
        """The option the model chose. It works in a thread of its own: one that does not stop is not waited for."""
        shown = quote(mask(self._words))[:_LONGEST]
        request = ChoiceRequest(
            system=self._texts.system.format(none=self._texts.none),
            question=self._texts.question.format(options="\n".join(titles), words=shown),
            options=(*titles, self._texts.none),
        )
        stop, answers = threading.Event(), queue.SimpleQueue[str | DraftFailed]()

        def work() -> None:
            try:
                answers.put(model.choose(request, stop))
            except DraftFailed as error:
                answers.put(error)

        self.asked += 1
        threading.Thread(target=work, name="tellergraph-second-opinion", daemon=True).start()
        try:
            answer = answers.get(timeout=self._settings.seconds)
        except queue.Empty:
            raise _Late from None
        finally:
            stop.set()
        if isinstance(answer, DraftFailed):
            raise answer
        return answer.strip()


def _settled(intent: str, ranked: tuple[RankedIntent, ...], confidence: float) -> Classification:
    """The choice, as sure as the threshold and no surer: a model's word is not calibrated."""
    first = next((entry.confidence for entry in ranked if entry.intent == intent), 0.0)
    return Classification(
        intent=intent,
        confidence=max(first, confidence),
        alternatives=tuple(entry for entry in ranked if entry.intent != intent),
    )
