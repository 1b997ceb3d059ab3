"""A chart as data: what is drawn, in which units, and where its figures come from.

Nothing here knows a renderer. Money is yuan, rates are fractions, prices are per 100 of face value, terms are months
or years, as in the tools' results; how a unit is written on a page is ``tools.charts.units``'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from common.language import Language

Kind = Literal["stacked_columns", "columns", "lines", "ranges"]
"""Columns one above the other, columns side by side, curves, and a bar from a lower to an upper limit a category."""

Unit = Literal["yuan", "fraction", "price", "nav", "year", "month", "point", "none"]
"""``price`` is per 100 of face value, ``nav`` a net asset value, ``point`` the position in a series."""

MOST_SERIES, MOST_MARKS = 6, 8
"""More could not be told apart without colour."""

Finite = Annotated[Decimal, Field(allow_inf_nan=False)]


class Axis(BaseModel):
    """What an axis shows, and the unit of its values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    unit: Unit


class Series(BaseModel):
    """Values of one name, a value for each category or position."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    values: tuple[Finite, ...] = Field(min_length=1)


class Mark(BaseModel):
    """A point that is named: the bond as it is priced, say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    x: Finite
    y: Finite
    label: str


class Source(BaseModel):
    """The tool whose results are drawn, with their convention and version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    convention: str
    version: str


class Chart(BaseModel):
    """One chart, in one language.

    Columns and ranges stand on ``categories`` (``details`` says more about each), curves run over ``positions``
    along ``x``. ``ranges`` have two series, the lower limits and the upper ones. ``summary`` is what the chart shows,
    in words; ``notes`` are what has to be minded, shown with every picture of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    title: str = Field(min_length=1)
    summary: str = Field(min_length=1)
    x: Axis
    y: Axis
    categories: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    positions: tuple[Finite, ...] = ()
    series: tuple[Series, ...] = Field(min_length=1, max_length=MOST_SERIES)
    marks: tuple[Mark, ...] = Field((), max_length=MOST_MARKS)
    notes: tuple[str, ...] = ()
    language: Language
    source: Source

    @model_validator(mode="after")
    def _fits(self) -> Chart:
        curves = self.kind == "lines"
        places: Sequence[object] = self.positions if curves else self.categories
        if not places or (self.categories if curves else self.positions or self.marks):
            raise ValueError("lines have positions, other charts categories and no marks")
        if any(len(series.values) != len(places) for series in self.series):
            raise ValueError("each series has a value for each place")
        if len({series.name for series in self.series}) < len(self.series):
            raise ValueError("two series of one name")
        if any(first >= second for first, second in pairwise(self.positions)):
            raise ValueError("positions ascend")
        if self.details and len(self.details) != len(self.categories):
            raise ValueError("details are there for each category or for none")
        if self.kind == "stacked_columns" and any(v < 0 for series in self.series for v in series.values):
            raise ValueError("what is below zero cannot be stacked")
        if self.kind == "ranges":
            self._check_ranges()
        return self

    def _check_ranges(self) -> None:
        if len(self.series) != 2:
            raise ValueError("ranges have lower and upper limits")
        lower, upper = self.series
        if any(low > high for low, high in zip(lower.values, upper.values, strict=True)):
            raise ValueError("a lower limit lies above its upper limit")
