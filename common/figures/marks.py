"""The words around a figure that make it an approximation: 约, 左右, about."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from common.figures.figure import Figure

_BEFORE: Final = re.compile(
    r"(?:约|大约|大概|差不多|将近|接近|近|大致|不到|上下|≈|(?<![\d%元年月天期万])~"
    r"|(?<!what )(?<!how )about|around|approximately|approx\.?|roughly|nearly|almost|circa|some)(?:是|为|有|在)?\s?$",
    re.I,
)
_AFTER: Final = re.compile(r"\s?(?:左右|上下|出头|多(?![少大久长])|来(?=[块元])|or so|-ish)", re.I)


def marked(text: str, figure: Figure, floor: int) -> Figure:
    """The figure, marked approximate when the words around it say so; none before ``floor`` are read."""
    before = text[max(floor, figure.start - 16) : figure.start]
    if _BEFORE.search(before) or _AFTER.match(text, figure.end):
        return replace(figure, approximate=True)
    return figure
