"""Finding provisions: by instrument and article where they are named, else by what is asked.

What is named and not held is said to be missing. Another provision is never offered in its place.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from common.errors import ConfigurationError
from common.language import Bilingual
from knowledge.citation import Citation
from knowledge.library import Library
from policies.screening import screen_user
from tools.base import Tool, ToolArguments, ToolContext, ToolResult

CLOSE = 0.6
"""Results below this share of the best one's score are left out: they answer another question."""

_SOURCES = frozenset({"law", "document"})


class RegulationQuery(ToolArguments):
    """``law``: an instrument's id or any of its names; ``as_of``: the day whose rules count (today)."""

    query: str = Field(min_length=1, max_length=2000)
    law: str | None = Field(None, min_length=1, max_length=200)
    article: int | None = Field(None, ge=1, le=9999)
    as_of: date | None = None
    k: int = Field(5, ge=1, le=20)


class RegulationHits(ToolResult):
    """What was found, best first.

    ``missing`` names the provision that was asked for and is not held; ``withheld`` the passages of the bank's
    own documents that were found but carry orders to the assistant, and so are told to nobody.
    """

    as_of: date
    match: Literal["article", "instrument", "search", "none"]
    instrument: str | None = None
    missing: str | None = None
    withheld: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


def search_regulations(arguments: RegulationQuery, context: ToolContext) -> RegulationHits:
    """Look a provision up.

    Raises:
        ConfigurationError: when the host runs without a library.
    """
    library = context.library
    if library is None:
        raise ConfigurationError("no regulation library is open", remedy="start with one, or run doctor")
    day = arguments.as_of or context.now.date()
    instrument, article, stranger = _named(arguments, library)
    match: Literal["article", "instrument", "search", "none"]
    if stranger is not None:
        return _hits("none", day, missing=_provision(stranger, article, context))
    if instrument is not None and article is not None:
        found = library.find_clause(instrument, article, as_of=day, language=context.language)
        title = library.instrument_title(instrument, context.language) or instrument
        missing = None if found else _provision(title, article, context)
        match = "article" if found else "none"
        return _hits(match, day, found[: arguments.k], instrument=instrument, missing=missing)
    found = library.search(
        arguments.query, 20, as_of=day, language=context.language, kinds=_SOURCES
    )  # more than asked for, since another instrument's are dropped below
    match = "search"
    if instrument is not None:
        found = [hit for hit in found if hit.id.partition("#")[0] == instrument]
        if not found:
            found = library.find_clause(instrument, None, as_of=day, language=context.language)
            match = "instrument"
    told = {hit.id.partition("#")[0] for hit in found if "#" in hit.id}
    found = [hit for hit in found if hit.id not in told]  # an overview adds nothing to its own articles
    if found:
        best = max(hit.score for hit in found)
        found = [hit for hit in found if hit.score >= CLOSE * best][: arguments.k]
    withheld = tuple(hit.id for hit in found if _gives_orders(hit))
    found = [hit for hit in found if hit.id not in withheld]
    return _hits(match if found else "none", day, found, instrument=instrument, withheld=withheld)


def _gives_orders(hit: Citation) -> bool:
    """Whether a passage speaks to the assistant: what others wrote is data, and such data is not trusted."""
    return hit.kind == "document" and screen_user(hit.text).injection


def _named(arguments: RegulationQuery, library: Library) -> tuple[str | None, int | None, str | None]:
    """Instrument and article of the arguments or the query; third, an instrument that is not held."""
    if arguments.law is not None:
        instrument = library.resolve_instrument(arguments.law)
        if instrument is None:
            return None, arguments.article, arguments.law
        if arguments.article is not None:
            return instrument, arguments.article, None
        reference = library.parse_clause_reference(arguments.query)
        same = reference is not None and reference.instrument in {None, instrument}
        return instrument, reference.article if reference is not None and same else None, None
    reference = library.parse_clause_reference(arguments.query)
    if reference is None:
        return None, arguments.article, None
    article = arguments.article or reference.article
    if reference.instrument is None and reference.named is not None:
        return None, article, reference.named
    return reference.instrument, article, None


def _provision(title: str, article: int | None, context: ToolContext) -> str:
    if context.language == "zh":
        return f"《{title}》" + (f"第{article}条" if article else "")
    return title + (f", article {article}" if article else "")


def _hits(
    match: Literal["article", "instrument", "search", "none"],
    day: date,
    found: list[Citation] | None = None,
    *,
    instrument: str | None = None,
    missing: str | None = None,
    withheld: tuple[str, ...] = (),
) -> RegulationHits:
    return RegulationHits(
        convention="provisions in force on the as-of date; summaries unless marked verbatim",
        version="search_regulations/1",
        as_of=day,
        match=match,
        instrument=instrument,
        missing=missing,
        withheld=withheld,
        citations=tuple(found or ()),
    )


TOOL = Tool(
    name="search_regulations",
    description=Bilingual(
        zh="查询法规条款：按法规和条号，或者按问题查找，可指定适用日期。",
        en="Looks up provisions, by instrument and article or by what is asked, as of a day.",
    ),
    arguments=RegulationQuery,
    result=RegulationHits,
    run=search_regulations,
)
