"""Ordinals that point at something said or listed before: 第二个改成90万, "the last one should be 3.6"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.repairs import without_withdrawn
from agent.nlu.extract.scan import Wanted, find_mentions
from agent.nlu.extract.spoken import HAN, whole
from common.figures import narrow

_NTH: Final = {
    word: number
    for number, words in enumerate(
        ("first 1st former", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th",
         "eighth 8th", "ninth 9th", "tenth 10th"),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_COUNTED: Final = r"(?:个(?!月|季|百分|半|小时|工作)|项|款|笔|只|档|行|种|位|份|组|样)"
_THING: Final = (
    r"(?:ones?|item|value|option|entry|row|figure|product|number|line|case|loan|amount|rate|point|date)"
)
_WORDS: Final = "|".join(sorted((word for word in _NTH if word != "former"), key=len, reverse=True))
_ORDINAL: Final = re.compile(
    rf"(?P<back>倒数)?第\s?(?P<zh>\d+|[{HAN}]+)\s?(?:{_COUNTED}|(?=\s?[和、与及,，]\s?第\s?(?:\d+|[{HAN}]+)\s?{_COUNTED}))"
    rf"|(?P<zh_first>头一{_COUNTED}|首个|前者)|(?P<zh_last>(?:最后|末尾?)(?:那|的)?一?{_COUNTED}|后者)"
    rf"|\b(?:the\s)?(?P<en_back>second[- ](?:to|from)[- ]last|last but one|penultimate)(?:\s{_THING})?\b"
    rf"|\b(?:the\s)?(?P<en>{_WORDS})(?:\s{_THING}\b|(?=\s(?:should|is|was|to|as|must|needs)\b|\s?(?:and|,|or)\s(?:the\s)?(?:{_WORDS})\s))"
    rf"|\b(?:the\s)?(?P<en_last>last|final)\s{_THING}\b|\bthe\s(?P<former>former)\b|\bthe\s(?P<latter>latter)\b"
    r"|(?:\bnumber\s|\bno\.?\s?)(?P<numbered>\d{1,2}|one|two|three|four|five)(?=\s(?:should|is|to|as)\b)"
    r"|\boption\s(?P<option>\d)\b",
    re.I,
)


@dataclass(frozen=True)
class Ordinal:
    """An ordinal that points at an item.

    Attributes:
        index: 1 for the first, counted from the front; -1 for the last, counted from the back.
        start, end: where its words stand.
        value: the first value said for it, read by its own unit; ``None`` when the words after it hold no figure.
        rest: where the words said of it stand (up to the next ordinal): read them with ``extract_slots`` and the
            slot of the item as ``awaiting`` for the typed value, enumerated ones too.
    """

    index: int
    start: int
    end: int
    value: Mention | None
    rest: tuple[int, int]

    def place(self, length: int) -> int | None:
        """The position in a list of ``length`` items, from 0; ``None`` when there is no such item."""
        at = self.index - 1 if self.index > 0 else length + self.index
        return at if 0 <= at < length else None


def ordinal_places(text: str) -> tuple[tuple[int, int, int], ...]:
    """Every ordinal of ``text`` that points at an item: its index (1 the first, -1 the last), start and end."""
    return tuple((_index(match), match.start(), match.end()) for match in _ORDINAL.finditer(narrow(text)))


def read_ordinals(text: str, *, now: datetime) -> tuple[Ordinal, ...]:
    """Every ordinal of ``text`` that points at an item, in order, with the value said for it.

    An ordinal of a period, an article or a day (第二期, 第二条, the second quarter) points at none.
    """
    plain = narrow(text)
    matches = list(_ORDINAL.finditer(plain))
    if not matches:
        return ()
    found = []
    for match, following in zip(matches, [*matches[1:], None], strict=True):
        stop = following.start() if following is not None else len(plain)
        said = plain[:stop].replace(plain[: match.end()], " " * match.end(), 1)
        standing = without_withdrawn(
            said, find_mentions(said, now.date(), Wanted(types={"date"})), lambda mention: False
        )
        value = standing[0] if standing else None
        found.append(Ordinal(_index(match), match.start(), match.end(), value, (match.end(), stop)))
    return _shared(plain, found)


def _index(match: re.Match[str]) -> int:
    parts = match.groupdict()
    if parts["zh"]:
        number = whole(parts["zh"])
        return -number if parts["back"] else number
    if parts["zh_first"] or parts["former"]:
        return 1
    if parts["zh_last"] or parts["en_last"] or parts["latter"]:
        return -1
    if parts["en_back"]:
        return -2
    if counted := parts["numbered"] or parts["option"]:
        return whole(counted)
    return _NTH[parts["en"].lower()]


def _shared(text: str, found: list[Ordinal]) -> tuple[Ordinal, ...]:
    """第一和第三个都改成90万: ordinals joined by no more than "and" have the value of the last of them."""
    for at in range(len(found) - 2, -1, -1):
        ordinal, after = found[at], found[at + 1]
        between = text[ordinal.end : after.start]
        if ordinal.value is None and re.fullmatch(r"\s?(?:[和、与及,，]|and|or|,)?\s?", between, re.I):
            found[at] = Ordinal(ordinal.index, ordinal.start, ordinal.end, after.value, after.rest)
    return tuple(found)
