"""A citation: one article, section or glossary entry that exists in the library."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

SourceKind = Literal["law", "glossary", "faq", "document"]


class Citation(BaseModel):
    """What an answer points at.

    ``id`` is ``<instrument>#<article>`` for law (the instrument alone while the article is unverified),
    ``<document>#<section>`` otherwise. ``text_kind`` is ``summary`` for our own paraphrase, which is shown
    as 要点 and never as the wording of the law. ``score`` is the retrieval score in [0, 1].
    ``heading`` names the matter in a few words. ``note`` says what the reader must know before relying on it:
    not yet or no longer in force on ``as_of``, recently changed, full text not read.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    article: str | None = None
    heading: str | None = None
    text: str
    as_of: date
    score: float = 1.0
    kind: SourceKind = "law"
    issuer: str | None = None
    doc_no: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    status: str = "in_force"
    verified: bool = False
    text_kind: Literal["summary", "verbatim"] = "summary"
    note: str | None = None
