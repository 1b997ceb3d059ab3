"""What a drafter is asked, and what a drafter is."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from common.language import Language


@dataclass(frozen=True)
class DraftRequest:
    """One wording to be drafted.

    ``question`` is what the staff member typed, personal data masked: it is shown to the model as quoted
    data. ``facts`` are (label, formatted value) pairs; ``steps`` say in which order to speak; ``example``
    is a worked example of the same kind, its ``label: value`` lines and the wording they become.
    ``literals`` are the only digit strings that may be written (see ``grammar.literals_of``).
    ``findings`` are what review objected to in an earlier draft. The wording comes one sentence a line.
    """

    language: Language
    question: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    example: tuple[str, str] | None
    literals: tuple[str, ...]
    max_sentences: int = 5
    findings: tuple[str, ...] = ()


class DraftFailed(Exception):
    """A drafter gave up in the middle of a draft; the message is one line for the log.

    The caller falls back to the reviewed template answer and says so in the reply's notes.
    """


class Drafter(Protocol):
    """Turns facts into sentences. It decides nothing: every sentence is reviewed before anyone reads it."""

    name: str
    """The catalogue name, reported as ``Reply.engine``."""

    @property
    def failure(self) -> str | None:
        """Why it cannot be loaded, in one line; None while all is well."""

    def ready(self) -> bool:
        """Whether a draft could begin now. Never blocks."""

    def start(self) -> None:
        """Begin loading in the background; does nothing when loading or loaded."""

    def wait(self, seconds: float) -> bool:
        """Wait until ready, at most ``seconds``; return whether it is."""

    def stream(self, request: DraftRequest, stop: threading.Event) -> Iterator[str]:
        """Yield the wording piece by piece; ends soon after ``stop`` is set.

        Raises:
            DraftFailed: when the engine fails; what was yielded before stands.
        """

    def close(self) -> None:
        """Free what the drafter holds; idempotent."""


@runtime_checkable
class Primes(Protocol):
    """A drafter that can read the static prefix of coming requests while the counter is idle."""

    def prime(self, requests: Iterable[DraftRequest], stop: threading.Event) -> None:
        """Read the prefixes; ends soon after ``stop`` is set."""


@dataclass(frozen=True)
class ChoiceRequest:
    """A question with fixed answers: the model writes one of ``options``, to the letter."""

    system: str
    question: str
    options: tuple[str, ...]


@runtime_checkable
class Chooses(Protocol):
    """A drafter whose engine can be held to a choice of given answers."""

    def ready(self) -> bool:
        """Whether it could begin now. Never blocks."""

    def choose(self, request: ChoiceRequest, stop: threading.Event) -> str:
        """The option chosen; what was written so far when ``stop`` is set.

        Raises:
            DraftFailed: when the engine fails.
        """
