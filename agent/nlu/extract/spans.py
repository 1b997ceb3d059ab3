"""Stretches from one day to another, or from a day on: 上个月15号到这个月15号, since 1 June, 2026-06-01至今."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Final

from agent.nlu.extract.dates import spoken_dates
from agent.nlu.extract.mention import Mention
from common.figures import extract_figures

_DAY_TO: Final = re.compile(r"\s?(?:当天)?(?:到|至|-|~|—|～|–|to|until|till|through|and)\s?(?:the\s)?", re.I)
_ON: Final = re.compile(
    r"(?:\s?(?:以来|至今|到现在|起|之?后到现在|onwards?)|,?\s(?:to date|until now))", re.I
)
_SINCE: Final = re.compile(r"(?:\bsince|自从?|从)\s?(?:the\s)?$", re.I)
_FROM: Final = re.compile(r"(?:\b(?:from|between)|从|自)\s?(?:the\s)?$", re.I)
_DAY_ALONE: Final = re.compile(r"[\d零一二两三四五六七八九十]{1,3}[号日]")
_LINKS: Final = re.compile(r"到|至|[-~—～–]|以来|起|\bto\b|until|till|through|\band\b|since|onward", re.I)


def between_days(text: str, today: date, *, ahead: bool = False) -> Iterator[Mention]:
    """From one day to another, or from a day on: 上个月15号到这个月15号, 9月1号到15号, since 1 June.

    It ends today at the latest, unless what is asked about lies ``ahead``.
    """
    if not _LINKS.search(text):
        return
    days = _within_one_month(text, days_named(text, today, ahead=ahead))
    for at, (start, end, day) in enumerate(days):
        before, following = text[:start], days[at + 1] if at + 1 < len(days) else None
        low = _FROM.search(before)
        begin = low.start() if low else start
        if following is not None and day <= following[2] and _DAY_TO.fullmatch(text, end, following[0]):
            last = following[2] if ahead or day > today else min(following[2], today)
            yield _period(text, begin, following[1], day, last)
        elif on := _ON.match(text, end):
            yield _period(text, begin, on.end(), day, today)
        elif (since := _SINCE.search(before)) and since.group()[0] in "sS":
            yield _period(text, since.start(), end, day, today)


def _within_one_month(text: str, days: list[tuple[int, int, date]]) -> list[tuple[int, int, date]]:
    """The days; the second of 9月1号到15号, which names no month, is of the month of the first."""
    dated = list(days)
    for at in range(1, len(dated)):
        (_, before, first), (start, end, day) = dated[at - 1], dated[at]
        alone = _DAY_ALONE.fullmatch(text[start:end].strip())
        if alone and first.day <= day.day and _DAY_TO.fullmatch(text, before, start):
            with suppress(ValueError):
                dated[at] = (start, end, first.replace(day=day.day))
    return dated


def days_named(text: str, today: date, *, ahead: bool) -> list[tuple[int, int, date]]:
    """The days named in ``text``; one without its year is the last of that name, or the next that lies ahead."""
    found = [
        (mention.start, mention.end, mention.date)
        for mention in spoken_dates(text, today)
        if mention.date is not None
    ]
    for figure in extract_figures(text):
        if (
            figure.kind != "date"
            or not figure.well_formed
            or any(a < figure.end and figure.start < b for a, b, _ in found)
        ):
            continue
        if figure.date is not None:
            found.append((figure.start, figure.end, figure.date))
        elif figure.unit == "month_day":
            month, day = divmod(int(figure.value), 100)
            with suppress(ValueError):
                this = date(today.year, month, day)
                if ahead and this < today:
                    this = this.replace(year=this.year + 1)
                elif not ahead and this > today:
                    this = this.replace(year=this.year - 1)
                found.append((figure.start, figure.end, this))
    return sorted(found)


def _period(text: str, start: int, end: int, first: date, last: date) -> Mention:
    return Mention(
        kind="period", start=start, end=end, raw=text[start:end].strip(),
        data={"start": first.isoformat(), "end": last.isoformat()},
    )  # fmt: skip
