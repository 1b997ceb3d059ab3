"""Facts of products by name from the bank's own dated catalogue: told as they stand, never ranked or recommended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from common.language import Bilingual
from knowledge.bank_tables import BankTables, OfferState, Product
from tools.bank_tables import in_force, tables_of
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import user_error
from tools.values import Day


class ProductArguments(ToolArguments):
    """``name``: a product's name, part of it, or its code; ``on`` is today by default."""

    name: str = Field(min_length=1, max_length=400)
    on: Day | None = None


class ProductFacts(BaseModel):
    """One product as the catalogue has it: yuan, months or days; ``state`` follows from its dates alone."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: Bilingual
    issuer: Bilingual
    kind: Literal["wealth", "fund", "structured_deposit", "insurance", "bond"]
    risk_level: Literal["R1", "R2", "R3", "R4", "R5"] | None
    minimum: Decimal
    term_months: int | None
    term_days: int | None
    offered_from: date
    offered_to: date | None
    matures_on: date | None
    state: OfferState
    valid_from: date
    valid_to: date | None


class CatalogueHits(ToolResult):
    """The products a name meets, in the catalogue's own order."""

    table: Bilingual
    on: date
    sample: bool = Field(description="the catalogue says that it is a sample")
    products: tuple[ProductFacts, ...]


def product_facts(arguments: ProductArguments, context: ToolContext) -> CatalogueHits:
    """The facts of the products that ``name`` names.

    Raises:
        UserError: E_TABLE for a catalogue that is missing or out of date, E_PRODUCT where it has no such product.
        ConfigurationError: the host runs without a library.
    """
    tables = tables_of(context)
    day = arguments.on or context.now.date()
    in_force(tables, "products", day, context)
    found = facts_of(tables, arguments.name, day)
    if not found:
        raise user_error("E_PRODUCT", context.language)
    return CatalogueHits(
        convention="facts of the bank's own dated catalogue, in its own order; nothing is ranked or recommended",
        version="product_facts/1",
        table=tables.products.title,
        on=day,
        sample=tables.products.sample,
        products=found,
    )


def facts_of(tables: BankTables, words: str, day: date) -> tuple[ProductFacts, ...]:
    """The facts of the products that ``words`` name, none where the catalogue has nothing of the kind."""
    return tuple(_facts(product, day) for product in tables.products_named(words, day))


def _facts(product: Product, day: date) -> ProductFacts:
    return ProductFacts(
        **product.model_dump(include=set(ProductFacts.model_fields) - {"state", "name", "issuer"}),
        name=product.name,
        issuer=product.issuer,
        state=product.state(day),
    )


TOOL = Tool(
    name="product_facts",
    description=Bilingual(
        zh="按名称查产品目录：发行机构、风险等级、起购金额、期限和募集、到期日期；只报事实，不作比较和推荐。",
        en="Facts of a product by name: issuer, risk level, minimum, term, offering and maturity dates; never "
        "ranked or recommended.",
    ),
    arguments=ProductArguments,
    result=CatalogueHits,
    run=product_facts,
)
