"""A mention: words of an utterance that may be a slot's value, before it is known which slot's."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import JsonValue

MentionKind = Literal[
    "money", "percent", "bp", "months", "days", "date", "partial_date", "lunar_date", "period", "count", "plain",
    "account",
]  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """Words that may be a value.

    Attributes:
        number: yuan (or ``unit``), a fraction for ``percent``, basis points, months, days, a count.
        per: the time a percentage is said for, where it is said; without it a rate is a year's.
        upper: the other end, where a range was said (80到90万); ``number`` is then the lower one.
        direction: -1 or 1 where the words around a percentage say that something falls or rises by it.
        also: the other ways the same words may be read (18M is 18 months or 18 million).
        note: what the reading assumes, in both languages, when it assumes something.
        dated: since when what the note names holds, where the value stands on something published.
        approximate: the words say so, or the reading wants a yes.
    """

    kind: MentionKind
    start: int
    end: int
    raw: str
    number: Decimal = Decimal(0)
    unit: str | None = None
    date: datetime.date | None = None
    data: JsonValue = None
    approximate: bool = False
    well_formed: bool = True
    note: str | None = None
    dated: datetime.date | None = None
    also: tuple[Mention, ...] = ()
    per: Literal["year", "month", "day"] | None = None
    upper: Decimal | None = None
    direction: int = 0

    def readings(self) -> tuple[Mention, ...]:
        """This reading and the others of the same words."""
        return (self, *self.also)
