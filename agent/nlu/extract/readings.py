"""What a mention would mean as the value of a slot of a given type, and how well it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from agent.nlu.extract.mention import Mention
from agent.tasks.base import Slot, SlotType

EXACT: Final = 10.0
"""The unit says it: 3.5%, 30年, 100万."""
BARE: Final = 4.0
"""No unit, but a size that only this type has."""
WEAK: Final = 1.0
"""Fits only where the words around it or the open question speak for it."""


@dataclass(frozen=True)
class Reading:
    """A value for a slot in its JSON unit; ``problem`` names why it cannot be taken."""

    fit: float
    number: Decimal | None = None
    data: JsonValue = None
    approximate: bool = False
    problem: str | None = None
    note: str | None = None


def read_as(mention: Mention, slot: Slot, *, pointed_at: bool) -> Reading | None:
    """The best reading of ``mention`` as ``slot``'s value, or ``None`` when it cannot be one.

    ``pointed_at``: a cue word of the slot stands beside it, or the slot was just asked for.
    """
    reader = _READERS.get(slot.type)
    if reader is None:
        return None
    best: Reading | None = None
    for form in mention.readings():
        reading = reader(form, slot, pointed_at)
        if reading is None:
            continue
        if form.approximate or form.note:
            reading = Reading(
                reading.fit, reading.number, reading.data, reading.approximate or form.approximate, reading.problem,
                form.note,
            )  # fmt: skip
        if not form.well_formed:
            reading = Reading(reading.fit, reading.number, problem="E_NUMBER")
        if best is None or reading.fit > best.fit:
            best = reading
    return best


def _within(number: Decimal, slot: Slot) -> bool:
    low = slot.minimum is None or number >= Decimal(str(slot.minimum))
    return low and (slot.maximum is None or number <= Decimal(str(slot.maximum)))


def _money(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "money":
        if slot.currency is not None and mention.unit != slot.currency:
            return Reading(EXACT, mention.number, problem="E_CURRENCY")
        return Reading(EXACT if _within(mention.number, slot) else EXACT - 2, mention.number)
    if mention.kind != "plain" or mention.unit is not None or not slot.bare:
        return None
    small_sums = slot.currency is None or (slot.maximum is not None and slot.maximum < 1000)
    plausible = _within(mention.number, slot) and (small_sums or mention.number >= 1000)
    if plausible:
        return Reading(BARE, mention.number)
    return Reading(WEAK, mention.number) if pointed_at else None


def _rate(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "percent":
        if (mention.unit or "").startswith("LPR"):
            return Reading(EXACT + (0.5 if mention.unit == "LPR5" else 0), mention.number)
        return Reading(EXACT, mention.number)
    if mention.kind != "plain" or mention.unit is not None or not slot.bare:
        return None
    number = abs(mention.number)
    if 1 <= number <= 24:
        fractional = mention.number != mention.number.to_integral_value()
        return Reading(BARE + 1 if fractional else BARE - 2, mention.number / 100)
    if 0 < number < 1:
        return Reading(BARE if pointed_at else WEAK + 1, mention.number, problem="E_RATE_UNIT")
    return Reading(WEAK, mention.number / 100) if pointed_at else None


def _ratio(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "percent":
        return Reading(EXACT - 1, mention.number)
    if mention.kind == "plain" and mention.unit is None and 0 <= mention.number <= 1:
        return Reading(BARE if pointed_at else WEAK, mention.number)
    return None


YEARS_UP_TO: Final = 30
"""A bare number answering "over what term" is in years up to here, above it in months."""

_BOTH_LIKELY: Final = frozenset({6, 12, 18, 24})
"""Bare numbers that are said of years and of months alike: they want a yes."""


def _term(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "months":
        if mention.number != mention.number.to_integral_value():
            return Reading(EXACT, mention.number, problem=slot.code)
        return Reading(EXACT if mention.unit != "letter" else EXACT - 0.5, mention.number)
    if mention.kind == "days" and mention.number % 30 == 0 and mention.number > 0:
        return Reading(BARE, mention.number / 30, approximate=True)
    if mention.kind != "plain" or mention.unit is not None or not slot.bare or not pointed_at:
        return None
    number = mention.number
    if 1 <= number <= YEARS_UP_TO:
        return Reading(BARE, number * 12, approximate=int(number) in _BOTH_LIKELY)
    return Reading(BARE, number)


def _count(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "count":
        return Reading(EXACT - 1 if pointed_at else BARE, mention.number)
    if mention.kind == "days" and pointed_at:
        return Reading(EXACT - 1, mention.number)
    if mention.kind == "months" and mention.unit == "period":
        return Reading(EXACT - 2 if pointed_at else BARE, mention.number)
    if mention.kind == "plain" and mention.unit is None and slot.bare:
        whole = mention.number == mention.number.to_integral_value()
        return Reading(BARE, mention.number) if pointed_at and whole else None
    return None


def _bp(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "bp":
        return Reading(EXACT, mention.number)
    if mention.kind == "plain" and mention.unit is None and slot.bare and pointed_at:
        return Reading(WEAK + 1, mention.number)
    return None


def _date(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "date" and mention.date is not None:
        return Reading(EXACT, data=mention.date.isoformat())
    if mention.kind == "partial_date" and pointed_at:
        return Reading(BARE, problem="E_DATE")
    return None


def _period(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    return Reading(EXACT, data=mention.data) if mention.kind == "period" else None


def _account(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "account":
        return Reading(EXACT, data=mention.data)
    digits = mention.raw.strip()
    if mention.kind == "plain" and pointed_at and len(digits) == 4 and digits.isdigit():
        return Reading(BARE, data=digits)
    return None


def _article(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "plain" and mention.unit == "article":
        return Reading(EXACT, mention.number)
    if mention.kind == "plain" and mention.unit is None and pointed_at:
        return Reading(WEAK, mention.number)
    return None


_READERS: Final[dict[SlotType, Callable[[Mention, Slot, bool], Reading | None]]] = {
    "money": _money,
    "rate": _rate,
    "ratio": _ratio,
    "term": _term,
    "count": _count,
    "bp": _bp,
    "date": _date,
    "period": _period,
    "account_ref": _account,
    "article": _article,
}
