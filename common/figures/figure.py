"""A figure: one number as it stands in a text, with what it counts and how exactly it was written."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Kind = Literal["money", "percent", "bp", "term", "date", "count", "plain"]

_CENT_HALF: Final = Decimal("0.005")


@dataclass(frozen=True)
class Figure:
    """One figure of a text.

    Attributes:
        text: the figure as written, with its currency, sign and unit; ``start`` and ``end`` say where.
        kind: what it counts. ``plain`` is a number without a unit, or one that names something (``unit``
            is then ``article``, ``ordinal``, ``id``, ``time`` or ``fraction``).
        value: money in its own currency with 万, 亿, k, M expanded; percent, bp and terms as spoken
            (3.5% is 3.5, 30年 is 30, 千分之二 is 2); a date as yyyymmdd (or what part of it was said).
        unit: ``CNY``, ``USD``…; ``%``, ``‰``, ``‱``, ``成``, ``厘``; ``bp``; ``year``, ``quarter``,
            ``month``, ``period``, ``week``, ``day``, ``hour``, ``minute``; ``date``, ``year_month``,
            ``month_day``, ``calendar_year``, ``calendar_month``; the measure word of a count; ``None`` for a
            bare number. Money whose currency is not written (100万, 300k) is read as ``CNY``.
        half_unit: half a unit of the last written digit, in the units of ``value`` (0.45万元: 50).
        date: the day, for a full date that is not ambiguous.
        approximate: whether the words around it say so (约, 五十来万, about).
        well_formed: ``False`` for digit groups nobody writes (10,000,00), impossible dates, and 1e5.
    """

    text: str
    start: int
    end: int
    kind: Kind
    value: Decimal
    unit: str | None = None
    half_unit: Decimal = Decimal("0.5")
    date: datetime.date | None = None
    approximate: bool = False
    well_formed: bool = True


def holds(expected: Decimal | float, figure: Figure) -> bool:
    """Whether ``figure`` states ``expected``: | |f| - |e| | <= max(0.005, half a unit of f's last digit).

    The rule of the transcripts (``contract/interfaces.md``). A malformed figure states nothing, nor does a
    full date, an article number or an identifier.
    """
    if not figure.well_formed or figure.unit in ("date", "year_month", "month_day", "id", "article", "time"):
        return False
    target = expected if isinstance(expected, Decimal) else Decimal(str(expected))
    return abs(abs(figure.value) - abs(target)) <= max(_CENT_HALF, figure.half_unit)
