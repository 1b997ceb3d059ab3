"""Whose slot it is (the user's own, somebody else's; the start, the end), and the cue words that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from agent.nlu.data import load_model
from agent.schema.naming import phrase_of
from agent.schema.service import ServiceSlot
from agent.tasks.base import SlotType
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_name("roles.yaml")
Words = Mapping[Language, tuple[str, ...]]


class Role(BaseModel):
    """A role: the words of a name or description that give it, and the cue words it brings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    match: str
    cues: Words
    otherwise_beside: str | None = None


class RoleTable(BaseModel):
    """``roles.yaml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: Mapping[str, Role]
    hollow: tuple[str, ...]
    beside: Mapping[SlotType, Words] = Field(default_factory=dict)
    questions: Mapping[SlotType, Words] = Field(default_factory=dict)
    dontcare: Words


@cache
def role_table() -> RoleTable:
    """The table, checked."""
    table = load_model(_FILE, RoleTable)
    for name, role in table.roles.items():
        try:
            re.compile(role.match)
        except re.error as error:
            raise ConfigurationError(
                f"{_FILE.name}: {name}: {error}", remedy="mend the expression"
            ) from error
    return table


def role_of(slot: ServiceSlot, beside: Sequence[ServiceSlot]) -> str | None:
    """The role of ``slot`` among the slots ``beside`` it; ``None`` when nothing gives it one.

    The name decides before the description; of two slots with the same values, the one that says nothing
    takes the part the other leaves.
    """
    table = role_table()
    named = _said(phrase_of(slot.name))
    if named is not None:
        return named
    rivals = [other for other in beside if other is not slot and _alike(slot, other)]
    parts = {_said(phrase_of(other.name)) for other in rivals}
    for name, role in table.roles.items():
        if role.otherwise_beside is not None and role.otherwise_beside in parts:
            return name
    return _said(slot.description)


def _said(words: str) -> str | None:
    for name, role in role_table().roles.items():
        if re.search(role.match, words, re.I):
            return name
    return None


def _alike(first: ServiceSlot, second: ServiceSlot) -> bool:
    if first.is_categorical or second.is_categorical:
        return bool(set(first.possible_values) & set(second.possible_values))
    return words_in_common(first, second)


def words_in_common(first: ServiceSlot, second: ServiceSlot) -> bool:
    """Whether two names end in the same word (departure date, return date)."""
    return phrase_of(first.name).split()[-1:] == phrase_of(second.name).split()[-1:]
