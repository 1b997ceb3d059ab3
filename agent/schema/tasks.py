"""A foreign service as tasks of ours, made at run time: the same classifier, extractors and tracker serve them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal

from pydantic import create_model

from agent.reply import ToolCall
from agent.schema.service import DONTCARE, NONE, Service, ServiceIntent, ServiceSlot
from agent.schema.slot_kinds import kind_of
from agent.schema.wording import ServiceWording, slots_of
from agent.tasks.base import Fact, Outline, Scene, Slot, Task, TaskSlots, TaskWording
from common.errors import UserError


class ServiceTask(Task):
    """A task whose slots and wording come from a schema. It calls no tool: its host does what is asked."""

    given: ClassVar[TaskWording]

    @cached_property
    def wording(self) -> TaskWording:
        """The wording it was made with; there is no file."""
        return self.given

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The values, each with its label."""
        values = slots.model_dump(mode="json", exclude_none=True)
        return Outline(
            facts=tuple(
                Fact(
                    id=name,
                    label=self.wording.slots[name].label[scene.language],
                    value=value,
                    text=str(value),
                )
                for name, value in values.items()
            ),
            rewordable=False,
        )


def tasks_of(service: Service, wording: ServiceWording) -> Mapping[str, Task]:
    """The tasks of a service by intent, with one more for what is none of them.

    Raises:
        UserError: when a slot's name cannot be a field's.
    """
    tasks: dict[str, Task] = {}
    for intent in service.intents:
        slots = _slots_model(service, intent)
        kind = type(
            "Task",
            (ServiceTask,),
            {"intent": intent.name, "Slots": slots, "given": wording.tasks[intent.name]},
        )
        tasks[intent.name] = kind()
    none = type("NoTask", (ServiceTask,), {"intent": NONE, "fallback": True, "given": wording.tasks[NONE]})
    tasks[NONE] = none()
    return tasks


def _slots_model(service: Service, intent: ServiceIntent) -> type[TaskSlots]:
    fields: dict[str, Any] = {}
    for name in slots_of(intent):
        slot = service.slot(name)
        kind = _annotation(slot, required=name in intent.required_slots)
        fields[name] = (kind, ...) if name in intent.required_slots else (kind, None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a slot may be called copy or json: nobody calls those here
            model = create_model(f"{intent.name}Slots", __base__=TaskSlots, **fields)
    except (NameError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"intent {intent.name}: its slots cannot be fields: {reason}") from error
    lost = [name for name in fields if name not in model.model_fields]
    if lost:
        raise UserError(f"intent {intent.name}: its slots cannot be fields: {', '.join(lost)}")
    return model


def _annotation(slot: ServiceSlot, *, required: bool) -> object:
    declared = kind_of(slot)
    kind: Any = _python_type(slot, declared)
    return Annotated[kind, declared] if required else Annotated[kind | None, declared]


def _python_type(slot: ServiceSlot, declared: Slot) -> object:
    match declared.type:
        case "enum":
            return Literal[(*slot.possible_values, DONTCARE)]
        case "flag":
            return Literal[slot.possible_values]
        case "count" | "term":
            return int
        case "money" | "rate":
            return float
        case _:
            return str
