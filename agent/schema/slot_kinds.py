"""The type of a foreign slot, from its values, its name and its description, by the table in ``slot_kinds.yaml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from agent.nlu.data import load_model
from agent.schema.naming import phrase_of
from agent.schema.service import ServiceSlot
from agent.tasks.base import Slot, SlotType
from common.errors import ConfigurationError

_FILE: Final = Path(__file__).with_name("slot_kinds.yaml")
_YES_NO: Final = (
    frozenset({"true", "false"}), frozenset({"yes", "no"}), frozenset({"是", "否"}), frozenset({"y", "n"})
)  # fmt: skip


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    type: SlotType
    words: str


class _Kinds(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[_Rule, ...]


@cache
def _rules() -> Sequence[tuple[SlotType, re.Pattern[str]]]:
    try:
        return [(rule.type, re.compile(rule.words, re.I)) for rule in load_model(_FILE, _Kinds).kinds]
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def kind_of(slot: ServiceSlot) -> Slot:
    """The declaration of a foreign slot: any currency is taken, and no limits are known."""
    values = frozenset(value.lower() for value in slot.possible_values)
    if slot.is_categorical and values:
        if values in _YES_NO:
            return Slot("flag")
        if all(value.isdigit() for value in values):
            numbers = [int(value) for value in values]
            return Slot("count", minimum=min(numbers), maximum=max(numbers))
        return Slot("enum")
    for words in (phrase_of(slot.name), slot.description):
        for kind, pattern in _rules():
            if pattern.search(words):
                return Slot(kind, currency=None) if kind == "money" else Slot(kind)
    return Slot("name")
