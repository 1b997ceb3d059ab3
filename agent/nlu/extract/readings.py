"""What a mention would mean as the value of a slot of a given type, and how well it fits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.rates import DAYS_OF_A_YEAR
from agent.tasks.base import CountUnit, Slot, SlotType
from common.formatting import percent

EXACT: Final = 10.0
"""The unit says it: 3.5%, 30年, 100万."""
BARE: Final = 4.0
"""No unit, but a size that only this type has."""
TEN_THOUSAND: Final = 10_000
DAYS_OF_MONTHS: Final = 365
"""A length of months held is counted in days by a year of so many; the reading wants a yes."""
_POINTS: Final = re.compile("点|point", re.I)
WEAK: Final = 1.0
"""Fits only where the words around it or the open question speak for it."""


@dataclass(frozen=True)
class Reading:
    """A value for a slot in its JSON unit; ``problem`` names why it cannot be taken.

    ``dated``: since when what the ``note`` names holds, where the value stands on something published.
    """

    fit: float
    number: Decimal | None = None
    data: JsonValue = None
    approximate: bool = False
    problem: str | None = None
    note: str | None = None
    dated: date | None = None


def read_as(
    mention: Mention, slot: Slot, *, pointed_at: bool, counts: CountUnit | None = None
) -> Reading | None:
    """The best reading of ``mention`` as ``slot``'s value, or ``None`` when it cannot be one.

    ``pointed_at``: a cue word of the slot stands beside it, or the slot was just asked for. ``counts``: what a
    count counts, where that is known.
    """
    if counts is not None and slot.counts != counts:
        slot = replace(slot, counts=counts)
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
                form.note or reading.note, form.dated,
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
    return _bare_sum(mention, slot, pointed_at)


def _bare_sum(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    """A sum without its unit: taken where its size is that of a sum, else where the words point at it."""
    small_sums = slot.currency is None or (slot.maximum is not None and slot.maximum < 1000)
    plausible = _within(mention.number, slot) and (small_sums or mention.number >= 1000)
    if plausible:
        return Reading(BARE, mention.number)
    if not pointed_at:
        return None
    large = mention.number * TEN_THOUSAND
    if not _within(mention.number, slot) and 1 <= mention.number < 1000 and _within(large, slot):
        return Reading(WEAK + 0.5, large, approximate=True, note=f"{mention.number:f}万 / {large:,.0f}")
    return Reading(WEAK, mention.number)


def _rate(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "percent" and mention.direction and _POINTS.search(mention.raw):
        return None  # 下降1个百分点 says by how much, not to what
    if mention.kind == "percent":
        return _said_rate(mention)
    if mention.kind != "plain" or mention.unit is not None or not slot.bare:
        return None
    number = abs(mention.number)
    if 1 <= number <= 24:
        fractional = mention.number != mention.number.to_integral_value()
        return Reading(BARE + 1 if fractional else BARE - 2, mention.number / 100)
    if 0 < number < 1:
        return Reading(BARE if pointed_at else WEAK + 1, mention.number, problem="E_RATE_UNIT")
    return Reading(WEAK, mention.number / 100) if pointed_at else None


def _said_rate(mention: Mention) -> Reading | None:
    """A percentage as a rate a year; one that is said for a day stands on 360 days and wants a yes."""
    if mention.unit in ("成", "relative"):
        return None
    if mention.unit == "LPR?":
        return Reading(EXACT, mention.number, problem="E_SPREAD")
    if mention.unit == "LPR-":
        return Reading(EXACT, mention.number, problem="E_LPR")
    if mention.per == "month":
        return Reading(EXACT, mention.number * 12)
    if mention.per == "day":
        other = percent(mention.number * 365)
        return Reading(
            EXACT,
            mention.number * DAYS_OF_A_YEAR,
            approximate=True,
            note=f"×{DAYS_OF_A_YEAR}; ×365 = {other}",
        )
    moves = -2.5 if mention.direction else 0  # a rise of 1% may say by how much
    return Reading(EXACT + (0.5 if mention.unit == "LPR5" else moves), mention.number)


def _ratio(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.direction and _POINTS.search(mention.raw):
        return None
    if mention.kind == "percent" and not (mention.unit or "").startswith("LPR"):
        # 上浮30% moves a rate, unless a slot's own words say that this is the share it holds
        moves = (mention.unit or "").startswith("relative") and not (slot.named and pointed_at)
        return None if moves else Reading(EXACT - 1, mention.number)
    if mention.kind != "plain" or mention.unit not in (None, "fraction"):
        return None
    number = mention.number
    if mention.unit is None and pointed_at and not _within(number, slot) and _within(number / 100, slot):
        return Reading(BARE, number / 100, approximate=True, note=f"{number}%")
    if not 0 <= number <= 1 or (mention.unit == "fraction" and not pointed_at):
        return None
    return Reading(BARE if pointed_at else WEAK, number)


YEARS_UP_TO: Final = 30
"""A bare number answering "over what term" is in years up to here, above it in months."""

_BOTH_LIKELY: Final = frozenset({6, 12, 18, 24})
"""Bare numbers that are said of years and of months alike: they want a yes."""


def _term(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "months":
        return _months(mention, slot)
    if mention.kind == "days" and mention.number % 30 == 0 and mention.number > 0:
        return Reading(BARE, mention.number / 30, approximate=True)
    if not pointed_at or mention.kind != "plain":
        return None
    number = mention.number
    if mention.unit == "ordinal" and mention.raw.endswith("期"):
        return Reading(BARE, number, approximate=True)  # 第60期: counted in or not
    if mention.unit is not None or not slot.bare:
        return None
    years = 1 <= number <= YEARS_UP_TO
    return Reading(BARE, number * 12 if years else number, approximate=years and int(number) in _BOTH_LIKELY)


def _months(mention: Mention, slot: Slot) -> Reading:
    if mention.number != mention.number.to_integral_value():
        return Reading(EXACT, mention.number, problem=slot.code)
    less = {"letter": 0.5, "offset": 1.0}.get(mention.unit or "", 0.0)
    return Reading(EXACT - less - (0 if _within(mention.number, slot) else 2), mention.number)


def _count(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.unit == "ahead" or (mention.kind == "months" and slot.counts == "day"):
        return _days_of_months(mention) if slot.counts == "day" and pointed_at else None
    own = _OWN_UNIT.get(slot.counts) if slot.counts is not None else None
    if own is not None and own(mention):
        return Reading(EXACT, mention.number)
    if slot.counts is None and mention.kind != "plain":
        return _any_count(mention, pointed_at)
    if mention.kind == "count" and mention.unit != "age":
        return Reading(BARE, mention.number) if pointed_at else None
    if mention.kind == "plain" and mention.unit is None and slot.bare:
        whole = mention.number == mention.number.to_integral_value()
        possible = slot.counts is None or _within(mention.number, slot)
        return Reading(BARE, mention.number) if pointed_at and whole and possible else None
    return None


def _days_of_months(mention: Mention) -> Reading | None:
    """A length of months as days: counted from today where it lies ahead, else by the length of a year."""
    if mention.unit == "ahead":
        return Reading(EXACT - 0.75, mention.number)
    if mention.unit == "period":
        return None
    days = (mention.number * DAYS_OF_MONTHS / 12).to_integral_value()
    return Reading(BARE + 1.5, days, approximate=True)


def _any_count(mention: Mention, pointed_at: bool) -> Reading | None:
    """A figure with a unit, for a count that does not say what it counts."""
    if mention.kind == "count":
        return Reading(EXACT - 1 if pointed_at else BARE, mention.number)
    if mention.kind == "days" and mention.unit != "offset" and pointed_at:
        return Reading(EXACT - 1, mention.number)
    if mention.kind == "months" and mention.unit == "period":
        return Reading(EXACT - 2 if pointed_at else BARE, mention.number)
    return None


_OWN_UNIT: Final[dict[CountUnit, Callable[[Mention], bool]]] = {
    "age": lambda mention: mention.kind == "count" and mention.unit == "age",
    "day": lambda mention: mention.kind == "days",
    "instalment": lambda mention: mention.kind == "months",
    "time": lambda mention: mention.kind == "count" and mention.unit in ("次", "倍", "times"),
}


def _bp(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "bp":
        return Reading(EXACT, mention.number)
    if mention.kind == "percent" and mention.unit == "%" and (pointed_at or mention.direction):
        number = mention.number * 10_000
        exact = EXACT - (0 if _POINTS.search(mention.raw) else 2)
        return Reading(exact, -number if mention.direction < 0 and number > 0 else number)
    if mention.kind == "plain" and mention.unit is None and slot.bare and pointed_at:
        return Reading(WEAK + 1, mention.number)
    return None


def _date(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "date" and mention.date is not None:
        counted = any(form.unit == "offset" for form in mention.also)
        return Reading(EXACT - (1 if counted else 0), data=mention.date.isoformat())
    if mention.kind == "lunar_date":
        return Reading(BARE, problem="E_LUNAR")
    if mention.kind == "partial_date" and (pointed_at or not mention.well_formed):
        return Reading(BARE, problem="E_DATE")
    return None


def _period(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    return Reading(EXACT, data=mention.data) if mention.kind == "period" else None


def _account(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "account":
        return Reading(EXACT, data=mention.data)
    digits = mention.raw.strip()
    if (
        mention.kind != "plain"
        or len(digits) != 4
        or not digits.isdigit()
        or mention.unit not in (None, "id")
    ):
        return None
    return Reading(BARE, data=digits) if pointed_at or mention.unit == "id" else None


def _article(mention: Mention, slot: Slot, pointed_at: bool) -> Reading | None:
    if mention.kind == "plain" and mention.unit == "article":
        return Reading(EXACT, mention.number)
    if mention.kind == "count" and mention.unit == "条":
        return Reading(BARE, mention.number)
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
