"""Who may see which account: the identified customer's own, by staff of the customer's branch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from common.errors import ConfigurationError, UserError
from common.language import Language
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


def bank_of(context: ToolContext) -> CoreBanking:
    """The core banking system; ConfigurationError where the host runs without one."""
    if context.bank is None:
        raise ConfigurationError("no core banking system is connected", remedy="set bank in tellergraph.toml")
    return context.bank


def identified(bank: CoreBanking, staff_id: str, customer_id: str | None, language: Language) -> Customer:
    """The customer at the counter, once the staff member may see them.

    Raises UserError ``E_CUSTOMER`` while nobody is identified, ``E_CUSTOMER_UNKNOWN``, ``E_STAFF``, and
    ``E_BRANCH`` for a customer of another branch. The directory decides the branch, not the caller.
    """
    if customer_id is None:
        raise user_error("E_CUSTOMER", language)
    try:
        staff = bank.staff(staff_id)
        customer = bank.customer(customer_id)
    except UserError as error:
        if error.code not in {"E_STAFF", "E_CUSTOMER_UNKNOWN"}:
            raise
        raise user_error(error.code, language, staff=staff_id, customer=customer_id) from error
    if customer.branch != staff.branch:
        raise user_error("E_BRANCH", language)
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


def only_fit(bank: CoreBanking, staff_id: str, customer_id: str | None, view: View) -> str | None:
    """The last four digits of the one account that fits; None when there are several, none, or no right."""
    try:
        customer = identified(bank, staff_id, customer_id, "en")
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
