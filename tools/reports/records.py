"""A figure of a report, as every reader and face hands it on."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from common.documents import Location

Role = Literal["level", "change", "earlier"]
Direction = Literal["up", "down", "flat"]
Basis = Literal["year_on_year", "period_on_period", "since_year_end"]


class ReportFigure(BaseModel):
    """One figure of a report.

    Attributes:
        name: the figure's name in the report's own words.
        role: the figure itself, a change of it, or an earlier level it is compared with.
        value: in ``unit``; a change that goes down is negative.
        unit: ``CNY`` or another currency, ``%``, ``bp`` (percentage points too), a measure word (``倍``, ``户``), or
            none.
        per: ``share`` where the sum is one for each share.
        period: the time it is of, as the report says it.
        against: what a change is measured against, in the report's words; ``basis`` classes it (同比, 环比, 较年初).
        direction: which way a change goes.
        text: the words at ``span`` of the report.
        sentence: counts sentences, list items and table rows from 1.
        place: where in the file it stands; ``None`` for what was pasted into a question.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    role: Role
    value: Decimal
    unit: str | None
    per: Literal["share"] | None = None
    period: str | None = None
    against: str | None = None
    basis: Basis | None = None
    direction: Direction | None = None
    text: str
    span: tuple[int, int]
    sentence: int
    place: Location | None = None


def direction_of(role: Role, value: Decimal) -> Direction | None:
    """Which way a change goes; ``None`` for what is no change."""
    if role != "change":
        return None
    return "flat" if value == 0 else "up" if value > 0 else "down"
