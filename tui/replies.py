"""A Reply as plain lines, for commands and pipes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.cli.output import dim
from tui.texts import text

if TYPE_CHECKING:
    from agent.reply import Reply
    from common.language import Language
    from knowledge.citation import Citation


def printed(reply: Reply) -> Iterator[str]:
    """The answer, the model's wording beside it if there is one, then sources and notes, dimmed."""
    language = reply.language
    yield reply.answer
    if reply.reworded is not None:
        yield ""
        yield dim(text("reworded", language, engine=reply.reworded.engine))
        yield reply.reworded.text
    for citation in reply.citations:
        yield dim(f"[{citation.id}] {citation_heading(citation)} · {citation_standing(citation, language)}")
    if reply.escalation is not None:
        item = reply.escalation
        status = text(f"status_{item.status}", language)
        yield dim(f"{text('escalation', language)} {item.id} · {item.priority} · {status}")
    for remark in reply.notes:
        yield dim(remark)


def citation_heading(citation: Citation) -> str:
    """Title and article: ``存款保险条例 第五条``."""
    return f"{citation.title} {citation.article}" if citation.article else citation.title


def citation_standing(citation: Citation, language: Language) -> str:
    """Whether it is our summary or the law's text, whether it was verified, and since when it holds."""
    parts = [
        text(citation.text_kind, language),
        text("verified" if citation.verified else "unverified", language),
    ]
    if citation.effective_to is not None:
        start = citation.effective_from.isoformat() if citation.effective_from else "…"
        parts.append(text("effective_until", language, start=start, end=citation.effective_to.isoformat()))
    elif citation.effective_from is not None:
        parts.append(text("effective", language, day=citation.effective_from.isoformat()))
    return " · ".join(parts)
