"""The two languages of the counter, and which of them an utterance is in."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def detect_language(text: str, default: Language = "zh") -> Language:
    """Return the language of ``text``; ``default`` when it has no letters of either script.

    A Han character weighs as much as an English word and half, so that "R4 for C2 ok吗" is Chinese and
    an English sentence quoting one Chinese term stays English.
    """
    han = len(_HAN.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    if han == 0 and latin == 0:
        return default
    return "zh" if han * 1.5 >= latin else "en"


class Bilingual(BaseModel):
    """A text in both languages, as the data files beside the code hold it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en
