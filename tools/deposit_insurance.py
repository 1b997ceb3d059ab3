"""What deposit insurance covers: RMB 500,000 per depositor and bank, principal and interest together.

Source: Deposit Insurance Regulation (存款保险条例), article 5.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from common.language import Bilingual
from knowledge.citation import Citation
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited
from tools.values import DepositAmount

LIMIT = Decimal(500_000)
BASIS = "deposit-insurance-regulation#5"


class InsuranceArguments(ToolArguments):
    """``principal``: all insured deposits of one person at one bank, interest included, in yuan."""

    principal: DepositAmount | None = None


class InsuranceCover(ToolResult):
    """Yuan. ``covered`` and ``excess`` are None when no amount was given."""

    limit: Decimal = Field(description="the most that is paid out per depositor and insured bank")
    covered: Decimal | None = None
    excess: Decimal | None = None
    interest_included: bool = True
    basis: str = Field(description="citation id of the provision")
    citations: tuple[Citation, ...] = Field((), description="the provision, where a library is at hand")


def deposit_insurance(arguments: InsuranceArguments, context: ToolContext) -> InsuranceCover:
    """How much of a deposit is paid out in full, and what lies above the limit."""
    amount = arguments.principal
    return InsuranceCover(
        convention="per depositor and insured bank, principal and interest together",
        version="deposit_insurance/1",
        limit=LIMIT,
        covered=None if amount is None else min(amount, LIMIT),
        excess=None if amount is None else max(amount - LIMIT, Decimal(0)),
        basis=BASIS,
        citations=cited(context, BASIS),
    )


TOOL = Tool(
    name="deposit_insurance",
    description=Bilingual(
        zh="存款保险：一笔存款中全额偿付的部分与超出限额的部分。",
        en="Deposit insurance: how much of a deposit is paid out in full and what lies above the limit.",
    ),
    arguments=InsuranceArguments,
    result=InsuranceCover,
    run=deposit_insurance,
)
