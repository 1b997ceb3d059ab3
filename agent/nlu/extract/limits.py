"""A slot's limits, and what is said of a value that cannot be taken."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from agent.nlu.data import load_data
from agent.tasks.base import Slot
from common.errors import ConfigurationError
from common.formatting import percent, round_money
from common.language import Bilingual, Language

_FILE: Final = Path(__file__).parents[1] / "messages.yaml"
_HUNDRED_MILLION: Final = 100_000_000


@cache
def messages() -> dict[str, Bilingual]:
    """``messages.yaml``: what is said of a value that cannot be taken, by error code."""
    try:
        return {code: Bilingual.model_validate(text) for code, text in load_data(_FILE).items()}
    except ValueError as error:
        raise ConfigurationError(f"{_FILE.name}: every code has zh and en", remedy="mend the file") from error


def outside(number: Decimal, slot: Slot) -> bool:
    """Whether ``number`` (JSON unit) lies outside the slot's inclusive limits."""
    return (slot.minimum is not None and number < Decimal(str(slot.minimum))) or (
        slot.maximum is not None and number > Decimal(str(slot.maximum))
    )


def limit_message(slot: Slot, label: str, raw: str, language: Language) -> str:
    """One line: what was said, and the limits."""
    low, high = slot.minimum, slot.maximum
    if low is not None and high is not None:
        key = "outside_both"
    else:
        key = "outside_minimum" if low is not None else "outside_maximum"
    return messages()[key][language].format(
        label=_head(label, language),
        raw=raw,
        minimum=_shown(low, slot, language),
        maximum=_shown(high, slot, language),
    )


def problem_message(code: str, slot: Slot, label: str, raw: str, language: Language) -> str:
    """One line for a value that is ambiguous or impossible; the limits when the code has no words of its own."""
    text = messages().get(code)
    if text is None:
        return limit_message(slot, label, raw, language)
    return text[language].format(label=_head(label, language), label_plain=label, raw=raw)


def series_message(code: str, label: str, raw: str, language: Language) -> str:
    """One line for a list or a table that is not complete."""
    return messages()[code][language].format(label=_head(label, language), label_plain=label, raw=raw)


def _head(label: str, language: Language) -> str:
    return label if language == "zh" else label[:1].upper() + label[1:]


def _shown(limit: Decimal | int | float | None, slot: Slot, language: Language) -> str:
    if limit is None:
        return ""
    value = Decimal(str(limit))
    if slot.type == "money":
        return _sum(value, language)
    if slot.type in ("rate", "ratio"):
        return percent(value)
    if slot.type == "term":
        return f"{value:f}个月" if language == "zh" else f"{value:f} months" if value != 1 else "1 month"
    if slot.type == "bp":
        return f"{value:f}bp"
    return f"{value:f}"


def _sum(value: Decimal, language: Language) -> str:
    if language == "zh" and value >= _HUNDRED_MILLION and value % _HUNDRED_MILLION == 0:
        return f"{value / _HUNDRED_MILLION:f}亿元"
    return round_money(value, language)
