"""The value a cell of a table states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from common.figures import extract_figures as figures_of
from tools.reports.units import unified

_NUMBER: Final = re.compile(
    r"(?P<open>[(（])?(?P<sign>[-+－−–＋])?\s?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<share>\s?[%％])?(?P<close>[)）])?(?P<late>\s?[%％])?"
)
_MARKS: Final = re.compile(r"[*†‡↑↓▲▼\s]*")
_DOWN: Final = re.compile(r"下降|减少|降低|收窄|回落|下滑|[↓▼]|\b(?:down|decreas|declin|fell)", re.I)
_UP: Final = re.compile(r"上升|增加|增长|提高|提升|扩大|[↑▲]|\b(?:up|increas|rose)", re.I)
_MOVED: Final = re.compile(
    r"下降|减少|降低|收窄|回落|下滑|上升|增加|增长|提高|提升|扩大|了|[↓▼↑▲+＋]|\b(?:down|up|decreased?|increased?|declined?|fell|rose|by)\b",
    re.I,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NEGATIVE: Final = "-－−–"


@dataclass(frozen=True)
class Value:
    """A cell's value: ``unit`` as far as the cell itself says it; ``start`` and ``end`` within the cell."""

    value: Decimal
    unit: str | None
    start: int
    end: int
    per_share: bool = False
    moved: bool = False
    """Whether the cell says it is a change."""


def value_of(text: str) -> Value | None:
    """The one value of a cell, or ``None`` where it holds words, several figures, a year or nothing."""
    words = text.strip()
    start = text.find(words) if words else 0
    lead = _MARKS.match(words)
    at = lead.end() if lead else 0
    match = _NUMBER.match(words, at)
    if match is not None and _MARKS.fullmatch(words, match.end()):
        return _plain(words, match, start)
    found = [
        figure
        for figure in figures_of(words)
        if figure.kind != "date"
        and figure.well_formed
        and not (figure.kind == "plain" and figure.unit is not None)
    ]
    if len(found) != 1:
        return None
    one = unified(found[0], words)
    rest = _MOVED.sub("", words[: one.start] + words[one.end :])
    if sum(character.isalnum() for character in rest) > 0:
        return None
    moved = bool(_UP.search(words) or _DOWN.search(words)) or words[one.start : one.start + 1] in "+＋"
    value = -abs(one.value) if _DOWN.search(words) or rest.strip()[:1] in ("(", "（") else one.value
    return Value(value, one.unit, start + one.start, start + one.end, one.per_share, moved)


def _plain(words: str, match: re.Match[str], start: int) -> Value | None:
    if bool(match["open"]) != bool(match["close"]):
        return None
    value = Decimal(match["digits"].replace(",", ""))
    negative = bool(match["open"]) or (match["sign"] or "") in tuple(_NEGATIVE) or bool(_DOWN.search(words))
    unit = "%" if match["share"] or match["late"] else None
    moved = bool(_UP.search(words) or _DOWN.search(words)) or match["sign"] in ("+", "＋")
    return Value(-value if negative else value, unit, start + match.start(), start + match.end(), moved=moved)


def is_year(text: str) -> bool:
    """Whether a cell is a bare year, which heads a column rather than fills it."""
    return _YEAR.fullmatch(text.strip()) is not None
