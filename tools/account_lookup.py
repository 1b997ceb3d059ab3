"""Lookups in the core banking system, for the customer identified at the counter.

Every attempt, shown or refused, is recorded with who asked, for whom, for which request and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue
from pydantic_core import PydanticCustomError

from common.errors import UserError
from common.language import Bilingual
from policies.pii import mask
from tools.account_access import (
    Refused,
    View,
    access_rules,
    bank_of,
    choose,
    fitting,
    identified,
)
from tools.base import Tool, ToolArguments, ToolContext, ToolError, ToolResult
from tools.core_banking import (
    Account,
    AccountKind,
    AccountStatus,
    Application,
    BankFailure,
    CoreBanking,
    Customer,
    Holding,
    Loan,
    Transaction,
)
from tools.loan_applications import DeskApplications, beside_the_core, progress_of
from tools.messages import user_error
from tools.values import Day

RECENT = timedelta(days=30)
"""The span of transactions shown when no period is asked for."""

EVENT = "account_lookup"
"""The kind of the audit event."""

UNKNOWN_PURPOSE = "none_established"
"""The purpose recorded for a role that has no business with accounts."""


_TAIL = re.compile(r"[0-9]{4}")


def _four_digits(value: str) -> str:
    if not _TAIL.fullmatch(value):
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
    """What the books hold on ``as_of``; only the fields of the ``view`` are filled.

    ``count``, ``money_in`` and ``money_out`` are those of the whole period; ``transactions`` are the newest of it,
    oldest first, as many as ``account_access.yaml`` allows at a time. ``applications`` are those of the core system,
    ``desk`` what the bank's own table of loan applications adds to them today.
    """

    view: View
    customer: str
    customer_name: str = Field(description="masked")
    as_of: date
    account: AccountView | None = None
    period: Period | None = None
    money_in: Decimal | None = None
    money_out: Decimal | None = None
    count: int | None = None
    transactions: tuple[Transaction, ...] = ()
    holdings: tuple[Holding, ...] = ()
    loans: tuple[Loan, ...] = ()
    maturities: tuple[AccountView, ...] = ()
    applications: tuple[Application, ...] = ()
    desk: DeskApplications | None = None


def account_lookup(arguments: LookupArguments, context: ToolContext) -> AccountLookup:
    """Look up what ``view`` asks for.

    Raises UserError when nobody is identified, the customer may not be seen or the account is not theirs, and
    BankFailure when the core banking system gives no usable answer.
    """
    outcome = "failed"
    try:
        bank = bank_of(context)
        customer = identified(bank, context.staff, context.customer, context.language, arguments.view)
        found = _look_up(arguments, bank, customer, context)
        outcome = "shown"
        return found
    except Refused as error:
        outcome = error.reason
        raise
    except UserError as error:
        outcome = error.code or "refused"
        raise
    except BankFailure as error:
        outcome = error.code
        raise
    finally:
        record_attempt(
            context,
            view=arguments.view,
            account=arguments.account_ref,
            period=arguments.period,
            outcome=outcome,
        )


def record_attempt(
    context: ToolContext, *, view: str, outcome: str, account: str | None = None, period: Period | None = None
) -> None:
    """Leave the trace of one attempt. ``outcome`` is ``shown`` or why nothing was; ``account`` four digits."""
    context.record(
        EVENT,
        {
            "staff": context.staff.id,
            "role": context.staff.role,
            "customer": context.customer,
            "view": view,
            "account": account,
            "period": None if period is None else f"{period.start}/{period.end}",
            "intent": context.intent,
            "dialogue": context.dialogue,
            "purpose": _purpose(context),
            "outcome": outcome,
        },
    )


def _purpose(context: ToolContext) -> str:
    """Why staff of the session's role look at accounts; nothing for a role without rights."""
    rights = access_rules().roles.get(context.staff.role)
    return UNKNOWN_PURPOSE if rights is None else rights.purpose


def _rejected(args: Mapping[str, JsonValue], error: ToolError, context: ToolContext) -> None:
    """Arguments that do not validate are an attempt too; of a number that is no tail nothing is written down."""
    view, tail = args.get("view", "balance"), args.get("account_ref")
    record_attempt(
        context,
        view=view if isinstance(view, str) and view in get_args(View) else "unknown",
        account=tail if isinstance(tail, str) and _TAIL.fullmatch(tail) else None,
        outcome=error.code,
    )


def _look_up(
    arguments: LookupArguments, bank: CoreBanking, customer: Customer, context: ToolContext
) -> AccountLookup:
    view, as_of = arguments.view, bank.books_on()
    accounts = bank.accounts(customer.id)
    if any(account.customer != customer.id for account in accounts):
        raise BankFailure("E_BANK_ANSWER", "the core banking system answered about another customer")
    account = choose(accounts, view, arguments.account_ref, context.language)
    found = AccountLookup(
        convention="core banking books, end of day",
        version="account_lookup/3",
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
        update = _applications(bank, customer, context)
    return found.model_copy(update=update)


def _transactions(
    asked: Period | None, bank: CoreBanking, account: Account, as_of: date, context: ToolContext
) -> dict[str, object]:
    if asked is not None and (asked.start > asked.end or asked.start > context.now.date()):
        raise user_error("E_PERIOD", context.language, slot="period")
    rules = access_rules()
    if asked is not None and (asked.end - asked.start).days + 1 > rules.longest_period_days:
        raise user_error(
            "E_PERIOD_LENGTH", context.language, slot="period", days=str(rules.longest_period_days)
        )
    period = asked or Period(start=as_of - RECENT, end=as_of)
    if period.end > as_of >= period.start:
        period = Period(start=period.start, end=as_of)
    rows = tuple(bank.transactions(account.id, period.start, period.end))
    return {
        "period": period,
        "count": len(rows),
        "transactions": tuple(_told(row) for row in rows[-rules.most_bookings :]),
        "money_in": sum((row.amount for row in rows if row.amount > 0), Decimal(0)),
        "money_out": -sum((row.amount for row in rows if row.amount < 0), Decimal(0)),
    }


def _told(row: Transaction) -> Transaction:
    """What a core system writes beside a booking may name numbers and people: they are masked."""
    summary = Bilingual(zh=mask(row.summary.zh), en=mask(row.summary.en))
    return row if summary == row.summary else row.model_copy(update={"summary": summary})


def _maturities(period: Period | None, accounts: Sequence[Account]) -> dict[str, object]:
    due = sorted(fitting(accounts, "maturities"), key=lambda account: account.matures_on or date.max)
    if period is not None:
        due = [a for a in due if a.matures_on is not None and period.start <= a.matures_on <= period.end]
    return {"maturities": tuple(_shown(account) for account in due), "period": period}


def _applications(bank: CoreBanking, customer: Customer, context: ToolContext) -> dict[str, object]:
    core, source = bank.applications(customer.id), progress_of(context)
    if source is None:
        return {"applications": tuple(core)}
    kept, desk = beside_the_core(core, source, customer.id, day=context.now.date(), language=context.language)
    return {"applications": kept, "desk": desk}


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
    rejected=_rejected,
)
