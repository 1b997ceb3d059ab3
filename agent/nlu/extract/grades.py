"""Grades: values that are a letter and a number (C2, R4), also said as 三级, level 4, or the number alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from agent.nlu.extract.spoken import whole

_GRADE: Final = re.compile(r"([A-Z])(\d)")
_NUMBER: Final = r"(?P<n>[1-9]|[一二三四五六七八九])"
_LEVEL: Final = re.compile(
    rf"(?<![\dA-Za-z第]){_NUMBER}级(?![市省部])"
    rf"|(?:\b(?:grade|level|risk level|rating|class)|等级(?:是|为)?)\s?{_NUMBER.replace('n>', 'm>')}(?![\d.%])",
    re.I,
)
_ALONE: Final = re.compile(rf"[\s,，。]*{_NUMBER}\s?级?[\s,，。.]*")


class EnumHit(BaseModel):
    """A value said at a place."""

    model_config = ConfigDict(frozen=True)

    value: str
    start: int
    end: int
    raw: str = Field(description="the words")


class GradeScale(BaseModel):
    """The letter of a scale and its numbers."""

    model_config = ConfigDict(frozen=True)

    letter: str
    numbers: frozenset[int]


@lru_cache(maxsize=128)
def grade_scale(values: tuple[str, ...]) -> GradeScale | None:
    """The scale ``values`` form, or ``None`` when they are no grades of one letter."""
    matches = [_GRADE.fullmatch(value) for value in values]
    grades = [(match[1], int(match[2])) for match in matches if match]
    letters = {letter for letter, _ in grades}
    if len(grades) < 2 or len(grades) != len(values) or len(letters) != 1:
        return None
    return GradeScale(letter=letters.pop(), numbers=frozenset(number for _, number in grades))


def lettered_grades(text: str, scale: GradeScale) -> list[EnumHit]:
    """C2, r4, R四级: the grades written with the scale's letter."""
    pattern = rf"(?<![A-Za-z]){scale.letter}\s?{_NUMBER}(?:级)?(?!\d|\.\d)"
    return _hits(re.finditer(pattern, text, re.I), scale)


def unlettered_grades(text: str) -> Sequence[re.Match[str]]:
    """三级, level 4: grades of whichever scale the words around them speak of."""
    return list(_LEVEL.finditer(text))


def answered_grade(text: str, scale: GradeScale) -> list[EnumHit]:
    """A number that is the whole answer to the question for a grade."""
    match = _ALONE.fullmatch(text)
    return _hits([match], scale) if match else []


def as_hit(match: re.Match[str], scale: GradeScale) -> EnumHit | None:
    """An unlettered grade as a value of ``scale``."""
    return next(iter(_hits([match], scale)), None)


def _hits(matches: Iterable[re.Match[str]], scale: GradeScale) -> list[EnumHit]:
    hits = []

    for match in matches:
        groups = match.groupdict()
        number = whole(groups["n"] or groups.get("m") or "0")
        if number in scale.numbers:
            hits.append(
                EnumHit(
                    value=f"{scale.letter}{number}", start=match.start(), end=match.end(), raw=match.group()
                )
            )
    return hits
