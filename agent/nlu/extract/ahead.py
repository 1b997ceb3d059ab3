"""Lengths of time that are also a number of days until then: 半年后, after six months."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from agent.nlu.extract.calendar import add_months
from agent.nlu.extract.mention import Mention

_AFTER: Final = re.compile(r"\bafter (?:about |some |another )?$", re.I)


def with_days_ahead(text: str, mentions: Sequence[Mention], today: date) -> list[Mention]:
    """The mentions; one that names a time to come by its months may be read as the days until then as well.

    How many days that is depends on the day it is counted from, so the reading wants a yes.
    """
    return [_with_days(text, mention, today) for mention in mentions]


def _with_days(text: str, mention: Mention, today: date) -> Mention:
    months = next((form for form in mention.readings() if form.kind == "months"), None)
    if months is None or months.number != months.number.to_integral_value():
        return mention
    if months.unit != "offset" and not _AFTER.search(text[: mention.start]):
        return mention
    try:
        days = (add_months(today, int(months.number)) - today).days
    except (ValueError, OverflowError):
        return mention
    ahead = replace(
        months,
        kind="days",
        unit="ahead",
        number=Decimal(days),
        data=None,
        approximate=True,
        also=(),
        upper=None,
    )
    return replace(mention, also=(*mention.also, ahead))
