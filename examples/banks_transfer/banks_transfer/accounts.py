"""The two accounts every demonstration customer has here, and what is in them (``accounts.yaml``)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from common.errors import ConfigurationError, UserError
from tools.base import ToolContext
from tools.messages import message

AccountType = Literal["checking", "savings"]
_FILE = Path(__file__).with_name("accounts.yaml")


class Balances(BaseModel):
    """What a customer holds, in yuan."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checking: Decimal
    savings: Decimal


_CUSTOMERS = TypeAdapter(dict[str, Balances])


@cache
def _customers() -> dict[str, Balances]:
    try:
        return _CUSTOMERS.validate_python(yaml.safe_load(_FILE.read_bytes()))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="mend the file") from error


def balance_of(context: ToolContext, account_type: AccountType) -> Decimal:
    """What the customer at the counter holds in that account; the lookup goes into the audit log.

    Raises:
        UserError: ``E_CUSTOMER`` while nobody is identified, ``E_ACCOUNT_REF`` for a customer without accounts here.
    """
    if context.customer is None:
        raise UserError(message("E_CUSTOMER", context.language), code="E_CUSTOMER")
    context.record(
        "lookup", {"staff": context.staff.id, "customer": context.customer, "account": account_type}
    )
    balances = _customers().get(context.customer)
    if balances is None:
        words = {
            "zh": "这位客户没有可以查询的结算账户或储蓄账户。",
            "en": "This customer has no checking or savings account here.",
        }
        raise UserError(words[context.language], code="E_ACCOUNT_REF", slot="account_type")
    return balances.checking if account_type == "checking" else balances.savings
