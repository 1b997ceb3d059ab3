"""Values a speaker takes back: 不是80万是90万, 30年，哦不，25年, from 3.5% to 3.2%, 25 rather than 30."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from agent.nlu.data import load_model
from agent.nlu.extract.grades import EnumHit
from agent.nlu.extract.mention import Mention
from common.errors import ConfigurationError
from common.language import Language

_FILE: Final = Path(__file__).with_name("repairs.yaml")
_NOTHING: Final = re.compile(r"[\s,，、.。…—–-]*(?:的|都|it|that)?\s?")
_WINDOW: Final = 24
_REACH: Final = 14
"""How far behind the repairing words the new value may stand."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    take_back: dict[Language, str]
    repair: dict[Language, str]
    change: dict[Language, str]
    from_: dict[Language, str] = Field(alias="from")
    to: dict[Language, str]


@dataclass(frozen=True)
class _Patterns:
    take_back: re.Pattern[str]
    repair: re.Pattern[str]
    change: re.Pattern[str]
    from_: re.Pattern[str]
    to: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = load_model(_FILE, _Words)
    try:
        return _Patterns(
            *(
                re.compile("|".join(f"(?:{one})" for one in group.values()), re.I)
                for group in (words.take_back, words.repair, words.change, words.from_, words.to)
            )
        )
    except re.error as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the expression") from error


def taken_back(text: str, start: int, end: int) -> bool:
    """Whether the words around a value withdraw it: 不是25年…, instead of 25, from 25 to …"""
    patterns = _patterns()
    before = text[max(0, start - _WINDOW) : start]
    if patterns.take_back.search(before):
        return True
    return bool(patterns.from_.search(before) and patterns.to.search(text[end : end + 8]))


def without_withdrawn(
    text: str, mentions: Sequence[Mention], claimed: Callable[[Mention], bool]
) -> list[Mention]:
    """The mentions that stand: those taken back are left out, and a bare new value has the unit of the old one.

    ``claimed`` says whether a slot asks for the value although it was changed: the rate before the change.
    """
    kept = [
        mention
        for mention in mentions
        if not taken_back(text, mention.start, mention.end) or claimed(mention)
    ]
    for mark, adjacent in _marks(text):
        new = next((mention for mention in kept if mark.end() <= mention.start <= mark.end() + _REACH), None)
        if new is None:
            continue
        old = next(
            (
                mention
                for mention in reversed(kept)
                if mention.end <= mark.start() and (_same(mention, new) or _bare(new))
                if not adjacent or _NOTHING.fullmatch(text, mention.end, mark.start())
            ),
            None,
        )
        if old is None:
            continue
        kept = [
            _in_the_unit_of(old, mention) if mention is new else mention
            for mention in kept
            if mention is not old
        ]
    return kept


def standing_hits(text: str, hits: Sequence[EnumHit]) -> list[EnumHit]:
    """The enumerated values of one slot that stand."""
    kept = [hit for hit in hits if not taken_back(text, hit.start, hit.end)]
    for mark, adjacent in _marks(text):
        if adjacent and not any(
            _NOTHING.fullmatch(text, hit.end, mark.start()) for hit in kept if hit.end <= mark.start()
        ):
            continue
        if any(mark.end() <= hit.start <= mark.end() + _REACH for hit in kept):
            kept = [hit for hit in kept if hit.end > mark.start()]
    return kept


def _marks(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """Every repairing expression, and whether the old value must stand right before it."""
    patterns = _patterns()
    for pattern, adjacent in ((patterns.repair, False), (patterns.change, True)):
        for mark in pattern.finditer(text):
            yield mark, adjacent


def _same(old: Mention, new: Mention) -> bool:
    dates = ("date", "partial_date", "lunar_date")
    return old.kind == new.kind or (old.kind in dates and new.kind in dates)


def _bare(mention: Mention) -> bool:
    return mention.kind == "plain" and mention.unit is None


def _in_the_unit_of(old: Mention, new: Mention) -> Mention:
    """30 years — wait, 25: the new figure is years too."""
    if not _bare(new) or old.kind not in ("money", "months", "percent", "bp", "days", "account"):
        return new
    if old.kind == "account":
        digits = new.raw.strip()
        return replace(new, kind="account", data=digits) if len(digits) == 4 and digits.isdigit() else new
    scale = Decimal(1)
    if old.kind == "percent":
        scale = Decimal("0.01")
    elif old.kind == "months":
        scale = Decimal(12 if old.number % 12 == 0 and new.number <= 30 else 1)
    elif old.kind == "money" and new.number < 10_000 <= old.number:
        scale = Decimal(10**8 if old.number >= 10**8 else 10**4)
    return replace(new, kind=old.kind, unit=old.unit, number=new.number * scale)
