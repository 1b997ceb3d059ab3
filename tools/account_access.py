"""Who may see which account: the identified customer's own, by staff who have the right to that customer.

The rights stand in ``account_access.yaml``. A refusal says the same whether what was asked for exists or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import ConfigurationError, UserError
from common.language import Language
from common.people import Role, Staff
from tools.base import ToolContext
from tools.core_banking import LOANS, Account, AccountKind, CoreBanking, Customer
from tools.messages import kind_name, message, user_error

View = Literal["balance", "transactions", "holdings", "loans", "maturities", "applications"]

ONE_ACCOUNT: frozenset[View] = frozenset({"balance", "transactions"})
"""Views of one account; the others list what the customer has."""

_SAVINGS: frozenset[AccountKind] = frozenset({"debit_card", "term_deposit", "wealth"})

_KINDS: dict[View, frozenset[AccountKind]] = {
    "balance": _SAVINGS | LOANS,
    "transactions": frozenset({"debit_card"}),
    "holdings": frozenset({"wealth"}),
    "loans": LOANS,
    "maturities": frozenset({"term_deposit", "wealth"}),
    "applications": frozenset(),
}

_FILE = Path(__file__).with_suffix(".yaml")


class Rights(BaseModel):
    """What a role may look up, of whom, and the purpose the audit trail names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customers: Literal["own_branch", "any_branch"]
    views: frozenset[View]
    purpose: str


class AccessRules(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    roles: dict[Role, Rights]
    longest_period_days: int = Field(ge=1)
    most_bookings: int = Field(ge=1)


class Refused(UserError):
    """A lookup that is not allowed. ``reason`` is for the audit trail and may say more than the answer."""

    def __init__(self, told: UserError, reason: str) -> None:
        super().__init__(told.message, code=told.code, slot=told.slot)
        self.reason = reason


@cache
def access_rules() -> AccessRules:
    """The file, checked."""
    try:
        return AccessRules.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def bank_of(context: ToolContext) -> CoreBanking:
    """The core banking system; ConfigurationError where the host runs without one."""
    if context.bank is None:
        raise ConfigurationError("no core banking system is connected", remedy="set bank in tellergraph.toml")
    return context.bank


def rights_of(bank: CoreBanking, staff: Staff, language: Language) -> tuple[Staff, Rights]:
    """The directory's entry for a staff member, and what both that role and the session's role may see.

    Raises Refused ``E_STAFF`` for somebody who is not in the directory, ``E_LOOKUP_ROLE`` for a role without rights.
    """
    try:
        member = bank.staff(staff.id)
    except UserError as error:
        if error.code != "E_STAFF":
            raise
        raise Refused(user_error("E_STAFF", language, staff=staff.id), "E_STAFF") from error
    rules = access_rules().roles
    own, session = rules.get(member.role), rules.get(staff.role)
    if own is None or session is None:
        raise Refused(user_error("E_LOOKUP_ROLE", language), "E_LOOKUP_ROLE")
    if member.role == staff.role:
        return member, own
    anywhere = own.customers == session.customers == "any_branch"
    return member, Rights(
        customers="any_branch" if anywhere else "own_branch",
        views=own.views & session.views,
        purpose=session.purpose,
    )


def identified(
    bank: CoreBanking, staff: Staff, customer_id: str | None, language: Language, view: View | None = None
) -> Customer:
    """The customer at the counter, once the staff member may see them (and the ``view`` of them).

    Raises Refused ``E_CUSTOMER`` while nobody is identified, ``E_STAFF``, ``E_LOOKUP_ROLE``, and ``E_BRANCH``
    both for a customer of another branch and, towards staff who may not look there, for one who does not exist.
    The directory decides the branch, not the caller.
    """
    if customer_id is None:
        raise Refused(user_error("E_CUSTOMER", language), "E_CUSTOMER")
    member, rights = rights_of(bank, staff, language)
    if view is not None and view not in rights.views:
        raise Refused(user_error("E_LOOKUP_ROLE", language), "E_LOOKUP_ROLE")
    anywhere = rights.customers == "any_branch"
    try:
        customer = bank.customer(customer_id)
    except UserError as error:
        if error.code != "E_CUSTOMER_UNKNOWN":
            raise
        told = user_error("E_CUSTOMER_UNKNOWN" if anywhere else "E_BRANCH", language, customer=customer_id)
        raise Refused(told, "E_CUSTOMER_UNKNOWN") from error
    if customer.branch != member.branch and not anywhere:
        raise Refused(user_error("E_BRANCH", language), "E_BRANCH")
    return customer


def fitting(accounts: Sequence[Account], view: View) -> list[Account]:
    """The accounts a view can be about. For a balance that is not specified, cards come before the rest."""
    open_ones = [a for a in accounts if a.kind in _KINDS[view] and a.status != "closed"]
    if view == "maturities":
        return [account for account in open_ones if account.matures_on is not None]
    cards = [account for account in open_ones if account.kind == "debit_card"]
    return cards if view == "balance" and cards else open_ones


def choose(accounts: Sequence[Account], view: View, tail: str | None, language: Language) -> Account | None:
    """The one account meant, or None for a view over all of them.

    Raises UserError ``E_ACCOUNT`` for a tail the customer does not have, ``E_ACCOUNT_VIEW`` for an account
    without such information, ``E_ACCOUNT_NONE`` when nothing fits, and ``E_ACCOUNT_CHOICE`` with the masked
    candidates when several fit.
    """
    if tail is not None:
        return _named(accounts, view, tail, language)
    if view not in ONE_ACCOUNT:
        return None
    candidates = fitting(accounts, view)
    if not candidates:
        raise user_error("E_ACCOUNT_NONE", language)
    if len(candidates) > 1:
        raise _choice(candidates, language)
    return candidates[0]


def only_fit(bank: CoreBanking, staff: Staff, customer_id: str | None, view: View) -> str | None:
    """The last four digits of the one account that fits; None when there are several, none, or no right."""
    try:
        customer = identified(bank, staff, customer_id, "en", view)
    except UserError:
        return None
    candidates = fitting(bank.accounts(customer.id), view)
    return candidates[0].tail if len(candidates) == 1 else None


def _named(accounts: Sequence[Account], view: View, tail: str, language: Language) -> Account | None:
    named = [account for account in accounts if account.tail == tail]
    if not named:
        raise user_error("E_ACCOUNT", language, slot="account_ref", tail=tail)
    fits = [account for account in named if account.kind in _KINDS[view]]
    if view not in ONE_ACCOUNT:
        return fits[0] if len(fits) == 1 else None
    if not fits:
        kind = kind_name(named[0].kind, language)
        raise user_error("E_ACCOUNT_VIEW", language, slot="account_ref", tail=tail, kind=kind)
    if len(fits) > 1:
        raise _choice(fits, language)
    return fits[0]


def _choice(candidates: Sequence[Account], language: Language) -> UserError:
    names = [
        message("account", language, kind=kind_name(account.kind, language), tail=account.tail)
        for account in candidates
    ]
    listed = ("、" if language == "zh" else ", ").join(names)
    return user_error(
        "E_ACCOUNT_CHOICE", language, slot="account_ref", count=len(candidates), accounts=listed
    )
