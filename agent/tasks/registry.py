"""Every task the assistant has: the built-in ones beside this file, and those other packages register."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from inspect import isabstract
from types import MappingProxyType

import agent.tasks
from agent.tasks.base import Task
from common.errors import ConfigurationError

ENTRY_POINTS = "tellergraph.tasks"


@cache
def built_in_tasks() -> Mapping[str, Task]:
    """The tasks beside this file, by intent, without those of other packages."""
    return MappingProxyType({kind.intent: kind() for kind in _built_in()})


@cache
def all_tasks() -> Mapping[str, Task]:
    """Return the tasks by intent: built-in first, then entry points of the group ``tellergraph.tasks``.

    An entry point names a task class. Raises ConfigurationError when two tasks claim one intent.
    """
    tasks: dict[str, Task] = {}
    for kind in (*_built_in(), *_registered()):
        if kind.intent in tasks:
            raise ConfigurationError(
                f"two tasks claim the intent {kind.intent}", remedy="rename or remove one"
            )
        tasks[kind.intent] = kind()
    return MappingProxyType(tasks)


def _built_in() -> Iterator[type[Task]]:
    for module in sorted(
        pkgutil.walk_packages(agent.tasks.__path__, "agent.tasks."), key=lambda found: found.name
    ):
        if module.ispkg or module.name in {"agent.tasks.base", "agent.tasks.registry"}:
            continue
        loaded = importlib.import_module(module.name)
        for value in vars(loaded).values():
            if (
                isinstance(value, type)
                and issubclass(value, Task)
                and not isabstract(value)
                and value.__module__ == module.name
                and hasattr(value, "intent")
            ):
                yield value


def _registered() -> Iterator[type[Task]]:
    for point in entry_points(group=ENTRY_POINTS):
        try:
            kind = point.load()
        except Exception as error:
            raise ConfigurationError(
                f"task {point.name} of {point.value} does not load: {error}", remedy="mend or uninstall it"
            ) from error
        yield kind
