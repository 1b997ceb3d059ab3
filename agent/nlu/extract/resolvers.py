"""What the regulation library knows about names, injected: the extractors import no library themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class ClauseReference(Protocol):
    """A provision as it is named in a text (商业银行法第29条)."""

    @property
    def instrument(self) -> str | None: ...

    @property
    def article(self) -> int | None: ...

    @property
    def span(self) -> tuple[int, int]: ...


class NamesLaws(Protocol):
    """The part of ``knowledge.Library`` that reads references."""

    def parse_clause_reference(self, text: str) -> ClauseReference | None: ...


@dataclass(frozen=True)
class Resolvers:
    """``clause`` reads the first reference to a provision in a text."""

    clause: Callable[[str], ClauseReference | None] | None = None

    @classmethod
    def of(cls, library: NamesLaws | None) -> Resolvers:
        """The resolvers of a library; none of them without one."""
        return cls(clause=library.parse_clause_reference if library is not None else None)
