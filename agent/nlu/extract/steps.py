"""Values said as a step from the one that is known: 再加20万, 期限缩短5年, 利率降10个基点, 200k more."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from agent.nlu.extract.mention import Mention
from agent.nlu.extract.readings import EXACT, Reading
from agent.tasks.base import Slot

_UP_BEFORE: Final = re.compile(
    r"(?:再[加贷借存多]|(?<![差最至大不])多[贷借存加]?|增加|追加|加|上浮|上调|提高|延长|涨|升"
    r"|\badd|\banother|\ban extra|\braise[ds]? (?:it )?by|\bup(?: by)?)(?:了|个)?\s?$",
    re.I,
)
_DOWN_BEFORE: Final = re.compile(
    r"(?:再[减降少]|(?<![至最不])少[贷借存]?|减[少掉]?|降低?|下调|下浮|缩短|调低"
    r"|\b(?:cut|reduced?|lower(?:ed)?) (?:it )?by|\bdown(?: by)?|\bminus)(?:了|个)?\s?$",
    re.I,
)
_UP_AFTER: Final = re.compile(r"\s(?:more|longer|higher|extra|on top)(?![A-Za-z])", re.I)
_DOWN_AFTER: Final = re.compile(r"\s(?:less|fewer|shorter|lower|off)(?![A-Za-z])", re.I)
_KINDS: Final = {"money": ("money",), "rate": ("percent", "bp"), "term": ("months",), "bp": ("bp",)}


def step_from(mention: Mention, slot: Slot, known: JsonValue, text: str) -> Reading | None:
    """The known value moved by what is said, or ``None`` when the words set a value instead of moving it."""
    if (
        isinstance(known, bool)
        or not isinstance(known, int | float)
        or mention.kind not in _KINDS.get(slot.type, ())
    ):
        return None
    relative = mention.unit == "relative"
    if (
        mention.kind == "percent"
        and not relative
        and "点" not in mention.raw
        and "point" not in mention.raw.lower()
    ):
        return None
    direction = _direction(text, mention)
    if direction == 0:
        return None
    current = Decimal(str(known))
    if mention.unit == "relative":
        moved = current * (1 + direction * mention.number)
        return Reading(EXACT + 1, moved, approximate=True, note=f"{known} × {1 + direction * mention.number}")
    size = abs(mention.number) / (10_000 if slot.type == "rate" and mention.kind == "bp" else 1)
    sign = "+" if direction > 0 else "-"
    return Reading(EXACT + 1, current + direction * size, note=f"{known} {sign} {mention.raw.strip()}")


def _direction(text: str, mention: Mention) -> int:
    before = text[max(0, mention.start - 16) : mention.start]
    if _DOWN_BEFORE.search(before) or _DOWN_AFTER.match(text, mention.end):
        return -1
    return 1 if _UP_BEFORE.search(before) or _UP_AFTER.match(text, mention.end) else 0
