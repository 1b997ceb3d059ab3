"""What a customer brings to apply for a loan: the bank's own lists, from ``document_lists.yaml``.

The lists are the bank's, not the law's: a bank puts its own in this file, with the day they apply from. It is
checked when loaded.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.nlu.data import load_model
from common.language import Bilingual

LoanType = Literal["mortgage", "consumer", "business", "car"]

_FILE = Path(__file__).with_name("document_lists.yaml")


class DocumentList(BaseModel):
    """One loan type: what is looked at first, and what is brought."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    conditions: tuple[Bilingual, ...] = Field(min_length=1)
    documents: tuple[Bilingual, ...] = Field(min_length=1)


class DocumentLists(BaseModel):
    """All lists, whose they are and since when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: Bilingual
    as_of: date
    lists: dict[LoanType, DocumentList]


@cache
def document_lists() -> DocumentLists:
    """The bank's lists. Raises ConfigurationError when the file is absent or does not fit."""
    return load_model(_FILE, DocumentLists)
