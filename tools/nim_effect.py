"""What a parallel shift of rates does to a bank's net interest income within a year (repricing gap).

Formula: ΔNII = Σ (A_k − β·L_k)·Δr·(1 − t_k). Each bucket reprices at its mid-point t_k (in years) and earns
or costs the new rate for what is left of the year; β is the share of the shift that depositors are given.
Divided by earning assets it is the change of the net interest margin. What reprices after twelve months
changes nothing within the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from common.language import Bilingual
from tools.amortise import cents
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.values import BankTotal, Within

HORIZON_MONTHS = 12
"""One year of income; a bucket may not straddle its end."""

ShiftBp = Annotated[Decimal, Within("bp", -500, 500, "E_BP_RANGE")]
Beta = Annotated[Decimal, Within("rate", 0, 1, "E_RATE_RANGE")]
Margin = Annotated[Decimal, Within("rate", "-0.05", "0.20", "E_RATE_RANGE")]
BucketTotal = Annotated[Decimal, Within("money", 0, "1000000000000000", "E_SERIES")]
UpperBound = Annotated[int, Within("month", 1, 600, "E_SERIES", whole=True)]


class Bucket(BaseModel):
    """What reprices up to ``months`` from now and after the bucket before it. Yuan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: UpperBound
    assets: BucketTotal
    liabilities: BucketTotal


def _in_order(buckets: tuple[Bucket, ...]) -> tuple[Bucket, ...]:
    bounds = [0, *(bucket.months for bucket in buckets)]
    rising = all(first < second for first, second in pairwise(bounds))
    straddles = any(first < HORIZON_MONTHS < second for first, second in pairwise(bounds))
    if len(bounds) < 2 or not rising or straddles:
        raise PydanticCustomError("E_SERIES", "buckets out of order")
    return buckets


class NimArguments(ToolArguments):
    """The shift in basis points, the buckets by rising upper bound, and what relates them to the margin.

    ``deposit_beta`` is the share of the shift passed on to liabilities (1: all of it). ``earning_assets``
    (yuan) gives the change of the margin, ``base_nim`` (a fraction) what it becomes.
    """

    rate_shift_bp: ShiftBp
    buckets: Annotated[tuple[Bucket, ...], AfterValidator(_in_order)]
    deposit_beta: Beta = Decimal(1)
    earning_assets: BankTotal | None = None
    base_nim: Margin | None = None


class BucketEffect(BaseModel):
    """One row of the calculation: yuan a year; ``mid_months`` is when the bucket reprices on average."""

    model_config = ConfigDict(frozen=True)

    from_months: int
    to_months: int
    mid_months: Decimal
    weight: Decimal = Field(description="share of the year after the mid-point: 1 − t")
    assets: Decimal
    liabilities: Decimal
    income_change: Decimal = Field(description="assets · Δr · weight")
    cost_change: Decimal = Field(description="β · liabilities · Δr · weight")
    net_change: Decimal


class NimEffect(ToolResult):
    """Yuan within one year; ``nim_change_bp`` in basis points, ``nim_after`` a fraction."""

    rows: tuple[BucketEffect, ...]
    income_change: Decimal
    cost_change: Decimal
    net_change: Decimal
    nim_change_bp: Decimal | None = Field(None, description="None without earning assets")
    nim_after: Decimal | None = Field(None, description="None without earning assets and a margin")


def nim_effect(arguments: NimArguments, context: ToolContext) -> NimEffect:
    """The change of a year's net interest income, bucket by bucket, and of the margin."""
    del context
    shift, beta = arguments.rate_shift_bp / 10_000, arguments.deposit_beta
    rows = _rows(arguments.buckets, shift, beta)
    exact = sum(
        ((row.assets - beta * row.liabilities) * shift * row.weight for row in rows), start=Decimal(0)
    )
    assets, base = arguments.earning_assets, arguments.base_nim
    change = None if assets is None else exact / assets
    return NimEffect(
        convention="repricing gap, one year, bucket mid-points; beta on liabilities",
        version="nim_effect/1",
        rows=rows,
        income_change=cents(sum((row.income_change for row in rows), Decimal(0))),
        cost_change=cents(sum((row.cost_change for row in rows), Decimal(0))),
        net_change=cents(exact),
        nim_change_bp=None if change is None else _rounded(change * 10_000, 4),
        nim_after=None if change is None or base is None else _rounded(base + change, 8),
    )


def _rows(buckets: Sequence[Bucket], shift: Decimal, beta: Decimal) -> tuple[BucketEffect, ...]:
    rows: list[BucketEffect] = []
    start = 0
    for bucket in buckets:
        middle = Decimal(start + bucket.months) / 2
        weight = max(1 - middle / HORIZON_MONTHS, Decimal(0))
        income, cost = bucket.assets * shift * weight, beta * bucket.liabilities * shift * weight
        rows.append(
            BucketEffect(
                from_months=start,
                to_months=bucket.months,
                mid_months=middle,
                weight=weight,
                assets=bucket.assets,
                liabilities=bucket.liabilities,
                income_change=cents(income),
                cost_change=cents(cost),
                net_change=cents(income - cost),
            )
        )
        start = bucket.months
    return tuple(rows)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


TOOL = Tool(
    name="nim_effect",
    description=Bilingual(
        zh="利率变动对一年内净利息收入和净息差的影响，按重定价期限桶逐桶列出。",
        en="What a shift of rates does to a year's net interest income and margin, bucket by bucket.",
    ),
    arguments=NimArguments,
    result=NimEffect,
    run=nim_effect,
)
