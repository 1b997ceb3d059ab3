"""How far a bond's yield lies above a benchmark curve that the caller gives, at the bond's own maturity.

Source: domain rule "credit spread = YTM − interpolated benchmark curve (国债 or 国开, state which)". Between two
points the curve is a straight line; beyond its ends there is none, and none is made up.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from common.language import Language
from tools.bond_terms import Yield
from tools.messages import choice_name, user_error
from tools.values import Day, Within

CurveName = Literal["treasury", "cdb"]

_NAMES: dict[str, CurveName] = {
    "国债": "treasury",
    "国债收益率曲线": "treasury",
    "国开": "cdb",
    "国开债": "cdb",
    "国开债收益率曲线": "cdb",
    "cgb": "treasury",
}

Years = Annotated[Decimal, Within("count", 0, 100, "E_SERIES")]


def _named(value: object) -> object:
    return _NAMES.get(value.strip().lower(), value) if isinstance(value, str) else value


class CurvePoint(BaseModel):
    """A yield (fraction a year) at a term in years."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=False, validate_by_alias=True)

    years: Years
    yield_: Yield = Field(alias="yield")


def _rising(points: tuple[CurvePoint, ...]) -> tuple[CurvePoint, ...]:
    if len(points) < 2 or any(first.years >= second.years for first, second in pairwise(points)):
        raise PydanticCustomError("E_SERIES", "two points or more, by rising term")
    return points


class BenchmarkCurve(BaseModel):
    """The curve a spread is measured from: 国债 (``treasury``) or 国开 (``cdb``), and the day it was published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    curve: Annotated[CurveName, BeforeValidator(_named)]
    points: Annotated[tuple[CurvePoint, ...], AfterValidator(_rising)]
    as_of: Day | None = None


class Spread(BaseModel):
    """A yield less the curve's at ``years``, in basis points; the points it lies between are named."""

    model_config = ConfigDict(frozen=True)

    curve: CurveName
    as_of: Day | None
    years: Decimal
    from_years: Decimal
    from_yield: Decimal
    to_years: Decimal
    to_yield: Decimal
    benchmark_yield: Decimal
    spread_bp: Decimal


def spread_over(curve: BenchmarkCurve, days: int, ytm: float, language: Language) -> Spread:
    """The spread of ``ytm`` ``days`` before maturity; UserError ``E_SERIES`` beyond the curve's ends.

    The term is days/365 years.
    """
    years = Decimal(days) / 365
    for low, high in pairwise(curve.points):
        if low.years <= years <= high.years:
            break
    else:
        raise user_error(
            "E_SERIES",
            language,
            slot="benchmark",
            case="beyond",
            curve=choice_name(curve.curve, language),
            years=f"{years:.2f}",
            first=f"{curve.points[0].years.normalize():f}",
            last=f"{curve.points[-1].years.normalize():f}",
        )
    way = (years - low.years) / (high.years - low.years)
    benchmark = low.yield_ + (high.yield_ - low.yield_) * way
    return Spread(
        curve=curve.curve,
        as_of=curve.as_of,
        years=_rounded(years, 6),
        from_years=low.years,
        from_yield=low.yield_,
        to_years=high.years,
        to_yield=high.yield_,
        benchmark_yield=_rounded(benchmark, 10),
        spread_bp=_rounded((Decimal(str(ytm)) - benchmark) * 10_000, 4),
    )


def _rounded(value: Decimal, count: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-count), ROUND_HALF_UP)
