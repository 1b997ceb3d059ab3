"""Terms said in two parts or in letters: 三年半, 2年零3个月, two and a half years, 18M, 2y3m."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.spoken import ENGLISH, NUMBER, about, decimal_of

_LONGEST: Final = 100
"""Years beyond this are a calendar year."""
_YEARS_MONTHS: Final = re.compile(
    rf"(?P<years>{NUMBER})\s?年(?:期)?(?:零|又|加|和|外加)?(?:(?P<half>半)(?!年)|(?P<months>{NUMBER})\s?个?月(?![份底初末\d]))"
    rf"|(?<![A-Za-z\d.])(?P<eyears>{ENGLISH})\s?-?(?:years?|yrs?|y)\s?(?:,\s?|and\s|&\s?)?(?P<emonths>{ENGLISH})\s?-?(?:months?|mths?|mos?|m)(?![A-Za-z])"
    rf"|(?<![A-Za-z])(?P<ehalf>{ENGLISH}) (?:and a half years?|years? and a half)(?![A-Za-z])"
    rf"|(?<![\d.])(?P<within>{NUMBER})\s?年(?=内)"
    rf"|(?<![\d.])(?P<zero>{NUMBER})年零(?P<tail>{NUMBER})(?![\d.年个月天日万亿元块%％])"
    r"|(?P<only_half>(?<![上下])半年(?!付|度|期[报末初]|报|末|底)期?|half an? year|half-year)"
    r"|(?<![A-Za-z])(?P<single>an? (?:year|month|quarter))(?![A-Za-z-]| ago| from now)",
    re.I,
)
_LETTERED: Final = re.compile(r"(?<![\w.])(?P<n>\d{1,3})\s?(?P<unit>[MmYy])(?![A-Za-z\d])")
_FOR: Final = re.compile(r"(?:^|\b(?:for|over|in|after|within|of|term|tenor|about|only|just|say))\W*$", re.I)
_YEARS: Final = ("years", "eyears", "ehalf", "within", "zero")
_REST: Final = ("months", "emonths", "tail")
_SINGLE: Final = {"year": 12, "month": 1, "quarter": 3}


def compound_terms(text: str) -> Iterator[Mention]:
    """Every such term, in months."""
    for match in _YEARS_MONTHS.finditer(text):
        months = _months(match)
        if months is None:
            continue
        yield Mention(
            kind="months", start=match.start(), end=match.end(), raw=match.group(), number=months,
            approximate=about(text, match.start()) or match["zero"] is not None,
        )  # fmt: skip
    for match in _LETTERED.finditer(text):
        count = Decimal(match["n"])
        if match["unit"] in "Yy":
            yield Mention("months", match.start(), match.end(), match.group(), count * 12)
            continue
        million = Mention("money", match.start(), match.end(), match.group(), count * 1_000_000, "CNY")
        term = Mention("months", match.start(), match.end(), match.group(), count, unit="letter")
        yield replace(million, also=(term,))


def _months(match: re.Match[str]) -> Decimal | None:
    if match["only_half"]:
        return Decimal(6)
    if match["single"]:
        word = match["single"].split()[1].lower()
        # "how much a month", "3.5% a year" say how often, not how long
        return Decimal(_SINGLE[word]) if _FOR.search(match.string[: match.start()]) else None
    years = decimal_of(next(match[name] for name in _YEARS if match[name]))
    rest = next((decimal_of(match[name]) for name in _REST if match[name]), Decimal(0))
    if match["half"] or match["ehalf"]:
        rest = Decimal(6)
    # 一年零三 leaves the unit of the rest unsaid: months, which wants a yes
    if years > _LONGEST or (match["zero"] and not 0 < rest < 12):
        return None
    return years * 12 + rest
