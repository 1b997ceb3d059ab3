"""Word documents, by python-docx: paragraphs, headings and tables in their order.

Text is taken from the runs themselves rather than from ``paragraph.text``, which leaves out words that were
inserted with changes tracked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from common.documents.building import Builder
from common.documents.complaints import Complaints
from common.documents.document import Document, Kind

if TYPE_CHECKING:
    from docx.table import Table
    from lxml.etree import _Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING: Final = re.compile(r"(?:heading|标题|title)\b", re.I)
_WHITE: Final = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}


def read_docx(name: str, content: bytes, say: Complaints) -> Document:
    """Read the body of a Word document.

    Raises:
        UserError: it is damaged.
    """
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    build = Builder(name, "docx")
    try:
        for item in docx.Document(io.BytesIO(content)).iter_inner_content():
            if isinstance(item, Paragraph):
                build.words(_words(item._p), _kind(item))
            elif isinstance(item, Table):
                build.table(list(_rows(item)))
    except Exception as error:  # python-docx and lxml have no common base for what a broken part raises
        raise say.error("E_FILE_CORRUPT") from error
    return build.finish()


def _kind(paragraph: object) -> Kind:
    style = getattr(getattr(paragraph, "style", None), "name", None) or ""
    return "heading" if _HEADING.match(style) else "paragraph"


def _words(element: _Element) -> str:
    """The words of a paragraph or cell, inserted ones too, deleted ones and the copies of text boxes not."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: _Element, parts: list[str]) -> None:
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _WHITE:
            parts.append(_WHITE[child.tag])
        elif child.tag != _FALLBACK:
            _collect(child, parts)
            if child.tag == f"{_W}p":
                parts.append(" ")


def _rows(table: Table) -> Iterator[list[str]]:
    """The rows; of a merged cell only its first place has the words."""
    for row in table._tbl.tr_lst:
        cells: list[str] = []
        for cell in row.tc_lst:
            cells.append("" if cell.vMerge == "continue" else _words(cell))
            cells += [""] * (cell.grid_span - 1)
        yield cells
