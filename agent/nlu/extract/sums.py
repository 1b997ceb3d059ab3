"""Sums of money only speech has: 12万5, 近百万, 百来万, 半个亿."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.spoken import about

_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000, "w": 10_000}
_TAIL: Final = re.compile(
    r"(?<![\d.])(?P<head>\d{1,4})(?P<scale>[万亿])(?P<tail>\d)(?:块钱?|元)?(?![.,]?\d|[年个月期天%％万亿千百十号日厘岁bBkK])"
)
"""12万5 is 125,000: one digit behind 万 counts thousands."""
_ROUND: Final = re.compile(
    r"(?:将?近|上|小|快|超过?|过)(?P<n>一?[十百千])(?P<scale>[万亿])(?:块钱?|元)?|(?P<n2>[百千])来(?P<scale2>[万亿])(?:块钱?|元)?"
)
"""A round sum with 一 left out is only said roughly: 近百万, 上千万, 百来万."""
_HALF: Final = re.compile(r"半个?(?P<scale>亿|[wW](?![A-Za-z]))")


def spoken_sums(text: str) -> Iterator[Mention]:
    """Every such sum, in yuan."""
    for match in _TAIL.finditer(text):
        value = (int(match["head"]) + Decimal(match["tail"]) / 10) * _SCALES[match["scale"]]
        yield _sum(match, value, approximate=about(text, match.start()))
    for match in _ROUND.finditer(text):
        tens, scale = (match["n"] or match["n2"])[-1], match["scale"] or match["scale2"]
        yield _sum(match, Decimal(_SCALES[tens] * _SCALES[scale]), approximate=True)
    for match in _HALF.finditer(text):
        value = Decimal(_SCALES[match["scale"].lower()]) / 2
        yield _sum(match, value, approximate=about(text, match.start()))


def _sum(match: re.Match[str], value: Decimal, *, approximate: bool) -> Mention:
    return Mention(
        kind="money", start=match.start(), end=match.end(), raw=match.group(), number=value, unit="CNY",
        approximate=approximate,
    )  # fmt: skip
