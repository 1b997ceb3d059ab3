"""The text a document tool works on: what was pasted, or the document at hand when the arguments name it."""

from __future__ import annotations

from typing import Final

from common.documents import LONGEST_DOCUMENT, Document, pasted_document
from tools.base import ToolContext
from tools.messages import user_error

LONGEST: Final = LONGEST_DOCUMENT
"""Characters of a passage."""


def document_of(passage: str | None, name: str | None, context: ToolContext) -> Document:
    """The document to read.

    Raises:
        UserError: neither a passage nor a document is given, or no document of that name is at hand.
    """
    if name is not None:
        at_hand = context.document
        if at_hand is None or at_hand.name != name:
            raise user_error("E_DOCUMENT", context.language, slot="passage", name=name)
        return at_hand
    if passage is None:
        raise user_error("E_MISSING", context.language, slot="passage")
    return pasted_document(passage)
