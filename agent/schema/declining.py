"""Whether the user wants nothing of what the assistant offered."""

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

_FILE: Final = Path(__file__).with_name("declining.yaml")
_SURE: Final = 0.5


class _Declining(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    declined: Mapping[Language, tuple[str, ...]]


@cache
def _pattern() -> re.Pattern[str]:
    words = load_model(_FILE, _Declining).declined
    try:
        return re.compile("|".join(word for group in words.values() for word in group), re.I)
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def declines(text: str, heard: Understanding, offered: str | None, tasks: Mapping[str, Task]) -> bool:
    """Whether ``text`` answers an offer (of ``offered``, or of any further help) with no.

    It does when it says so and asks for nothing else, and when it neither agrees nor asks for anything.
    """
    said_no = "deny" in heard.acts or _pattern().search(text) is not None
    wanted = [
        request
        for request in heard.requests
        if not tasks[request.intent].fallback and (request.follow_up or request.confidence >= _SURE)
    ]
    if said_no and "confirm" not in heard.acts:
        return not any(request.intent != offered and not request.follow_up for request in wanted)
    return not wanted and "confirm" not in heard.acts
