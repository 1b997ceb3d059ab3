"""What a calculation on a bond is given: its terms, the convention it follows, and what is refused.

``interbank`` and ``exchange`` are the conventions of China's two bond markets; ``compounded`` discounts with
compounding throughout on the bond's own day count, as reference libraries and foreign markets do.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Protocol

from pydantic import BeforeValidator, Field, model_validator

from common.language import Language
from tools.base import ToolArguments
from tools.day_counts import DayCount, DayCountName
from tools.messages import choice_name, user_error
from tools.values import BankTotal, Day, Within

Convention = Literal["interbank", "exchange", "compounded"]

FACE = Decimal(100)
"""Prices are per this much face value."""

FREQUENCIES = (0, 1, 2, 4, 12)
FIXED_DAY_COUNTS: dict[Convention, DayCount] = {
    "interbank": "ActualActual.ISMA",
    "exchange": "Actual365Fixed",
}
"""The day counts that go with a market, whatever the bond."""

CouponRate = Annotated[Decimal, Within("rate", 0, "0.15", "E_RATE_RANGE")]
CleanPrice = Annotated[Decimal, Within("price", 20, 200, "E_AMT_RANGE")]
Frequency = Annotated[int, Within("count", 0, 12, "E_FREQUENCY", whole=True)]
Yield = Annotated[Decimal, Within("rate", "-0.05", "0.5", "E_RATE_RANGE")]

_CONVENTIONS: dict[str, Convention] = {
    "银行间": "interbank",
    "银行间市场": "interbank",
    "交易所": "exchange",
    "复利": "compounded",
}


def _convention(value: object) -> object:
    return _CONVENTIONS.get(value.strip(), value) if isinstance(value, str) else value


ConventionName = Annotated[Convention, BeforeValidator(_convention)]


class BondTerms(Protocol):
    """The terms every calculation on a bond reads."""

    @property
    def coupon_rate(self) -> Decimal: ...

    @property
    def frequency(self) -> int: ...

    @property
    def maturity(self) -> date: ...

    @property
    def settlement(self) -> date: ...

    @property
    def issue(self) -> date | None: ...

    @property
    def convention(self) -> Convention | None: ...

    @property
    def day_count(self) -> DayCount | None: ...


class BondTermsArguments(ToolArguments):
    """A bond and its settlement; ``coupon_rate`` (also ``coupon``) is a fraction a year.

    ``frequency`` is the number of coupons a year; 0 is a discount bond. ``issue`` (the day interest starts)
    matters in a short first period and for the coupon year of a bill. Prices are per 100 of face value;
    ``face`` (yuan) is what sums in yuan are told for. Without ``convention`` a bond with a ``day_count`` of its
    own is discounted with compounding throughout, any other by the interbank convention.
    """

    coupon_rate: CouponRate
    frequency: Frequency
    maturity: Day
    settlement: Day
    issue: Day | None = None
    convention: ConventionName | None = None
    day_count: DayCountName | None = None
    face: BankTotal = Field(
        FACE, description="yuan of face value; prices stay per 100", json_schema_extra={"default": 100}
    )

    @model_validator(mode="before")
    @classmethod
    def _coupon(cls, given: object) -> object:
        """``coupon`` is what other systems call the coupon rate."""
        if isinstance(given, dict) and "coupon" in given and "coupon_rate" not in given:
            return {("coupon_rate" if name == "coupon" else name): value for name, value in given.items()}
        return given


def convention_of(terms: BondTerms) -> Convention:
    """The convention that applies: the one named, else by whether the bond has a day count of its own."""
    return terms.convention or ("interbank" if terms.day_count is None else "compounded")


def day_count_of(terms: BondTerms) -> DayCount:
    """The day count that applies; a bond discounted with compounding is ACT/ACT where it names none."""
    fixed = FIXED_DAY_COUNTS.get(convention_of(terms))
    return fixed or terms.day_count or "ActualActual.ISMA"


def check_terms(terms: BondTerms, language: Language) -> None:
    """UserError ``E_FREQUENCY``, ``E_SETTLE``, or ``E_DAY_COUNT`` for one that the convention does not use."""
    if terms.frequency not in FREQUENCIES or (terms.frequency == 0 and terms.coupon_rate > 0):
        raise user_error("E_FREQUENCY", language, slot="frequency")
    if terms.issue is not None and terms.issue >= terms.maturity:
        raise user_error("E_SETTLE", language, slot="issue", case="maturity", maturity=terms.maturity)
    if terms.settlement >= terms.maturity:
        raise user_error("E_SETTLE", language, slot="settlement", maturity=terms.maturity)
    if terms.issue is not None and terms.settlement < terms.issue:
        raise user_error("E_SETTLE", language, slot="settlement", case="issue", issue=terms.issue)
    used = day_count_of(terms)
    if terms.day_count is not None and terms.day_count != used:
        raise user_error(
            "E_DAY_COUNT",
            language,
            slot="day_count",
            convention=choice_name(convention_of(terms), language),
            used=used,
            given=terms.day_count,
        )
