"""Slots for people: their labels from the tasks' own wording, their values with units."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from pydantic import JsonValue

from agent.tasks.base import Task
from common import formatting
from common.language import Language
from tui.texts import has_text, text


def task_title(intent: str, language: Language) -> str:
    """The task's title; the intent itself where no task has it."""
    task = _task(intent)
    return intent if task is None else task.wording.title[language]


def slot_label(intent: str, name: str, language: Language) -> str:
    """The slot's label; its name where the task does not word it."""
    task = _task(intent)
    if task is None or name not in task.wording.slots:
        return name
    return task.wording.slots[name].label[language]


def slot_value(intent: str, name: str, value: JsonValue, language: Language) -> str:
    """The value with its unit, as the slot's type says; plain where the type is not known."""
    task = _task(intent)
    if task is None or name not in task.Slots.model_fields:
        return _plain(value)
    wording = task.wording.slots.get(name)
    if wording is not None and isinstance(value, str) and value in wording.values:
        return wording.values[value][language][0]
    if has_text(f"value_{value}"):
        return text(f"value_{value}", language)
    try:
        return _typed(task.slot(name).type, value, language)
    except (ValueError, TypeError, InvalidOperation):
        return _plain(value)


def _typed(kind: str, value: JsonValue, language: Language) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return _plain(value)
    match kind:
        case "money":
            shown = formatting.round_money(Decimal(str(value)), language)
        case "rate" | "ratio":
            shown = formatting.percent(Decimal(str(value)), language=language)
        case "term":
            shown = formatting.term(int(value), language)
        case "date":
            shown = formatting.date(date.fromisoformat(str(value)), language)
        case "bp":
            shown = f"{value} bp"
        case _:
            shown = _plain(value)
    return shown


def _plain(value: JsonValue) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value[:4]) + (" …" if len(value) > 4 else "")
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(item)}" for key, item in value.items())
    return "—" if value is None else str(value)


def _task(intent: str) -> Task | None:
    from agent.tasks.registry import all_tasks

    return all_tasks().get(intent)
