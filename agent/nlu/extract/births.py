"""Ages by the year or the day of birth: 58年的, 1958年3月8日出生, born in 1958."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.spoken import digits
from common.figures import extract_figures

_DIGIT: Final = "零〇一二三四五六七八九"
_YEAR: Final = rf"(?:19\d\d|20\d\d|\d\d|[一二][{_DIGIT}]{{3}}|[{_DIGIT}]{{2}})"
_BORN: Final = re.compile(
    rf"(?<![\d{_DIGIT}])(?P<zh>{_YEAR})年(?:的(?=客户|人|老人|[，,。？?\s]|$)|生(?:人|的)?(?!效)|出生(?:的|人)?)"
    rf"|(?:出生于|生于|出生年份?(?:是|为|[:：])?)\s?(?P<after>{_YEAR})年?(?!\s?\d*月)"
    r"|\bborn (?:in )?(?P<en>(?:19|20)\d\d)(?![\d-])",
    re.I,
)
_ON_A_DAY: Final = re.compile(r"出生|生日|生于|\bborn\b", re.I)


def births(text: str, today: date) -> Iterator[Mention]:
    """Every age so said. By the year alone the birthday of this year is not known, so the age wants a yes."""
    if not _ON_A_DAY.search(text) and "年" not in text:
        return
    for match in _BORN.finditer(text):
        year = _year(match["zh"] or match["after"] or match["en"], today)
        if 0 <= today.year - year <= 130:
            yield Mention(
                kind="count", start=match.start(), end=match.end(), raw=match.group(), unit="age",
                number=Decimal(today.year - year), approximate=True,
                note=f"{today.year} - {year}: 生日未知 / birthday not known",
            )  # fmt: skip
    yield from _on_a_day(text, today)


def _on_a_day(text: str, today: date) -> Iterator[Mention]:
    if not _ON_A_DAY.search(text):
        return
    for figure in extract_figures(text):
        before, after = text[max(0, figure.start - 14) : figure.start], text[figure.end : figure.end + 4]
        if figure.date is None or not (
            re.match(r"\s?(?:出生|生(?!效))", after)
            or re.search(r"(?:born(?: on)?|生于|出生于|生日(?:是|为)?)\s?$", before, re.I)
        ):
            continue
        born = figure.date
        years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        yield Mention(
            kind="count",
            start=figure.start,
            end=figure.end,
            raw=figure.text,
            unit="age",
            number=Decimal(years),
        )


def _year(written: str, today: date) -> int:
    year = int(digits(written))
    if year >= 100:
        return year
    return 2000 + year if 2000 + year <= today.year else 1900 + year
