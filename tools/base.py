"""What a tool is: typed arguments in, a typed result out, and a context it is handed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from common.language import Bilingual, Language
from common.people import Staff

if TYPE_CHECKING:
    from common.documents import Document
    from knowledge.library import Library
    from tools.core_banking import CoreBanking

Progress = Callable[[int, int], None]
"""Takes how many parts of how many are done."""


def untold(done: int, total: int) -> None:
    """The progress of those who do not ask for it."""


Recorder = Callable[[str, Mapping[str, JsonValue]], None]
"""Writes one audit event: its kind and its fields."""


class ToolArguments(BaseModel):
    """Base of a tool's arguments. Names are the slot names of ``contract/intents.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ToolResult(BaseModel):
    """Base of every result: the convention a figure follows, and the version of the calculation."""

    model_config = ConfigDict(frozen=True)

    convention: str = Field(description="day count, rounding and formula, as a name that can be looked up")
    version: str = Field(description="changes whenever the same arguments may give another result")


class ToolError(BaseModel):
    """Why a tool gave no result: a code of the calculators, the argument at fault, one line for people."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    slot: str | None = None


class ToolRun(BaseModel):
    """One call of a tool, with everything needed to repeat it. ``ms`` is its duration in milliseconds.

    Exactly one of ``result`` and ``error`` is set.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    args: dict[str, JsonValue]
    result: dict[str, JsonValue] | None = None
    error: ToolError | None = None
    ms: float = 0.0


@dataclass(frozen=True)
class ToolContext:
    """What a tool may know of the moment.

    ``customer`` is the customer identified at the counter, None while nobody is. ``bank`` and ``library``
    are None where the host runs without them; a tool that needs one says so in a ConfigurationError. ``intent``
    and ``dialogue`` say for which request the tool is called, None where a host calls it for itself.
    """

    now: datetime
    language: Language
    staff: Staff
    customer: str | None
    bank: CoreBanking | None
    library: Library | None
    record: Recorder
    intent: str | None = None
    dialogue: str | None = None
    document: Document | None = None
    progress: Progress = untold


A = TypeVar("A", bound=BaseModel)
R = TypeVar("R", bound=ToolResult)


@dataclass(frozen=True)
class Tool(Generic[A, R]):
    """A tool by its name. ``run`` raises UserError for what the user can mend.

    ``rejected`` is told of arguments that are none, for a tool whose every attempt leaves a trace.
    """

    name: str
    description: Bilingual
    arguments: type[A]
    result: type[R]
    run: Callable[[A, ToolContext], R]
    rejected: Callable[[Mapping[str, JsonValue], ToolError, ToolContext], None] | None = None


def to_json(value: object) -> JsonValue:
    """Return ``value`` as plain JSON: Decimal becomes a number, dates ISO text, models objects.

    Raises TypeError for what has no JSON form, and ValueError for NaN and infinities.
    """
    result: JsonValue
    match value:
        case None | bool() | str() | int():
            result = value.value if isinstance(value, Enum) else value
        case float() | Decimal():
            result = _number(value)
        case BaseModel():
            result = {name: to_json(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            result = {str(key): to_json(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            result = [
                to_json(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)
            ]
        case date():
            result = value.isoformat()
        case Enum():
            result = to_json(value.value)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON form")
    return result


def _number(value: float | Decimal) -> int | float:
    if not isfinite(value):
        raise ValueError(f"{value} has no JSON form")
    if value == int(value) and isinstance(value, Decimal):
        return int(value)
    return float(value)
