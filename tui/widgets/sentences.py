"""How a sentence of an answer looks: the words as they are, figures set off."""

from __future__ import annotations

import re

from textual.content import Content
from textual.widgets import Static

_FIGURE = re.compile(
    r"(?:RMB\s?|USD\s?|[¥$])?[-−+]?\d[\d,]*(?:\.\d+)?"
    r"(?:\s?(?:万亿|亿元|万元|亿|万|元|美元|%|％|‰|bp|个基点|年\d{1,2}月\d{1,2}日|年|个月|月|期|天|日))*"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def highlighted(sentence: str) -> Content:
    """The sentence with its figures and dates in bold."""
    content = Content(sentence)
    for pattern in (_DATE, _FIGURE):
        for found in pattern.finditer(sentence):
            if len(found.group().strip()) > 1:
                content = content.stylize("bold $text-primary", found.start(), found.end())
    return content


class Sentence(Static):
    """One approved sentence. It is mounted once and never changed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(highlighted(sentence), classes="sentence")
        self.sentence = sentence
