"""How an utterance answers what the assistant offered or repeated, and whether the assistant asked at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.nlu.records import Understanding
from agent.tasks.base import Task
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_name("answering.yaml")
_SURE: Final = 0.5
Expressions = Mapping[Language, tuple[str, ...]]


class _Answering(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    agreed: Expressions
    denied: Expressions
    enough: Expressions
    question: Expressions


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    words = load_model(_FILE, _Answering)
    try:
        return {
            name: re.compile("|".join(word for group in table.values() for word in group), re.I)
            for name, table in dict(words).items()
        }
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def _said(name: str, text: str) -> bool:
    return _patterns()[name].search(text) is not None


def is_question(text: str) -> bool:
    """Whether the words ask something."""
    return _said("question", text)


def denies(text: str) -> bool:
    """Whether the words say no to something."""
    return _said("denied", text)


def agrees(text: str) -> bool:
    """Whether the words agree and deny nothing."""
    return _said("agreed", text) and not denies(text)


def wants_nothing(text: str, heard: Understanding, offered: str | None, tasks: Mapping[str, Task]) -> bool:
    """Whether ``text`` answers an offer (of ``offered``, or of any further help) with no.

    It does when it says so and asks for nothing else, and when it neither agrees nor asks for anything.
    """
    wanted = [
        request
        for request in heard.requests
        if not tasks[request.intent].fallback and (request.follow_up or request.confidence >= _SURE)
    ]
    if denies(text) or _said("enough", text):
        return not any(request.intent != offered and not request.follow_up for request in wanted)
    return not wanted and not (offered is not None and agrees(text))
