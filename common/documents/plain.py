"""Plain text and Markdown: the text itself, cut into headings, paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from common.documents.document import Block, Document, Format, Kind

_HEADING: Final = re.compile(r"#{1,6}\s+\S")
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes) -> str | None:
    """The text of bytes in UTF-8, UTF-16 with its mark, or GB 18030; ``None`` when they are no text."""
    marked = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        controls = sum(1 for character in text[:20_000] if character < " " and character not in "\t\r\n\f\v")
        return None if controls or "\x00" in text else text
    return None


def read_text(name: str, text: str, kind: Format) -> Document:
    """The document of a text: a block a line or run of table rows; spans are offsets into the text as given."""
    blocks: list[Block] = []
    counts = {True: 0, False: 0}
    for start, end, found in _pieces(text, markdown=kind == "md"):
        counts[found == "table"] += 1
        blocks.append(Block(kind=found, start=start, end=end, number=counts[found == "table"]))
    return Document(name=name, format=kind, text=text, blocks=tuple(blocks))


def _pieces(text: str, *, markdown: bool) -> Iterator[tuple[int, int, Kind]]:
    """Place and kind of each block; rows of a table that stand together are one."""
    open_at: tuple[int, int] | None = None
    for line in re.finditer(r"[^\r\n]+", text):
        start, end = line.span()
        if not line.group().strip():
            continue
        words = line.group().strip()
        row = "\t" in words or (words.startswith("|") and words.endswith("|") and len(words) > 1)
        if open_at is not None and row and text.count("\n", open_at[1], start) < 2:
            open_at = (open_at[0], end)
            continue
        if open_at is not None:
            yield (*open_at, "table")
            open_at = None
        if row:
            open_at = (start, end)
        else:
            yield start, end, "heading" if markdown and _HEADING.match(line.group()) else "paragraph"
    if open_at is not None:
        yield (*open_at, "table")
