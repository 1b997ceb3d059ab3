"""The sentences of a pasted passage and the items of its lists, each with its place in the passage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_END: Final = re.compile(
    r"[。！？!?；;]+[”’」』\"')）】]*|\n+|(?<![A-Z])(?<!Art)(?<!No)(?<!art)\.[\"')”’]*(?=\s|$)"
)
_ITEM: Final = re.compile(
    r"(?:(?<=^)|(?<=[\s：:；;，,。、.]))(?P<mark>[（(][一二三四五六七八九十\d]{1,3}[）)]|[（(](?:[a-z]|[ivx]{1,4})[）)]"
    r"|[①-⑳]|(?P<bare>(?<![\d.])\d{1,2}(?:[、）)]|\.(?!\d))|[一二三四五六七八九十]{1,3}、|[-•·▪*](?=\s)))\s*",
)
_HEADING: Final = re.compile(
    r"\s*(?:第[一二三四五六七八九十百千零〇\d]+条(?:之[一二三四五])?|(?:Article|Art\.|Section|Clause)\s?\d+[.:]?)[\s\u3000]*"
)
_OPENS: Final = re.compile(r"(?:^|[\n：:；;。.])[ \t\u3000]*$")
"""What stands before an item whose mark is a bare number or dash; within a line such a thing is no mark."""
_LONE_NUMBER: Final = re.compile(r"(?:^|[\n：:；;])[ \t\u3000]*\d{1,2}\.$")
_LOOK_BACK: Final = 64
_LONGEST_HEADING: Final = 40
_LINK: Final = re.compile(r"(?:and|or|and/or|以及|或者|和|或|及)[\s,，;；]*", re.I)
"""What only joins the last item of a list to those before it."""
_LEAD: Final = re.compile(r"[:：]\s*$")


@dataclass(frozen=True)
class Sentence:
    """A sentence or a list item: its place without marks at the edges, and the sentence that leads its list.

    ``index`` counts from 1 over the whole passage; ``lead`` is the index of the sentence that ends in a colon
    and opens the list, ``mark`` the item's own mark as it is written (（一）, (a), 1.).
    """

    index: int
    start: int
    end: int
    lead: int | None = None
    mark: str = ""
    leads: bool = False


def sentences_of(passage: str) -> tuple[Sentence, ...]:
    """Every sentence and item of ``passage`` in order; an article heading belongs to the sentence it opens."""
    found: list[Sentence] = []
    lead: int | None = None
    for start, end, mark, colon in _pieces(passage):
        if not mark and lead is not None and not _continues(passage, found, start):
            lead = None
        sentence = Sentence(len(found) + 1, start, end, lead if mark else None, mark, colon)
        found.append(sentence)
        if colon:
            lead = sentence.index
    return tuple(found)


def _continues(passage: str, found: list[Sentence], start: int) -> bool:
    """Whether the words go on within the last item (its second sentence on the same line)."""
    return bool(found and found[-1].mark) and "\n" not in passage[found[-1].end : start]


def _pieces(passage: str) -> Iterator[tuple[int, int, str, bool]]:
    """Place, mark, and whether a colon ends it, for each sentence or item."""
    for start, end in _cut(passage):
        low, high = _trimmed(passage, start, end)
        if low >= high or _LINK.fullmatch(passage, low, high):
            continue
        mark = _item_at(passage, low)
        sign = ""
        if mark is not None:
            low, sign = mark.end(), mark["mark"]
        heading = _HEADING.match(passage, low)
        if heading is not None and heading.end() < high:
            low = heading.end()
        colon = bool(_LEAD.search(passage[low:high]))
        while high > low and passage[high - 1] in " \t\r\n\u3000。；;:：，,、.":
            high -= 1
        if high > low:
            yield low, high, sign, colon


def _cut(passage: str) -> Iterator[tuple[int, int]]:
    """Cuts behind sentence ends, before list marks, and behind a colon that a list mark follows."""
    cuts = {0, len(passage)}
    for match in _END.finditer(passage):
        line = max(_line_start(passage, match.start()), match.end() - _LONGEST_HEADING)
        heading = _HEADING.fullmatch(passage[line : match.end()].rstrip("\n"))
        if heading is None and not _LONE_NUMBER.search(_back(passage, match.end())):
            cuts.add(match.end())
    cuts.update(
        match.start("mark") for match in _ITEM.finditer(passage) if _item_at(passage, match.start("mark"))
    )
    places = sorted(cuts)
    yield from pairwise(places)


def _item_at(passage: str, position: int) -> re.Match[str] | None:
    """The list mark that stands at ``position``."""
    mark = _ITEM.match(passage, position)
    if mark is None or (mark["bare"] and not _OPENS.search(_back(passage, position))):
        return None
    return mark


def _back(passage: str, position: int) -> str:
    """What stands right before ``position``: enough for any mark, so that reading stays linear in the text."""
    return passage[max(0, position - _LOOK_BACK) : position]


def _line_start(passage: str, position: int) -> int:
    return passage.rfind("\n", 0, position) + 1


def _trimmed(passage: str, start: int, end: int) -> tuple[int, int]:
    while start < end and passage[start] in " \t\r\n\u3000，,、；;。":
        start += 1
    while end > start and passage[end - 1] in " \t\r\n\u3000":
        end -= 1
    return start, end
