"""Several values for one slot in one breath: 20年和30年月供各多少 asks the same question twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from agent.nlu.records import Extraction, SlotCandidate

_JOINS: Final = (
    r"\s*(?:和|与|跟|同|及|以及|或者?|还是|对比|比|、|/|，|,|vs\.?|versus|and|or|,\s*and|against)"
    r"\s*(?:an?\s|the\s|按|用|以)?\s*"
)
_BETWEEN: Final = re.compile(_JOINS, re.I)
_ENDS: Final = re.compile(rf"(?:{_JOINS})$", re.I)
MOST: Final = 4
"""Values beyond the first that are taken; a longer list is no question of one breath."""


def listed_values(
    words: str, slot: str, first: SlotCandidate, read: Callable[[str], Extraction]
) -> list[SlotCandidate]:
    """The values of ``slot`` in their order, where others stand beside ``first``, joined by "and", "or" and the
    like; none where it stands alone. A value said twice (气球贷，尾款…) is one value.

    ``read`` extracts the slots of a text of the same length as ``words``.
    """
    if not _BETWEEN.match(words, first.end) and not _ENDS.search(words[: first.start]):
        return []
    found: list[SlotCandidate] = []
    taken = [(first.start, first.end)]
    while len(taken) <= MOST:
        value = read(_blanked(words, taken)).values.get(slot)
        if value is None or value.start < 0 or not _adjacent(words, taken, value):
            break
        if all(value.value != other.value for other in (first, *found)):
            found.append(value)
        taken.append((value.start, value.end))
    return (
        [_alone(words, slot, value, taken, read) for value in sorted([first, *found], key=_place)]
        if found
        else []
    )


def _place(value: SlotCandidate) -> int:
    return value.start


def _alone(
    words: str,
    slot: str,
    value: SlotCandidate,
    taken: Sequence[tuple[int, int]],
    read: Callable[[str], Extraction],
) -> SlotCandidate:
    """The value as it is read without the others, which would make it doubtful."""
    return read(_blanked(words, [span for span in taken if span != (value.start, value.end)])).values.get(
        slot, value
    )


def _blanked(words: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        words = words[:start] + " " * (end - start) + words[end:]
    return words


def _adjacent(words: str, taken: list[tuple[int, int]], value: SlotCandidate) -> bool:
    return any(
        bool(_BETWEEN.fullmatch(words[end : value.start]))
        if end <= value.start
        else bool(_BETWEEN.fullmatch(words[value.end : start]))
        for start, end in taken
    )
