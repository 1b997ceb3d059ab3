"""The cash flows of a bond as lines of an answer: one a payment, nothing left out, and their sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common import formatting
from common.errors import ConfigurationError
from common.language import Bilingual, Language
from tools.bond_timeline import CashFlow, Kind

_FILE = Path(__file__).with_suffix(".yaml")


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: Bilingual
    row: Bilingual
    row_simple: Bilingual
    kinds: dict[Kind, Bilingual]
    price: Bilingual
    total: Bilingual
    weighed: Bilingual


def worksheet(
    timeline: Sequence[CashFlow], dirty: Decimal, language: Language, *, macaulay: Decimal | None = None
) -> tuple[str, ...]:
    """The rows and the line that adds them up; with a Macaulay duration also how the rows make it.

    Cash, discount factors and present values are told to six decimals, so that the rows told add up to the
    four decimals of the dirty price.
    """
    words = _words()

    def price(value: Decimal, places: int = 6) -> str:
        return words.price[language].format(value=f"{value:,.{places}f}")

    rows = [
        (words.row_simple if flow.periods is None else words.row)[language].format(
            number=flow.number,
            date=formatting.date(flow.pay_date, language),
            days=flow.days,
            kind=words.kinds[flow.kind][language],
            cash=price(flow.cash),
            periods=f"{flow.periods or 0:.6f}",
            years=f"{flow.years:.6f}",
            factor=f"{flow.discount_factor:.6f}",
            value=price(flow.present_value),
        )
        for flow in timeline
    ]
    lines = [words.heading[language], *rows, words.total[language].format(dirty=price(dirty))]
    if macaulay is not None:
        weighed = sum((flow.present_value * flow.years for flow in timeline), Decimal(0))
        lines.append(
            words.weighed[language].format(
                weighed=f"{weighed:,.6f}", dirty=price(dirty), macaulay=f"{macaulay:.6f}"
            )
        )
    return tuple(lines)


@cache
def _words() -> _Words:
    try:
        return _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error
