"""Lookups in the core banking system, for the customer identified at the counter.

Every lookup, shown or refused, is recorded with who asked, for whom and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from common.errors import UserError
from common.language import Bilingual
from tools.account_access import View, bank_of, choose, fitting, identified
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.core_banking import (
    Account,
    AccountKind,
    AccountStatus,
    Application,
    CoreBanking,
    Customer,
    Holding,
    Loan,
    Transaction,
)
from tools.messages import user_error
from tools.values import Day

RECENT = timedelta(days=30)
"""The span of transactions shown when no period is asked for."""

PURPOSE = "counter_service"


def _four_digits(value: str) -> str:
    if len(value) != 4 or not (value.isascii() and value.isdigit()):
        raise PydanticCustomError("E_ACCOUNT_REF", "last four digits only")
    return value


class Period(BaseModel):
    """From ``start`` to ``end``, both days included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: Day
    end: Day


class LookupArguments(ToolArguments):
    """``account_ref``: last four digits; may be left out when only one account fits the view."""

    account_ref: Annotated[str, AfterValidator(_four_digits)] | None = None
    view: View = "balance"
    period: Period | None = None


class AccountView(BaseModel):
    """An account as it may be shown: four digits, never the number. Yuan; rate a fraction a year."""

    model_config = ConfigDict(frozen=True)

    kind: AccountKind
    tail: str
    balance: Decimal
    opened_on: date
    matures_on: date | None
    annual_rate: Decimal | None
    status: AccountStatus


class AccountLookup(ToolResult):
    """What the books hold on ``as_of``; only the fields of the ``view`` are filled."""

    view: View
    customer: str
    customer_name: str = Field(description="masked")
    as_of: date
    account: AccountView | None = None
    period: Period | None = None
    money_in: Decimal | None = None
    money_out: Decimal | None = None
    transactions: tuple[Transaction, ...] = ()
    holdings: tuple[Holding, ...] = ()
    loans: tuple[Loan, ...] = ()
    maturities: tuple[AccountView, ...] = ()
    applications: tuple[Application, ...] = ()


def account_lookup(arguments: LookupArguments, context: ToolContext) -> AccountLookup:
    """Look up what ``view`` asks for; UserError when nobody is identified or the account is not theirs."""
    outcome = "shown"
    try:
        bank = bank_of(context)
        customer = identified(bank, context.staff.id, context.customer, context.language)
        return _look_up(arguments, bank, customer, context)
    except UserError as error:
        outcome = error.code or "refused"
        raise
    finally:
        context.record(
            "account_lookup",
            {
                "staff": context.staff.id,
                "customer": context.customer,
                "view": arguments.view,
                "account": arguments.account_ref,
                "purpose": PURPOSE,
                "outcome": outcome,
            },
        )


def _look_up(
    arguments: LookupArguments, bank: CoreBanking, customer: Customer, context: ToolContext
) -> AccountLookup:
    view, as_of = arguments.view, bank.books_on()
    accounts = bank.accounts(customer.id)
    account = choose(accounts, view, arguments.account_ref, context.language)
    found = AccountLookup(
        convention="core banking books, end of day",
        version="account_lookup/1",
        view=view,
        customer=customer.id,
        customer_name=customer.name,
        as_of=as_of,
        account=None if account is None else _shown(account),
    )
    tail = None if account is None else account.tail
    update: dict[str, object] = {}
    if view == "transactions" and account is not None:
        update = _transactions(arguments.period, bank, account, as_of, context)
    elif view == "holdings":
        update["holdings"] = tuple(h for h in bank.holdings(customer.id) if tail in {None, h.tail})
    elif view == "loans":
        update["loans"] = tuple(loan for loan in bank.loans(customer.id) if tail in {None, loan.tail})
    elif view == "maturities":
        update = _maturities(arguments.period, [account] if account is not None else accounts)
    elif view == "applications":
        update["applications"] = tuple(bank.applications(customer.id))
    return found.model_copy(update=update)


def _transactions(
    asked: Period | None, bank: CoreBanking, account: Account, as_of: date, context: ToolContext
) -> dict[str, object]:
    if asked is not None and (asked.start > asked.end or asked.start > context.now.date()):
        raise user_error("E_PERIOD", context.language, slot="period")
    period = asked or Period(start=as_of - RECENT, end=as_of)
    if period.end > as_of >= period.start:
        period = Period(start=period.start, end=as_of)
    rows = tuple(bank.transactions(account.id, period.start, period.end))
    return {
        "period": period,
        "transactions": rows,
        "money_in": sum((row.amount for row in rows if row.amount > 0), Decimal(0)),
        "money_out": -sum((row.amount for row in rows if row.amount < 0), Decimal(0)),
    }


def _maturities(period: Period | None, accounts: Sequence[Account]) -> dict[str, object]:
    due = sorted(fitting(accounts, "maturities"), key=lambda account: account.matures_on or date.max)
    if period is not None:
        due = [a for a in due if a.matures_on is not None and period.start <= a.matures_on <= period.end]
    return {"maturities": tuple(_shown(account) for account in due), "period": period}


def _shown(account: Account) -> AccountView:
    return AccountView.model_validate(account.model_dump(include=set(AccountView.model_fields)))


TOOL = Tool(
    name="account_lookup",
    description=Bilingual(
        zh="查询已核实身份的客户的账户：余额、交易明细、理财持仓、贷款、到期情况、业务申请。",
        en="Look up accounts of the identified customer: balance, transactions, holdings, loans, maturities, "
        "applications.",
    ),
    arguments=LookupArguments,
    result=AccountLookup,
    run=account_lookup,
)
