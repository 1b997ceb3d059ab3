"""The loan prime rate in force on a day, from the dated ``lpr.yaml`` beside this file."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from agent.nlu.data import load_model

_FILE: Final = Path(__file__).with_name("lpr.yaml")


class PublishedRate(BaseModel):
    """One publication: fractions a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: date
    one_year: Decimal = Field(ge=0, le=1)
    over_five_years: Decimal = Field(ge=0, le=1)


class LprTable(BaseModel):
    """The publications, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    illustrative: bool
    over_five_years_from_months: int
    published: tuple[PublishedRate, ...] = Field(min_length=1)

    def on(self, day: date) -> PublishedRate:
        """The publication in force on ``day`` (the oldest one for a day before all of them)."""
        past = [rate for rate in self.published if rate.date <= day]
        return max(past, key=lambda rate: rate.date) if past else self.published[0]


@cache
def lpr_table() -> LprTable:
    """The table of ``lpr.yaml``."""
    return load_model(_FILE, LprTable)
