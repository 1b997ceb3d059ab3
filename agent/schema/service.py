"""A service described from outside: its slots and intents, as the Schema-Guided Dialogue format writes them.

The format is that of Rastogi et al., "Towards Scalable Multi-domain Conversational Agents: The Schema-Guided
Dialogue Dataset" (AAAI 2020); keys that are not needed here are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from common.errors import UserError

NONE = "NONE"
"""The intent of a user who wants nothing of the service."""

DONTCARE = "dontcare"
"""The value of a slot of which the user says that any will do."""


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=200)
    description: str = ""


class ServiceSlot(_Described):
    """A slot. ``possible_values`` are all there are when it is categorical, else mere examples."""

    is_categorical: bool = False
    possible_values: tuple[str, ...] = ()


class ServiceIntent(_Described):
    """An intent: what it needs, what it may take (with defaults), what it tells."""

    is_transactional: bool = False
    required_slots: tuple[str, ...] = ()
    optional_slots: Mapping[str, str] = Field(default_factory=dict)
    result_slots: tuple[str, ...] = ()

    @property
    def tracked(self) -> tuple[str, ...]:
        """The slots a user may set, in order."""
        return (*self.required_slots, *self.optional_slots)


class Service(BaseModel):
    """A service: what it is for, its slots and its intents."""

    model_config = ConfigDict(frozen=True)

    service_name: str = Field(min_length=1)
    description: str = ""
    slots: tuple[ServiceSlot, ...]
    intents: tuple[ServiceIntent, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_fit(self) -> Service:
        names = [slot.name for slot in self.slots]
        if len(names) != len(set(names)):
            raise ValueError("two slots have one name")
        intents = [intent.name for intent in self.intents]
        if len(intents) != len(set(intents)) or NONE in intents:
            raise ValueError(f"intents have names of their own, and none is {NONE}")
        for intent in self.intents:
            unknown = {*intent.tracked, *intent.result_slots} - set(names)
            if unknown:
                raise ValueError(f"intent {intent.name} has no slot {', '.join(sorted(unknown))} declared")
        return self

    def slot(self, name: str) -> ServiceSlot:
        """The slot of that name; KeyError when there is none."""
        return next(slot for slot in self.slots if slot.name == name)

    def intent(self, name: str) -> ServiceIntent:
        """The intent of that name; KeyError when there is none."""
        for intent in self.intents:
            if intent.name == name:
                return intent
        raise KeyError(name)

    @property
    def tracked(self) -> tuple[str, ...]:
        """Every slot that some intent takes from the user."""
        return tuple(dict.fromkeys(name for intent in self.intents for name in intent.tracked))


_SERVICES = TypeAdapter(tuple[Service, ...])


def load_services(file: Path) -> tuple[Service, ...]:
    """The services of a JSON file: a list of them, or a single one.

    Raises:
        UserError: one line, when the file cannot be read or is no such schema.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{file}: not JSON") from error
    try:
        services = _SERVICES.validate_python(data if isinstance(data, list) else [data])
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{file}: {place}: {first['msg']}") from error
    if not services:
        raise UserError(f"{file}: describes no service")
    return services
