"""Slot values as people write them."""

from __future__ import annotations

from decimal import Decimal

from agent.tasks.base import Task
from common import formatting
from common.language import Language


def short_value(task: Task, slot: str, value: object, language: Language) -> str:
    """The same as briefly as it is said: 600000 of type money is 60万元."""
    if task.slot(slot).type == "money":
        return formatting.round_money(Decimal(str(value)), language)
    return shown_value(task, slot, value, language)


def shown_value(task: Task, slot: str, value: object, language: Language) -> str:
    """300000 of type money is 300,000元; 360 of type term is 30年."""
    match task.slot(slot).type:
        case "money":
            return formatting.money(Decimal(str(value)), language)
        case "rate" | "ratio":
            return formatting.percent(Decimal(str(value)))
        case "term":
            return formatting.term(int(str(value)), language)
        case _:
            return str(value)
