"""What a bond still pays, row by row, and what each payment is worth at settlement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tools.bond_pricing import PricedBond, places

Kind = Literal["coupon", "redemption", "coupon_and_redemption"]


class CashFlow(BaseModel):
    """One payment per 100 of face value: cash × discount factor = present value."""

    model_config = ConfigDict(frozen=True)

    number: int
    pay_date: date
    kind: Kind
    days: int = Field(description="from settlement to the payment")
    periods: Decimal | None = Field(description="compounding periods; None where interest is simple")
    years: Decimal = Field(description="the time that durations weigh it by")
    cash: Decimal
    discount_factor: Decimal
    present_value: Decimal


def timeline(bond: PricedBond, settlement: date, ytm: float) -> tuple[CashFlow, ...]:
    """Every payment after settlement at a yield; the present values add up to the dirty price."""
    rows = zip(bond.flows, bond.factors_at(ytm), strict=True)
    return tuple(
        CashFlow(
            number=number,
            pay_date=flow.day,
            kind="coupon" if not flow.principal else "coupon_and_redemption" if flow.coupon else "redemption",
            days=(flow.day - settlement).days,
            periods=None if bond.simple else places(flow.periods, 10),
            years=places(bond.years if bond.simple else flow.periods / bond.frequency, 10),
            cash=places(flow.amount, 10),
            discount_factor=places(factor, 12),
            present_value=places(flow.amount * factor, 10),
        )
        for number, (flow, factor) in enumerate(rows, start=1)
    )
