"""A monthly surplus spread over asset classes: a band and its reason for each, never a product.

Source: the bank's own table ``allocation.yaml`` (grade × horizon), with an emergency fund set aside first and lower
limits for elderly customers. Only the roles the table lists may ask.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from common.people import Role
from policies.context import CustomerRisk
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import choice_name, user_error
from tools.values import Age, DepositAmount, Months

AssetClass = Literal["deposit", "fixed_income", "equity", "alternative"]
Horizon = Literal["short", "medium", "long"]
Share = Annotated[int, Field(ge=0, le=100)]
Row = dict[AssetClass, tuple[Share, Share]]

FILE = Path(__file__).with_name("allocation.yaml")


class _ClassWords(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Bilingual
    short: Bilingual
    medium: Bilingual
    long: Bilingual
    none: Bilingual

    def reason(self, horizon: Horizon, *, empty: bool) -> Bilingual:
        if empty:
            return self.none
        return {"short": self.short, "medium": self.medium, "long": self.long}[horizon]


class _Elderly(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    age: int
    equity: Share
    alternative: Share
    reason: Bilingual


class AllocationTable(BaseModel):
    """``allocation.yaml``, checked when loaded: each row can be filled up to exactly 100 %."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: tuple[Role, ...]
    emergency_months: tuple[int, int]
    elderly: _Elderly
    horizons: dict[Horizon, int]
    bands: dict[CustomerRisk, dict[Horizon, Row]]
    classes: dict[AssetClass, _ClassWords]

    @model_validator(mode="after")
    def _adds_up(self) -> AllocationTable:
        for grade, rows in self.bands.items():
            for horizon, row in rows.items():
                for given in (row, self._for_the_elderly(row)):
                    lows, highs = (sum(band[end] for band in given.values()) for end in (0, 1))
                    if lows > 100 or highs < 100 or any(low > high for low, high in given.values()):
                        raise ValueError(f"{grade} {horizon}: the bands cannot add up to 100")
        return self

    def row(self, grade: CustomerRisk, horizon: Horizon, age: int | None) -> Row:
        """The bands of a customer, in percent."""
        row = self.bands[grade][horizon]
        return self._for_the_elderly(row) if age is not None and age >= self.elderly.age else row

    def horizon(self, months: int) -> Horizon:
        """The first horizon that many months do not pass."""
        return next(name for name, most in self.horizons.items() if months <= most)

    def _for_the_elderly(self, row: Row) -> Row:
        """Lower limits for the classes that swing; what they lose goes to deposits."""
        limits: dict[AssetClass, int] = {
            "equity": self.elderly.equity,
            "alternative": self.elderly.alternative,
        }
        capped: Row = {
            name: (0, limits[name]) if name in limits and high > limits[name] else (low, high)
            for name, (low, high) in row.items()
        }
        freed = sum(row[name][1] - capped[name][1] for name in row)
        low, high = capped["deposit"]
        capped["deposit"] = (low, min(high + freed, 100))
        return capped


@cache
def allocation_table() -> AllocationTable:
    """The bank's table; ConfigurationError when the file does not hold."""
    try:
        return AllocationTable.model_validate(yaml.load(FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{FILE.name}: {error}", remedy="mend the table") from error


def check_role(role: Role, language: Language) -> None:
    """Raise UserError ``E_ROLE`` for staff the bank does not list."""
    roles = allocation_table().roles
    if role not in roles:
        separator = "、" if language == "zh" else ", "
        named = separator.join(choice_name(allowed, language) for allowed in roles)
        raise user_error("E_ROLE", language, roles=named)


class AllocateArguments(ToolArguments):
    """``monthly_surplus`` in yuan, ``horizon_months`` whole months, ``goal`` in the customer's words."""

    customer_risk: CustomerRisk
    horizon_months: Months
    monthly_surplus: DepositAmount
    age: Age | None = None
    goal: str | None = Field(None, min_length=1, max_length=200)


class Band(BaseModel):
    """One asset class: fractions of the surplus, the yuan a month they come to, and why."""

    model_config = ConfigDict(frozen=True)

    asset_class: AssetClass
    name: Bilingual
    low: Decimal
    high: Decimal
    low_amount: Decimal
    high_amount: Decimal
    reason: Bilingual


class Allocation(ToolResult):
    """The bands, once the emergency fund is there; ``emergency_months`` of necessary spending."""

    horizon: Horizon
    emergency_months: tuple[int, int]
    elderly: bool = Field(description="the limits for elderly customers apply")
    bands: tuple[Band, ...]
    confirmed_by: Literal["licensed_manager"] = Field(
        "licensed_manager", description="who has to confirm the bands before they are used"
    )


def allocate(arguments: AllocateArguments, context: ToolContext) -> Allocation:
    """Look the bands up. Raises UserError ``E_ROLE`` for staff the bank does not list."""
    check_role(context.staff.role, context.language)
    table = allocation_table()
    horizon = table.horizon(arguments.horizon_months)
    usual, row = (
        table.bands[arguments.customer_risk][horizon],
        table.row(arguments.customer_risk, horizon, arguments.age),
    )
    return Allocation(
        convention="the bank's band table: grade by horizon, after the emergency fund",
        version="allocate/1",
        horizon=horizon,
        emergency_months=table.emergency_months,
        elderly=arguments.age is not None and arguments.age >= table.elderly.age,
        bands=tuple(
            Band(
                asset_class=name,
                name=table.classes[name].name,
                low=Decimal(low) / 100,
                high=Decimal(high) / 100,
                low_amount=_part(arguments.monthly_surplus, low),
                high_amount=_part(arguments.monthly_surplus, high),
                reason=(
                    table.elderly.reason
                    if high < usual[name][1]
                    else table.classes[name].reason(horizon, empty=high == 0)
                ),
            )
            for name, (low, high) in row.items()
        ),
    )


def _part(amount: Decimal, percent: int) -> Decimal:
    return (amount * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


TOOL = Tool(
    name="allocate",
    description=Bilingual(
        zh="资产配置：按客户风险等级和期限给出资产大类的比例区间和理由，不涉及具体产品。",
        en="Allocation: bands of asset classes with reasons, by grade and horizon; no products.",
    ),
    arguments=AllocateArguments,
    result=Allocation,
    run=allocate,
)
