"""What a turn is given from outside, so that it is a function of its inputs: the LangGraph context."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agent.drafting.protocol import Chooses, Drafter, DraftRequest
from agent.nlu.classifier import IntentClassifier
from agent.nlu.context import Classifies
from agent.nlu.second_opinion import SecondOpinion
from agent.reply import Reply
from agent.reviewing import Reviewer
from agent.tasks.base import Scene, Task
from common.language import Language
from common.people import Staff
from common.settings import SecondOpinionSettings
from knowledge.library import Library
from state_store.store import Store
from tools.base import Recorder, ToolContext
from tools.core_banking import CoreBanking


@dataclass
class PendingWording:
    """A model's wording that goes on after its turn was answered: approved sentences pile up here."""

    engine: str
    request: DraftRequest
    reviewer: Reviewer
    stop: threading.Event = field(default_factory=threading.Event)
    finished: threading.Event = field(default_factory=threading.Event)
    sentences: list[str] = field(default_factory=list)
    failure: str | None = None


@dataclass
class TurnContext:
    """One turn's surroundings. Lazily opened parts are callables, so that light turns stay light."""

    tasks: Mapping[str, Task]
    classifier: Callable[[], IntentClassifier]
    library: Library
    bank: CoreBanking
    store: Store
    drafter: Drafter | None
    drafter_absent: str | None
    """Why there is no drafter although one was wanted; ``None`` when none was wanted."""
    deadline: float | None
    """Seconds to wait for the model's first approved sentence; 0 for one known to be slower than the reader's
    patience, ``None`` waits for the whole."""
    loading: bool
    """Whether the drafter has been told to load; a one-shot process does not load one for ``auto``."""
    tell_pace: Callable[[float], None]
    """Takes the seconds a model needed for its first sentence."""
    script: str | None
    """The scripted draft of this turn."""
    second_opinion: SecondOpinionSettings = field(default_factory=SecondOpinionSettings)
    """Whether the local model looks again at an intent in doubt; off unless the host turns it on."""
    opinion: SecondOpinion | None = None
    """The classifier of this turn where that is on; set by understand."""
    stoppable: list[threading.Event] = field(default_factory=list)
    """Stop switches of the wordings under way, newest last."""
    rewording: PendingWording | None = None
    """A model's wording that goes on after the turn; set by draft."""
    reply: Reply | None = None
    """The turn's reply; set by respond, which keeps it out of the checkpoint: it is in the turn log."""
    remembered: str | None = None
    """The memory as it was stored with the turn; set by respond."""

    def hearing(self, words: str, language: Language) -> Classifies:
        """The classifier for one utterance."""
        if not self.second_opinion.enabled:
            return self.classifier()
        model = self.drafter if isinstance(self.drafter, Chooses) else None
        self.opinion = SecondOpinion(
            self.classifier(), model, self.second_opinion, self.tasks, words=words, language=language
        )
        return self.opinion

    def scene(
        self, now: datetime, language: Language, staff: Staff, customer: str | None, words: str
    ) -> Scene:
        """The moment as tasks see it."""
        return Scene(now=now, language=language, staff=staff, customer=customer, utterance=words)

    def tool_context(self, scene: Scene, record: Recorder) -> ToolContext:
        """The moment as tools see it; ``record`` takes what must be audited."""
        return ToolContext(
            now=scene.now,
            language=scene.language,
            staff=scene.staff,
            customer=scene.customer,
            bank=self.bank,
            library=self.library,
            record=record,
        )
