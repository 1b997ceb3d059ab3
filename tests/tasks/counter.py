"""A session at the counter: the tasks are run over the real tools and the demonstration bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pydantic import JsonValue

from agent.tasks.base import Outline, Scene, Task
from common.language import Language
from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.embedded_bank import EmbeddedBank
from tools.registry import call_tool

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass
class Counter:
    """Runs a task as the act node does: slots, calls, outline."""

    bank: EmbeddedBank
    language: Language = "zh"
    customer: str | None = None
    staff: str = "T1001"
    runs: tuple[ToolRun, ...] = ()
    recorded: list[Mapping[str, JsonValue]] = field(default_factory=list)

    @property
    def scene(self) -> Scene:
        return Scene(NOW, self.language, Staff(id=self.staff), self.customer, "")

    @property
    def context(self) -> ToolContext:
        return ToolContext(
            now=NOW,
            language=self.language,
            staff=Staff(id=self.staff),
            customer=self.customer,
            bank=self.bank,
            library=None,
            record=lambda kind, fields: self.recorded.append({"kind": kind, **fields}),
        )

    def call(self, task: Task, **values: JsonValue) -> tuple[ToolRun, ...]:
        slots = task.Slots.model_validate(values)
        return tuple(call_tool(call.tool, call.args, self.context) for call in task.calls(slots, self.scene))

    def answer(self, task: Task, **values: JsonValue) -> Outline:
        runs = self.call(task, **values)
        assert all(run.error is None for run in runs), runs
        return task.outline(task.Slots.model_validate(values), runs, self.scene)
