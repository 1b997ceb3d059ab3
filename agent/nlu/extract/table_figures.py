"""The figures of a table in free text: ranges as one, and the unit that is written once for all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from agent.nlu.extract.mention import Mention
from common.figures.units import SCALE, scale_of

_RANGE: Final = re.compile(r"\s?(?:-|~|～|—|–|至|到|to)\s?", re.I)
_SCALE: Final = r"(?:[百千]?[万亿]|bn|mn|billions?|millions?)"
_UNIT: Final = re.compile(
    rf"单位(?:是|为|[:：])?\s?(?:人民币)?\s?(?P<after>{_SCALE})"
    rf"|[(（\[]\s?(?:in\s)?(?P<bracketed>{_SCALE})\s?(?:元|yuan|RMB)?\s?[)）\]]"
    rf"|\bin\s?(?P<among>{_SCALE})(?![A-Za-z])"
    rf"|(?:都|均|全)(?:部)?(?:是|为|以)(?P<all>{_SCALE})",
    re.I,
)
_PAIR: Final = re.compile(r"(\d{4})/(\d{1,2})")


@dataclass(frozen=True)
class Token:
    """A figure of the table: ``low`` and ``high`` are the ends of a range, ``scale`` the multiplier written with it."""

    mention: Mention
    start: int
    end: int
    low: Decimal
    high: Decimal
    ranged: bool
    scale: Decimal | None


def table_figures(text: str, mentions: Sequence[Mention]) -> list[Token]:
    """The figures that may stand in a row, in order."""
    tokens: list[Token] = []
    for mention in (part for whole in mentions for part in _parted(whole)):
        bare = mention.kind == "plain" and mention.unit is None
        if not bare and mention.kind not in ("money", "months", "days", "percent", "count"):
            continue
        ranged = mention.upper is not None
        high = mention.number if mention.upper is None else mention.upper
        token = Token(mention, mention.start, mention.end, mention.number, high, ranged, _scale_of(mention))
        before = tokens[-1] if tokens else None
        if (
            before is not None
            and before.mention.kind == "plain"
            and not before.ranged
            and _RANGE.fullmatch(text, before.end, token.start)
        ):
            tokens[-1] = replace(token, start=before.start, low=before.low, ranged=True)
        else:
            tokens.append(token)
    return tokens


def unit_of_table(text: str, tokens: Sequence[Token]) -> Decimal | None:
    """The multiplier written once for the whole table (单位亿元, "(亿)", "in billions"), or with one of its figures."""
    unit = _UNIT.search(text)
    if unit is None:
        scales = {token.scale for token in tokens if token.scale is not None}
        return scales.pop() if len(scales) == 1 else None
    match = SCALE.search(next(group for group in unit.groups() if group).rstrip("s"))
    return scale_of(match) if match else None


def per_digit(unit: Mention) -> Decimal:
    """What one of the written figure stands for: 12 for 1年, 1 for 6个月."""
    written = re.findall(r"\d+(?:\.\d+)?", unit.raw)
    number = unit.upper if unit.upper is not None else unit.number
    return number / Decimal(written[-1]) if written and Decimal(written[-1]) else Decimal(1)


def _parted(mention: Mention) -> tuple[Mention, ...]:
    """1900/10 is a month elsewhere, in a row it is two figures."""
    pair = _PAIR.fullmatch(mention.raw) if mention.kind == "partial_date" else None
    if pair is None:
        return (mention,)
    at = mention.start
    return tuple(
        Mention("plain", at + pair.start(group), at + pair.end(group), pair[group], Decimal(pair[group]))
        for group in (1, 2)
    )


def _scale_of(mention: Mention) -> Decimal | None:
    match = SCALE.search(mention.raw) if mention.kind == "money" else None
    return scale_of(match) if match else None
