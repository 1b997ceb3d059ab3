"""Puts a document together block by block, so that every reader counts and joins alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from common.documents.document import Block, Document, Format, Kind

GAP: Final = "\n\n"
"""What stands between two blocks: an empty line, which also ends a table."""

_SPACES: Final = re.compile(r"[\t\r\n\v\f\u2028\u2029]+")


@dataclass
class Builder:
    """Collects blocks; ``finish`` gives the document."""

    name: str
    format: Format
    notes: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _pages: list[int] = field(default_factory=list)
    _length: int = 0
    _counts: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})

    def page(self) -> None:
        """A page begins here."""
        self._pages.append(self._length)

    def page_within(self, back: int) -> None:
        """A page begins ``back`` characters before the end of the block added last."""
        self._pages.append(self._blocks[-1].end - back)

    def page_at_row(self, row: int) -> None:
        """A page begins with that row (from 0) of the table added last."""
        lines = self._parts[-1].split("\n")[:row]
        self._pages.append(self._blocks[-1].start + sum(len(line) + 1 for line in lines))

    def words(self, text: str, kind: Kind = "paragraph") -> None:
        """Add a paragraph or a heading; without words, nothing."""
        cleaned = _SPACES.sub(" ", text).strip()
        if cleaned:
            self._add(cleaned, kind)

    def table(
        self,
        rows: Sequence[Sequence[str]],
        *,
        sheet: str | None = None,
        numbers: Sequence[int] = (),
        column: int = 1,
    ) -> None:
        """Add a table; ``numbers`` are the sheet's rows that the rows come from, ``column`` its first column."""
        lines = ["\t".join(_SPACES.sub(" ", cell).strip() for cell in row).rstrip("\t") for row in rows]
        if any(lines):
            self._add("\n".join(lines), "table", sheet=sheet, numbers=tuple(numbers), column=column)

    def finish(self) -> Document:
        """The document as collected."""
        return Document(
            name=self.name,
            format=self.format,
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            pages=tuple(self._pages),
            notes=tuple(self.notes),
        )

    @property
    def length(self) -> int:
        """Characters collected so far."""
        return self._length

    def _add(
        self,
        text: str,
        kind: Kind,
        *,
        sheet: str | None = None,
        numbers: tuple[int, ...] = (),
        column: int = 1,
    ) -> None:
        if self._blocks:
            opened = [place for place, at in enumerate(self._pages) if at == self._length]
            self._parts.append(GAP)
            self._length += len(GAP)
            for place in opened:  # the pages that begin with this block begin behind the gap
                self._pages[place] = self._length
        self._counts[kind == "table"] += 1
        self._blocks.append(
            Block(
                kind=kind,
                start=self._length,
                end=self._length + len(text),
                number=self._counts[kind == "table"],
                sheet=sheet,
                rows=numbers,
                column=column,
            )
        )
        self._parts.append(text)
        self._length += len(text)
