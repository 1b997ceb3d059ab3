"""The slots that loan tasks share, with their limits: yuan, whole months, fractions a year."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from agent.tasks.base import Slot, TaskSlots
from tools.schedules import Method
from tools.values import HIGHEST_LOAN_RATE

_RATE = Slot("rate", minimum=0, maximum=HIGHEST_LOAN_RATE, code="E_RATE_RANGE")

LoanSum = Annotated[Decimal, Slot("money", minimum=1000, maximum=1_000_000_000, code="E_AMT_RANGE")]
LoanTerm = Annotated[int, Slot("term", minimum=1, maximum=360, code="E_TERM")]
LoanRate = Annotated[Decimal, _RATE]
OptionalRate = Annotated[Decimal | None, _RATE]
Repayment = Annotated[Method, Slot("repayment_method", code="E_CHOICE")]


class LoanSlots(TaskSlots):
    """The loan, as every quote needs it: yuan, whole months, fraction a year."""

    principal: LoanSum
    term_months: LoanTerm
    annual_rate: LoanRate
