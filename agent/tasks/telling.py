"""Sentences of a task's template answer, from the ``texts`` of its YAML file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from pydantic import BaseModel, JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Fact, Step, Task
from common.language import Language

StepKind = Literal["asked", "working", "result", "mind"]
R = TypeVar("R", bound=BaseModel)


@dataclass(frozen=True)
class Telling:
    """Words an answer in one language; ``texts`` hold placeholders that name facts by id."""

    task: Task
    language: Language

    def say(self, name: str, /, **values: str) -> str:
        """The text ``name`` with its placeholders filled."""
        return self.task.wording.texts[name][self.language].format(**values)

    def fact(self, id_: str, value: JsonValue, text: str, *, required: bool = False) -> Fact:
        """A fact; its label is the text ``fact_<id>``, or the slot's own label."""
        wording = self.task.wording
        known = wording.texts.get(f"fact_{id_}")
        label = wording.slots[id_].label if known is None else known
        return Fact(id=id_, label=label[self.language], value=value, text=text, required=required)

    def step(self, kind: StepKind, name: str, facts: Sequence[Fact] = (), **values: str) -> Step:
        """A sentence; each placeholder takes the text of the fact of that id."""
        return Step(kind=kind, text=self.say(name, **{fact.id: fact.text for fact in facts}, **values))


def result_of(run: ToolCall, kind: type[R]) -> R:
    """A tool's JSON result as its own type again."""
    return kind.model_validate(run.result)
