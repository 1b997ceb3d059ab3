"""The bank's posted deposit and loan rates and the LPR, as its own dated tables state them for a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.language import Bilingual
from knowledge.bank_tables import BankTables, DepositKind, LoanKind, PostedRate, TableName
from tools.bank_tables import in_force, tables_of
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import user_error
from tools.values import Day, Months

RateTable = Literal["deposit", "loan", "lpr"]

_TABLES: dict[RateTable, TableName] = {"deposit": "deposit-rates", "loan": "loan-rates", "lpr": "lpr"}


class PostedArguments(ToolArguments):
    """Which table, and of it which rows: a kind of deposit or loan, a term in months; ``on`` is today by default."""

    table: RateTable
    deposit_type: DepositKind | None = None
    loan_type: LoanKind | None = None
    term_months: Months | None = None
    on: Day | None = None


class PostedRow(BaseModel):
    """One posted rate: fraction a year, yuan, and the days it holds; ``id`` is what it is cited by."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: Bilingual
    terms: Bilingual | None = Field(None, description="for which terms, where it holds for several")
    annual_rate: Decimal
    made_of: Bilingual | None = Field(None, description="the LPR and points, where it stands on one")
    minimum: Decimal | None = None
    valid_from: date
    valid_to: date | None


class PostedRates(ToolResult):
    """The rows in force on the day, in the table's own order, which says nothing about any of them."""

    table: Bilingual
    on: date
    sample: bool = Field(description="the table says that it is a sample")
    rates: tuple[PostedRow, ...]


def posted_rates(arguments: PostedArguments, context: ToolContext) -> PostedRates:
    """The posted rates in force.

    Raises:
        UserError: E_TABLE for a table that is missing or out of date, E_NOT_POSTED where it has no such row.
        ConfigurationError: the host runs without a library.
    """
    tables = tables_of(context)
    day = arguments.on or context.now.date()
    name = _TABLES[arguments.table]
    in_force(tables, name, day, context)
    rates = _rows(arguments, tables, day)
    if not rates:
        raise user_error("E_NOT_POSTED", context.language)
    return PostedRates(
        convention="fractions a year as the bank posts them; a rate on the LPR is the LPR in force plus its points",
        version="posted_rates/1",
        table=rates[0].title,
        on=day,
        sample=any(rate.sample for rate in rates),
        rates=tuple(shown(rate) for rate in rates),
    )


def _rows(arguments: PostedArguments, tables: BankTables, day: date) -> tuple[PostedRate, ...]:
    match arguments.table:
        case "deposit":
            return tables.deposit_rates_on(day, arguments.deposit_type, arguments.term_months)
        case "loan":
            return tables.loan_rates_on(day, arguments.loan_type, arguments.term_months)
        case "lpr":
            return tables.lprs_on(day)


def shown(rate: PostedRate) -> PostedRow:
    """A row as tools give it."""
    return PostedRow(
        id=rate.id,
        name=rate.name,
        terms=rate.terms,
        annual_rate=rate.rate,
        made_of=rate.how,
        minimum=rate.minimum,
        valid_from=rate.valid_from,
        valid_to=rate.valid_to,
    )


TOOL = Tool(
    name="posted_rates",
    description=Bilingual(
        zh="本行挂牌的存款利率、贷款利率和LPR：按种类、期限和日期查，附有效期。",
        en="The bank's posted deposit and loan rates and the LPR by kind, term and day, with their validity.",
    ),
    arguments=PostedArguments,
    result=PostedRates,
    run=posted_rates,
)
