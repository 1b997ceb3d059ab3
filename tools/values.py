"""Numbers as tools take them: finite, plainly written, within limits that a message can name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Unit = Literal["money", "rate", "month", "count", "price", "bp"]

_PLAIN = re.compile(r"[+-]?\d{1,24}(?:\.\d{1,24})?", re.ASCII)


@dataclass(frozen=True)
class Within:
    """A number's limits, inclusive, in the argument's own unit (rates are fractions: 0.24 is 24 %).

    ``code`` names the error (``E_AMT_RANGE``, ``E_RATE_RANGE``, …); its wording stands in ``messages.yaml``.
    ``whole`` demands an integer, ``places`` no more decimals than that (``E_CENTS``: no part of a cent is ever
    owed). NaN, infinities, booleans and exponent notation are refused.
    """

    unit: Unit
    minimum: Decimal | int | str
    maximum: Decimal | int | str
    code: str
    whole: bool = False
    places: int | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_plain_validator_function(self._whole if self.whole else self._decimal)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        kind = "integer" if self.whole else "number"
        limits = {"minimum": _json(self.minimum), "maximum": _json(self.maximum)}
        return {"type": kind, **limits}

    def _decimal(self, value: object) -> Decimal:
        number = read_number(value)
        if not Decimal(self.minimum) <= number <= Decimal(self.maximum):
            raise self._refusal(number)
        if self.places is not None and number != round(number, self.places):
            raise PydanticCustomError("E_CENTS", "finer than a cent", {"value": str(number)})
        return number

    def _whole(self, value: object) -> int:
        number = self._decimal(value)
        if number != number.to_integral_value():
            raise self._refusal(number)
        return int(number)

    def _refusal(self, number: Decimal) -> PydanticCustomError:
        limits = {"minimum": str(self.minimum), "maximum": str(self.maximum)}
        context = {"unit": self.unit, "value": str(number), **limits}
        return PydanticCustomError(self.code, "outside the limits {minimum} to {maximum}", context)


def read_number(value: object) -> Decimal:
    """Return ``value`` as a Decimal; ``E_NUMBER`` for what is not a plain finite number."""
    if isinstance(value, bool):
        raise PydanticCustomError("E_NUMBER", "not a number")
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        if number.is_finite():
            return number
    elif isinstance(value, str) and _PLAIN.fullmatch(value.strip()):
        return Decimal(value.strip())
    raise PydanticCustomError("E_NUMBER", "not a plain finite number")


def _json(limit: Decimal | int | str) -> int | float:
    number = Decimal(limit)
    return int(number) if number == number.to_integral_value() else float(number)


def _read_day(value: object) -> date:
    """A calendar day; a number is no date, so that 20290318 is not taken for seconds since 1970."""
    try:
        day = date.fromisoformat(value.strip()) if isinstance(value, str) else value
    except ValueError as error:
        raise PydanticCustomError("E_DATE", "no such day") from error
    if type(day) is not date or not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("E_DATE", "no such day")
    return day


EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)

Day = Annotated[date, PlainValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day between 1950 and 2199, written YYYY-MM-DD."""
LoanAmount = Annotated[Decimal, Within("money", 1000, 1_000_000_000, "E_AMT_RANGE", places=2)]
"""Yuan to the cent: 1,000 to 1,000,000,000."""
DepositAmount = Annotated[Decimal, Within("money", 50, 1_000_000_000, "E_AMT_RANGE")]
"""Yuan: 50 to 1,000,000,000."""
HIGHEST_LOAN_RATE = Decimal("0.24")
"""A loan above 24 % a year is refused."""
LoanRate = Annotated[Decimal, Within("rate", 0, HIGHEST_LOAN_RATE, "E_RATE_RANGE")]
"""Fraction a year: 0 to 24 %."""
BankTotal = Annotated[Decimal, Within("money", "0.01", "1000000000000000", "E_AMT_RANGE")]
"""Yuan: any positive total of a bank's balance sheet."""
DepositRate = Annotated[Decimal, Within("rate", 0, "0.10", "E_RATE_RANGE")]
"""Fraction a year: 0 to 10 %."""
Age = Annotated[int, Within("count", 0, 120, "E_AGE", whole=True)]
"""Whole years: 0 to 120."""
Months = Annotated[int, Within("month", 1, 360, "E_TERM", whole=True)]
"""Whole months: 1 to 360."""
