"""The model that stands by: opened at first need, loaded and rehearsed while nobody waits for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic

from agent.drafting.protocol import Drafter, DraftFailed, DraftRequest, Primes
from agent.drafting.request import rehearsal_of
from agent.engines import DrafterState, state_of
from agent.sentences import complete_sentences
from agent.tasks.base import Task
from agent.wording import say
from common.language import Language
from common.settings import Settings

TEMPLATE = "template"
AUTO = "auto"

PACES_KEPT = 4
"""Latest first sentences of the model that decide whether a reader waits for the next."""

LOAD_SECONDS = 180.0
"""How long a model that was asked for by name may take to load."""


class Standby:
    """The drafter of one assistant, and what is known of its pace; safe to use from several threads."""

    def __init__(
        self, engine: str, settings: Settings, tasks: Mapping[str, Task], drafter: Drafter | None = None
    ) -> None:
        self.engine = engine
        self.loading = False
        """Whether the drafter has been told to load; a one-shot process does not load one for ``auto``."""
        self.paces: deque[float] = deque(maxlen=PACES_KEPT)
        """Seconds the latest wordings needed for their first sentence."""
        self._settings = settings
        self._tasks = tasks
        self._drafter = drafter
        self._opened = drafter is not None
        self._lock = threading.Lock()
        self._told_absent = False
        self._closed = False
        self._idle = threading.Event()
        self._idle.set()
        self._hurry = threading.Event()

    @property
    def named(self) -> bool:
        """Whether the engine was asked for by name, so that its wording is waited for."""
        return self.engine not in (TEMPLATE, AUTO)

    def drafter(self) -> Drafter | None:
        """The drafter of ``engine``, opened (not yet loaded) at first use.

        Raises:
            UserError: no model is called so.
            ConfigurationError: the model that was named is not on this machine.
        """
        if self.engine == TEMPLATE:
            return None
        with self._lock:
            if not self._opened:
                from agent.drafting.select import open_drafter

                self._drafter = open_drafter(self.engine, self._settings)
                self._opened = True
            return self._drafter

    def look_again(self) -> None:
        """Look for a model anew, after one was pulled."""
        with self._lock:
            self._opened = self._drafter is not None

    def for_a_turn(self) -> Drafter | None:
        """The drafter as a turn may use it: one that was named is loaded first, however long it takes."""
        drafter = self.drafter()
        if drafter is not None and self.named and not drafter.ready():
            drafter.start()
            drafter.wait(LOAD_SECONDS)
        return drafter

    def absence(self, language: Language) -> str | None:
        """That no model is here although one was wanted; said once."""
        if self.engine == TEMPLATE or self._told_absent or self.drafter() is not None:
            return None
        self._told_absent = True
        return say("model_absent", language)

    def deadline(self) -> float | None:
        """How long a reader waits for the model: not at all for one that has lately needed longer."""
        if self.named:
            return None
        patience = self._settings.deadline_seconds
        return patience if self.paces and max(self.paces) <= patience else 0.0

    def warm_up(self, languages: Sequence[Language]) -> None:
        """Load the model and let it read its prompts' prefixes while no turn is under way; returns at once."""
        drafter = self.drafter()
        if drafter is None or self.loading:
            return
        self.loading = True
        threading.Thread(
            target=self._warm_up, args=(drafter, languages), name="tellergraph-warm-up", daemon=True
        ).start()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While a turn runs, priming stands back."""
        self._idle.clear()
        self._hurry.set()
        try:
            yield
        finally:
            self._hurry.clear()
            self._idle.set()

    def state(self) -> DrafterState:
        """What the model is doing, for a status line."""
        return state_of(self.engine, self._settings, self._drafter)

    def close(self) -> None:
        """Free the model; idempotent."""
        self._closed = True
        self._hurry.set()
        self._idle.set()
        if self._drafter is not None:
            self._drafter.close()

    def _warm_up(self, drafter: Drafter, languages: Sequence[Language]) -> None:
        drafter.start()
        if not drafter.wait(LOAD_SECONDS):
            return
        rehearsals = (rehearsal_of(task, one) for one in languages for task in self._tasks.values())
        for request in (rehearsal for rehearsal in rehearsals if rehearsal is not None):
            self._idle.wait()
            if self._closed:
                return
            with suppress(DraftFailed):
                if isinstance(drafter, Primes):
                    drafter.prime([request], self._hurry)
                if not self.paces:
                    self._rehearse(drafter, request)

    def _rehearse(self, drafter: Drafter, request: DraftRequest) -> None:
        """Measure how soon this model has a first sentence, on a worked example nobody reads."""
        begun = monotonic()
        first = next(complete_sentences(drafter.stream(request, self._hurry)), None)
        if first is not None and not self._hurry.is_set():
            self.paces.append(monotonic() - begun)
