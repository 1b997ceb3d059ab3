"""Explaining terms: a glossary entry by its name, else by what is asked; and the bank's own tables of limits and
fees, of posted rates and of products."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from common.errors import ConfigurationError
from common.language import Bilingual
from knowledge.bank_tables import AskedRates, TableState, asked_rates
from knowledge.bank_tables.products import named_whole
from knowledge.citation import Citation
from knowledge.citations import of_posted
from knowledge.library import Library
from tools.bank_tables import in_force
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.messages import user_error
from tools.posted_rates import PostedRow, shown
from tools.product_facts import ProductFacts, facts_of

Match = Literal["term", "search", "topic", "topics", "rate", "product", "none"]

_SOURCES = frozenset({"glossary", "faq", "document"})


class KnowledgeQuery(ToolArguments):
    """A ``term`` to explain, a ``query`` to search, or a ``topic`` of limits, fees and rates; at least one of them.

    ``facts`` says that the term is asked for as one product: its minimum, risk level, term, dates or issuer.
    """

    topic: str | None = Field(None, min_length=1, max_length=2000)
    term: str | None = Field(None, min_length=1, max_length=200)
    query: str | None = Field(None, min_length=1, max_length=2000)
    facts: bool = False
    k: int = Field(3, ge=1, le=20)

    @model_validator(mode="after")
    def _something(self) -> KnowledgeQuery:
        if self.term is None and self.query is None and self.topic is None:
            raise ValueError("give a term, a query or a topic")
        return self


class KnowledgeHits(ToolResult):
    """What was found, best first; ``match`` says whether the term's own entry was.

    For a ``topic`` it is ``topic`` with the rows of the bank's table, ``topics`` when the topic says no more
    than "limits" or "fees" (``topics`` then names what there is), or ``none``; ``table`` is the state of that
    table on the day, and ``silence`` what is said where it has nothing. A topic that asks for posted rates is
    ``rate`` with the rows of those tables, in the tables' own order, and ``silence`` of what they lack. ``product``
    comes with the facts of the products that were named, in the catalogue's own order.
    """

    match: Match
    citations: tuple[Citation, ...] = ()
    topics: tuple[str, ...] = ()
    products: tuple[ProductFacts, ...] = ()
    rates: tuple[PostedRow, ...] = ()
    table: TableState | None = None
    table_title: str | None = None
    silence: str | None = None
    sample: bool = False


def search_knowledge(arguments: KnowledgeQuery, context: ToolContext) -> KnowledgeHits:
    """Look a term up, then search; a topic is looked up in the bank's own tables and nowhere else.

    Raises:
        UserError: E_TABLE, E_PRODUCT where the ``facts`` of a product are asked for and the bank's catalogue is
            missing, out of date or without it.
        ConfigurationError: when the host runs without a library.
    """
    library = context.library
    if library is None:
        raise ConfigurationError("no regulation library is open", remedy="start with one, or run doctor")
    day = context.now.date()
    if arguments.topic is not None and (asked := asked_rates(arguments.topic)):
        return _rates(asked, library, context)
    if arguments.topic is not None:
        rows = library.find_tariff(arguments.topic, language=context.language, as_of=day)
        topics = library.tariff_topics(arguments.topic, language=context.language, as_of=day)
        kind: Match = "topic" if rows else "topics" if topics else "none"
        state = library.tariff_state(day)
        silence = (
            None if state == "in_force" else library.tables.silence("fees-limits", day, context.language)
        )
        return _table(kind, tuple(rows), () if rows else topics, state, silence)
    if arguments.term is not None and (hits := _products(arguments.term, library, arguments, context)):
        return hits
    if arguments.term is not None:
        entry = library.find_term(arguments.term, language=context.language, as_of=day)
        if entry is not None:
            return _hits("term", (entry,))
    text = arguments.query or arguments.term or ""
    found = library.search(text, arguments.k, as_of=day, language=context.language, kinds=_SOURCES)
    return _hits("search" if found else "none", tuple(found))


def _products(
    term: str, library: Library, arguments: KnowledgeQuery, context: ToolContext
) -> KnowledgeHits | None:
    """The products the term names; part of a name is enough only where the facts of a product are asked for."""
    day, tables = context.now.date(), library.tables
    if arguments.facts:
        in_force(tables, "products", day, context)
    elif not named_whole(tables.products.on(day), term):
        return None
    found = facts_of(tables, term, day)
    if not found:
        raise user_error("E_PRODUCT", context.language, slot="term")
    return KnowledgeHits(
        convention="facts of the bank's own dated catalogue, in its own order; nothing is ranked or recommended",
        version="search_knowledge/4",
        match="product",
        products=found,
        table="in_force",
        table_title=tables.products.title[context.language],
        sample=tables.products.sample,
    )


def _rates(asked: tuple[AskedRates, ...], library: Library, context: ToolContext) -> KnowledgeHits:
    """The posted rates asked for, and what their tables lack."""
    day, language, tables = context.now.date(), context.language, library.tables
    found = [rate for one in asked for rate in one.on(tables, day)]
    lacking = [said for one in asked if (said := one.silence(tables, day, language)) is not None]
    states = [tables.state(one.table, day) for one in asked]
    return KnowledgeHits(
        convention="fractions a year as the bank posts them, in the tables' own order; nothing is ranked",
        version="search_knowledge/4",
        match="rate" if found else "none",
        citations=tuple(of_posted(rate, language=language, as_of=day) for rate in found),
        rates=tuple(shown(rate) for rate in found),
        table=next((state for state in states if state != "in_force"), "in_force"),
        silence=("；" if language == "zh" else "; ").join(lacking) or None,
        sample=any(rate.sample for rate in found),
    )


def _table(
    match: Match, rows: tuple[Citation, ...], topics: tuple[str, ...], state: TableState, silence: str | None
) -> KnowledgeHits:
    return KnowledgeHits(
        convention="the bank's own dated table of limits and fees",
        version="search_knowledge/4",
        match=match,
        citations=rows,
        topics=topics,
        table=state,
        silence=silence,
    )


def _hits(match: Match, found: tuple[Citation, ...]) -> KnowledgeHits:
    return KnowledgeHits(
        convention="the library's own plain explanations; no source of law",
        version="search_knowledge/4",
        match=match,
        citations=found,
    )


TOOL = Tool(
    name="search_knowledge",
    description=Bilingual(
        zh="解释术语：按名称查词条，查不到再按意思查找；也按事项查本行的限额与收费、挂牌利率，按名称查产品目录。",
        en="Explains terms: the entry of that name, else what comes nearest in meaning; also the bank's own "
        "limits, fees and posted rates by topic and products by name.",
    ),
    arguments=KnowledgeQuery,
    result=KnowledgeHits,
    run=search_knowledge,
)
