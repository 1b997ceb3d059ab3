"""The answer to "which one do you mean": a number, an ordinal, a value only one of them has, or its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from agent.nlu.acts import act_hits
from agent.nlu.context import typed_slots
from agent.nlu.extract import extract_slots
from agent.nlu.records import Matter
from agent.nlu.references import ordinal_in
from agent.nlu.residue import residue
from agent.tasks.base import Task
from common.language import Language
from common.numerals import CHINESE_DIGITS

_NUMBER: Final = re.compile(
    r"^\s*(?:选|第|no\.?|number|option|#)?\s*([1-9一二三四五六七八九])\s*(?:个|项|号|\.|、|吧|的)?\s*[。.!！]?\s*$",
    re.I,
)
LONGEST_NAME: Final = 24
"""Characters up to which an answer may be a name; what is longer says something of its own."""

_LETTERS: Final = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]{3,}")


def chosen(
    text: str, options: Sequence[Matter], tasks: Mapping[str, Task], *, now: datetime, language: Language
) -> int | None:
    """The place of the option that ``text`` chooses; ``None`` when it chooses none of them.

    ``options`` are the matters offered; one whose ``known`` is empty is a bare task.
    """
    number = _NUMBER.match(text)
    if number is not None:
        place = int(CHINESE_DIGITS.get(number[1], number[1])) - 1
        return place if 0 <= place < len(options) else None
    ordinal = ordinal_in(text)
    if ordinal is not None and _only(text, ordinal[1:]):
        place = ordinal[0] if ordinal[0] >= 0 else len(options) + ordinal[0]
        return place if 0 <= place < len(options) else None
    by_value = _one([_by_value(text, option, tasks[option.intent], now, language) for option in options])
    return _by_name(text, options, tasks) if by_value is None else by_value


def _only(text: str, span: tuple[int, int]) -> bool:
    """Whether little is said besides the ordinal."""
    return not residue(text, skip=(span,)) or len(text) - (span[1] - span[0]) <= 6


def _by_value(text: str, option: Matter, task: Task, now: datetime, language: Language) -> bool:
    if not option.known:
        return False
    read = extract_slots(text, task, now=now, language=language, known=option.known)
    typed = typed_slots(task, read)
    said = {name: value.value for name, value in read.values.items() if name in typed}
    return bool(said) and all(option.known.get(name) == value for name, value in said.items())


def _one(fits: Sequence[bool]) -> int | None:
    return fits.index(True) if sum(fits) == 1 else None


def _by_name(text: str, options: Sequence[Matter], tasks: Mapping[str, Task]) -> int | None:
    """The one option whose title shares most with the words, where the words say little else."""
    said = text.lower()
    for hit in act_hits(text):
        said = said[: hit.start] + " " * (hit.end - hit.start) + said[hit.end :]
    if not said.strip() or len(said) > LONGEST_NAME:
        return None
    shares = [
        max(
            len(_pieces(said) & _pieces(title.lower()))
            for title in (task.wording.title.zh, task.wording.title.en)
        )
        for task in (tasks[option.intent] for option in options)
    ]
    best = max(shares)
    return shares.index(best) if best > 0 and shares.count(best) == 1 else None


def _pieces(text: str) -> frozenset[str]:
    """Pairs of Han characters and whole Latin words."""
    words = {match for match in _LETTERS.findall(text) if match.isascii()}
    han = re.findall(r"[\u3400-\u9fff]+", text)
    return frozenset(words | {run[i : i + 2] for run in han for i in range(len(run) - 1)})
