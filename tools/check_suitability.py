"""Whether a product of a level may be sold to a customer of a level, and who has to look at it.

Source: the five-level rule of ``policies.suitability``; an assessment lasts at most twelve months. Rules whose
full text was not read are cited by their instrument alone.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from common.errors import UserError
from common.language import Bilingual
from knowledge.citation import Citation
from policies.context import CustomerRisk, ProductRisk
from policies.suitability import assessment_ends, highest_product, levels_above, needs_licensed_manager
from tools.account_access import identified
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited
from tools.messages import user_error
from tools.values import Age, Day

BASIS = ("product-suitability-measures", "financial-consumer-measures#12")

Decision = Literal["suitable", "unsuitable", "reassess"]


class SuitabilityArguments(ToolArguments):
    """The two levels; ``age`` in years; ``assessment_date`` the day the customer was assessed."""

    customer_risk: CustomerRisk
    product_risk: ProductRisk
    age: Age | None = None
    assessment_date: Day | None = None


class Suitability(ToolResult):
    """``unsuitable``: the product lies above the customer's level; ``reassess``: the assessment has ended.

    ``vulnerable`` says that a licensed manager takes over because of the customer's age.
    """

    decision: Decision
    levels_above: int = Field(description="by how many levels the product lies above; 0 when it fits")
    highest_product: ProductRisk = Field(description="the highest level the customer may hold")
    expired: bool = Field(description="the assessment no longer holds; False when its date is not known")
    valid_until: date | None = Field(None, description="the last day the assessment holds")
    vulnerable: bool
    recorded_risk: CustomerRisk | None = Field(
        None, description="the grade on file of the customer at the counter, where it is another"
    )
    basis: tuple[str, ...] = Field(description="citation ids of the provisions")
    citations: tuple[Citation, ...] = Field((), description="the provisions, where a library is at hand")


def check_suitability(arguments: SuitabilityArguments, context: ToolContext) -> Suitability:
    """Compare the levels, the age and the day of the assessment.

    Raises UserError ``E_DATE`` for an assessment in the future.
    """
    today, assessed = context.now.date(), arguments.assessment_date
    if assessed is not None and assessed > today:
        raise user_error("E_DATE", context.language, slot="assessment_date", case="assessment_date")
    until = None if assessed is None else assessment_ends(assessed)
    expired = until is not None and until < today
    above = levels_above(arguments.customer_risk, arguments.product_risk)
    recorded = _on_file(context)
    return Suitability(
        convention="five levels: Cn holds R1 to Rn; an assessment lasts twelve months",
        version="check_suitability/1",
        decision="unsuitable" if above else "reassess" if expired else "suitable",
        levels_above=above,
        highest_product=highest_product(arguments.customer_risk),
        expired=expired,
        valid_until=until,
        vulnerable=needs_licensed_manager(arguments.age, arguments.customer_risk, arguments.product_risk),
        recorded_risk=None if recorded == arguments.customer_risk else recorded,
        basis=BASIS,
        citations=cited(context, *BASIS),
    )


def _on_file(context: ToolContext) -> CustomerRisk | None:
    """The grade of the identified customer, for staff who may see it."""
    if context.bank is None or context.customer is None:
        return None
    try:
        return identified(context.bank, context.staff, context.customer, context.language).risk_grade
    except UserError:
        return None


TOOL = Tool(
    name="check_suitability",
    description=Bilingual(
        zh="适当性检查：某风险等级的客户能否购买某风险等级的产品，以及是否需要重新测评或者由持证理财经理接手。",
        en="Suitability check: whether a customer of a grade may be sold a product of a level, and whether a new "
        "assessment or a licensed manager is needed.",
    ),
    arguments=SuitabilityArguments,
    result=Suitability,
    run=check_suitability,
)
