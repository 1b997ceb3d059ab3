"""A document as read: its text, the blocks the text consists of, and where in the file each character stands."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from common.language import Language

Format = Literal["text", "md", "pdf", "docx", "xlsx"]
Kind = Literal["heading", "paragraph", "table"]

_LETTERS = 26


class Block(BaseModel):
    """A heading, a paragraph or a table: the characters from ``start`` up to ``end`` of the document's text.

    A table is kept as lines of cells with a tab between them (in Markdown as it is written). ``number`` counts
    blocks of the kind from 1: paragraphs and headings together, tables on their own. ``rows`` and ``columns``
    are the rows of a sheet that its lines come from, and the sheet's column of the first cell.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    start: int
    end: int
    number: int
    sheet: str | None = None
    rows: tuple[int, ...] = ()
    column: int = 1


class Location(BaseModel):
    """Where in a file something stands, as far as its format tells: all numbers count from 1."""

    model_config = ConfigDict(frozen=True)

    page: int | None = None
    line: int | None = None
    paragraph: int | None = None
    table: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: int | None = None

    @property
    def cell(self) -> str | None:
        """The cell of a sheet as spreadsheets name it (B5)."""
        if self.sheet is None or self.row is None or self.column is None:
            return None
        letters, rest = "", self.column
        while rest:
            rest, place = divmod(rest - 1, _LETTERS)
            letters = chr(ord("A") + place) + letters
        return f"{letters}{self.row}"

    def said(self, language: Language) -> str:
        """In words: 第3页, 第12段, 表2第4行第2列, 利润表!B5, 第120行."""
        zh = language == "zh"
        said = ""
        if self.sheet is not None:
            said = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        elif self.page is not None:
            said = f"第{self.page}页" if zh else f"page {self.page}"
        elif self.table is not None:
            zh_said, en_said = (
                f"表{self.table}第{self.row}行第{self.column}列",
                f"table {self.table}, row {self.row}",
            )
            said = zh_said if zh else f"{en_said}, column {self.column}"
        elif self.paragraph is not None:
            said = f"第{self.paragraph}段" if zh else f"paragraph {self.paragraph}"
        elif self.line is not None:
            said = f"第{self.line}行" if zh else f"line {self.line}"
        return said


class Document(BaseModel):
    """A document as read.

    Attributes:
        name: the file's name; empty for what was pasted.
        text: everything that was read; spans of figures and sentences are offsets into it. Of txt and md it is
            the file's text itself.
        blocks: in the order of the text, without overlap.
        pages: where the text of each page begins; empty for formats without pages.
        notes: what could not be read, each one clear line in the language asked for.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    format: Format
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def text_of(self, block: Block) -> str:
        """The words of a block."""
        return self.text[block.start : block.end]

    def block_at(self, offset: int) -> Block | None:
        """The block that holds the character at ``offset``; ``None`` between blocks."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0 or offset >= self.blocks[place].end:
            return None
        return self.blocks[place]

    def where(self, offset: int) -> Location:
        """Where in the file the character at ``offset`` stands."""
        page = bisect_right(self.pages, offset) or None
        if self.format in ("text", "md"):
            return Location(line=bisect_right(self._lines, offset))
        block = self.block_at(offset)
        if block is None:
            return Location(page=page)
        if block.kind != "table":
            return Location(page=page, paragraph=block.number, sheet=block.sheet)
        line = self.text.count("\n", block.start, offset)
        begin = self.text.rfind("\n", block.start, offset) + 1 or block.start
        column = self.text.count("\t", begin, offset) + block.column
        row = block.rows[line] if block.rows else line + 1
        return Location(page=page, table=block.number, sheet=block.sheet, row=row, column=column)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(block.start for block in self.blocks)

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        starts, at = [0], self.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(starts)
