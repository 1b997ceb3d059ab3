"""Asking which of several things is meant, and taking the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.nlu.records import Request
from agent.showing import short_value
from agent.state import Choice, Frame, Option
from agent.tasks.base import Task
from common.language import Bilingual, Language

SHOWN_VALUES = 3
"""Values that name a matter in the question."""


def between_matters(request: Request, frames: Sequence[Frame], tasks: Mapping[str, Task]) -> Choice:
    """Which of these matters the words point to."""
    options = tuple(
        Option(intent=frame.intent, frame=frame.id, label=_matter(frame, tasks[frame.intent]))
        for frame in frames
    )
    return Choice(request=request, options=options)


def between_intents(request: Request, tasks: Mapping[str, Task]) -> Choice:
    """Which of these tasks the words ask for."""
    options = tuple(Option(intent=intent, label=tasks[intent].wording.title) for intent in request.unclear)
    return Choice(request=request, options=options)


def _matter(frame: Frame, task: Task) -> Bilingual:
    return Bilingual(zh=_named(frame, task, "zh"), en=_named(frame, task, "en"))


def _named(frame: Frame, task: Task, language: Language) -> str:
    """A matter by its task and the values it goes by."""
    names = [name for name in task.required if name in frame.slots] or list(frame.slots)
    values = [short_value(task, name, frame.slots[name].value, language) for name in names[:SHOWN_VALUES]]
    title = task.wording.title[language]
    if not values:
        return title
    return f"{title}（{'、'.join(values)}）" if language == "zh" else f"{title} ({', '.join(values)})"
