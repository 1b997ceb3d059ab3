"""The provisions a tool rests on, as the library at hand words them on the day."""

from __future__ import annotations

from knowledge.citation import Citation
from tools.base import ToolContext


def cited(context: ToolContext, *basis: str) -> tuple[Citation, ...]:
    """The citations of these ids, in the context's language; what the library lacks is left out."""
    if context.library is None:
        return ()
    found = (context.library.get(name, language=context.language, as_of=context.now.date()) for name in basis)
    return tuple(citation for citation in found if citation is not None)
