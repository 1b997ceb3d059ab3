"""The items of an all-in financing cost: interest and every fee, when each is charged, what each adds.

An item's share of the annual rate is the nominal rate with it less the rate without it, in the order of the table,
so that the shares add up to the rate of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from tools.roots import brent
from tools.values import Within

Charged = Literal["with_instalments", "each_period", "upfront"]

HIGHEST_MONTHLY = 5.0
"""Monthly rates are looked for up to 500 %."""


class OtherFee(BaseModel):
    """A fee beside the instalment fee and the upfront one (guarantee, insurance, appraisal), in yuan each time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    amount: Annotated[Decimal, Within("money", 0, 1_000_000_000, "E_AMT_RANGE", places=2)]
    charged: Literal["each_period", "upfront"] = "upfront"


class CostItem(BaseModel):
    """One line of the table. ``amount`` is charged each time, ``total`` in all, in yuan; the share a fraction."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="in the language of the call; another fee's name as it was given")
    kind: Literal["interest", "instalment_fee", "upfront_fee", "other"]
    charged: Charged
    amount: Decimal | None = Field(description="each time; none for interest, which falls")
    total: Decimal
    adds_to_rate: Decimal = Field(description="percentage points of the nominal annual rate, as a fraction")


def monthly_irr(received: Decimal, payments: Sequence[Decimal]) -> Decimal | None:
    """The monthly rate that makes the payments worth what was received; ``None`` where there is none."""
    if received <= 0:
        return None
    if sum(payments) == received:
        return Decimal(0)
    amounts = [float(payment) for payment in payments]

    def excess(rate: float) -> float:
        discounted = 0.0
        for amount in reversed(amounts):
            discounted = (discounted + amount) / (1 + rate)
        return discounted - float(received)

    root = brent(excess, 0.0, HIGHEST_MONTHLY)
    return None if root is None else Decimal(repr(root))
