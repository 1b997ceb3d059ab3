"""Explaining terms: a glossary entry by its name, else by what is asked."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from common.errors import ConfigurationError
from common.language import Bilingual
from knowledge.citation import Citation
from tools.base import Tool, ToolArguments, ToolContext, ToolResult

_SOURCES = frozenset({"glossary", "faq", "document"})


class KnowledgeQuery(ToolArguments):
    """A ``term`` to explain, or a ``query`` to search; at least one of them."""

    term: str | None = Field(None, min_length=1, max_length=200)
    query: str | None = Field(None, min_length=1, max_length=2000)
    k: int = Field(3, ge=1, le=20)

    @model_validator(mode="after")
    def _something(self) -> KnowledgeQuery:
        if self.term is None and self.query is None:
            raise ValueError("give a term or a query")
        return self


class KnowledgeHits(ToolResult):
    """What was found, best first; ``match`` says whether the term's own entry was."""

    match: Literal["term", "search", "none"]
    citations: tuple[Citation, ...] = ()


def search_knowledge(arguments: KnowledgeQuery, context: ToolContext) -> KnowledgeHits:
    """Look a term up, then search.

    Raises:
        ConfigurationError: when the host runs without a library.
    """
    library = context.library
    if library is None:
        raise ConfigurationError("no regulation library is open", remedy="start with one, or run doctor")
    day = context.now.date()
    if arguments.term is not None:
        entry = library.find_term(arguments.term, language=context.language, as_of=day)
        if entry is not None:
            return _hits("term", (entry,))
    text = arguments.query or arguments.term or ""
    found = library.search(text, arguments.k, as_of=day, language=context.language, kinds=_SOURCES)
    return _hits("search" if found else "none", tuple(found))


def _hits(match: Literal["term", "search", "none"], found: tuple[Citation, ...]) -> KnowledgeHits:
    return KnowledgeHits(
        convention="the library's own plain explanations; no source of law",
        version="search_knowledge/1",
        match=match,
        citations=found,
    )


TOOL = Tool(
    name="search_knowledge",
    description=Bilingual(
        zh="解释术语：按名称查词条，查不到再按意思查找。",
        en="Explains terms: the entry of that name, else what comes nearest in meaning.",
    ),
    arguments=KnowledgeQuery,
    result=KnowledgeHits,
    run=search_knowledge,
)
