"""PDF, by PDFium (pypdfium2): characters with their places, put together into lines, rows and paragraphs.

PDF knows neither paragraphs nor tables. Characters of one baseline in a row are a line; a wide gap in it parts
cells; lines that fill the width and go on without a new indent are one paragraph, also across a page. What
stands at the head or foot of most pages (running titles, page numbers) belongs to no paragraph.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from common.documents.building import Builder
from common.documents.complaints import Complaints
from common.documents.document import Document

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

MOST_PAGES: Final = 3000
_CELL_GAP: Final = 0.9
"""Gap between two characters, in heights of the line, from which they stand in two cells."""
_WORD_GAP: Final = 0.15
_SAME_LINE: Final = 0.35
_LEADING: Final = 2.2
"""Distance of two baselines of one paragraph, in heights, at most."""
_HEADING: Final = 1.15
_EDGE_LINES: Final = 2
"""Lines at the head and at the foot of a page that may be running titles."""
_EVERYWHERE: Final = 0.4
"""Share of the pages on which such a line must stand."""
_PAGE_NUMBER: Final = re.compile(
    r"[-—\s]*(?:第\s*)?\d{1,4}\s*(?:[/页]|of)?[\s共/]*\d{0,4}\s*页?[-—\s]*|page\s+\d+.*", re.I
)
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_LEVEL_END: Final = re.compile(r"[。！？!?；;：:]$")


@dataclass
class _Cell:
    """A stretch of a line without a wide gap."""

    text: str
    left: float
    right: float


@dataclass
class _Line:
    """One line of a page; ``cells`` are its parts between wide gaps."""

    cells: list[_Cell]
    base: float
    height: float

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right


def read_pdf(name: str, content: bytes, say: Complaints) -> Document:
    """Read the text of a PDF.

    Raises:
        UserError: it is encrypted, damaged, has too many pages, or no text at all.
    """
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = "E_FILE_ENCRYPTED" if "password" in str(error).lower() else "E_FILE_CORRUPT"
        raise say.error(code) from error
    try:
        if len(pdf) > MOST_PAGES:
            raise say.too_big("pages", len(pdf), MOST_PAGES)
        pages: list[list[_Line]] = []
        for number in range(len(pdf)):
            page = pdf[number]
            try:
                pages.append(list(_lines(page.get_textpage())))
            finally:
                page.close()
    except pdfium.PdfiumError as error:
        raise say.error("E_FILE_CORRUPT") from error
    finally:
        pdf.close()
    empty = [number for number, lines in enumerate(pages, start=1) if not lines]
    if len(empty) == len(pages):
        raise say.error("E_FILE_SCANNED")
    build = Builder(name, "pdf")
    if empty:
        said = ("、" if say.language == "zh" else ", ").join(map(str, empty))
        build.notes.append(say.note("scanned_pages", pages=said))
    _compose(build, _without_running_titles(pages))
    return build.finish()


def _lines(page: PdfTextPage) -> Iterator[_Line]:
    """The lines of a page in the order of its content."""
    from pypdfium2 import raw

    handle = page.raw
    doubles = [ctypes.c_double() for _ in range(2)]
    box = raw.FS_RECTF()
    line: _Line | None = None
    space = False
    for index in range(raw.FPDFText_CountChars(handle)):
        code = raw.FPDFText_GetUnicode(handle, index)
        character = chr(code) if 0 < code < 0x110000 else ""
        if not character or character.isspace() or character in "\ufffe\uffff\x02":
            space = True
            continue
        raw.FPDFText_GetCharOrigin(handle, index, *map(ctypes.byref, doubles))
        raw.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(box))
        base, height = doubles[1].value, max(box.top - box.bottom, 1.0)
        same = (
            line is not None
            and abs(base - line.base) < _SAME_LINE * line.height
            and box.left > line.right - line.height
        )
        if line is None or not same:
            if line is not None:
                yield line
            line = _Line([_Cell(character, box.left, box.right)], base, height)
        else:
            _extend(line, character, box.left, box.right, height, spaced=space)
        space = False
    if line is not None:
        yield line


def _extend(line: _Line, character: str, left: float, right: float, height: float, *, spaced: bool) -> None:
    cell = line.cells[-1]
    gap = (left - cell.right) / line.height
    if gap > _CELL_GAP:
        line.cells.append(_Cell(character, left, right))
    else:
        apart = (spaced or gap > _WORD_GAP) and not (_WIDE.match(cell.text[-1]) and _WIDE.match(character))
        cell.text += f" {character}" if apart else character
        cell.right = max(cell.right, right)
    line.height = max(line.height, height)


def _without_running_titles(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """The pages without what stands at the head or foot of most of them."""

    def shape(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    edges = [_edges(lines) for lines in pages]
    seen: Counter[str] = Counter()
    for lines, places in zip(pages, edges, strict=True):
        seen.update({shape(lines[place]) for place in places})
    often = max(3, _EVERYWHERE * len(pages))
    return [
        [
            line
            for place, line in enumerate(lines)
            if place not in places or not (seen[shape(line)] >= often or _is_page_number(line, lines))
        ]
        for lines, places in zip(pages, edges, strict=True)
    ]


def _edges(lines: Sequence[_Line]) -> set[int]:
    """The lines that stand highest and lowest on a page, whatever their order in its content."""
    order = sorted(range(len(lines)), key=lambda place: -lines[place].base)
    return {*order[:_EDGE_LINES], *order[-_EDGE_LINES:]}


def _is_page_number(line: _Line, lines: Sequence[_Line]) -> bool:
    bases = [other.base for other in lines]
    outermost = line.base in (min(bases), max(bases))
    return outermost and len(lines) > 1 and _PAGE_NUMBER.fullmatch(line.text) is not None


@dataclass
class _Open:
    """The paragraph or table under way."""

    words: str = ""
    rows: list[list[_Cell]] | None = None
    last: _Line | None = None
    turned: list[int] | None = None
    """Where further pages begin: an offset in ``words``, or a row."""


def _compose(build: Builder, pages: Sequence[Sequence[_Line]]) -> None:
    heights = [line.height for lines in pages for line in lines]
    usual = median(heights) if heights else 1.0
    left = min((line.left for lines in pages for line in lines), default=0.0)
    right = _right_edge(pages)
    opened = _Open()
    for lines in pages:
        first = True
        if opened.rows and lines and len(lines[0].cells) > 1:
            opened.turned = [*(opened.turned or []), len(opened.rows)]
        elif not lines or not _goes_on(opened.last, lines[0], left, right, turned=True):
            _close(build, opened, usual)
            opened = _Open()
            build.page()
        for line in lines:
            if len(line.cells) > 1:
                if opened.rows is None:
                    _close(build, opened, usual)
                    opened = _Open(rows=[])
                assert opened.rows is not None
                opened.rows.append(line.cells)
            elif opened.rows is None and _goes_on(opened.last, line, left, right, turned=first):
                joined = _joint(opened.words, line.text)
                if first:
                    opened.turned = [*(opened.turned or []), len(opened.words) + len(joined)]
                opened.words += joined + line.text
            else:
                _close(build, opened, usual)
                opened = _Open(words=line.text)
            opened.last = line
            first = False
    _close(build, opened, usual)


def _close(build: Builder, opened: _Open, usual: float) -> None:
    if opened.rows:
        build.table(_aligned(opened.rows))
        for row in opened.turned or []:
            build.page_at_row(row)
    elif opened.words:
        large = opened.last is not None and opened.last.height > _HEADING * usual
        build.words(opened.words, "heading" if large else "paragraph")
        for place in opened.turned or []:
            build.page_within(len(opened.words) - place)


def _aligned(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """The rows with each cell in the column it stands under; the fullest row says where the columns are."""
    widest = max(rows, key=len)
    columns = [(cell.left, cell.right) for cell in widest]

    def column(cell: _Cell) -> int:
        def apart(bounds: tuple[float, float]) -> float:
            return max(bounds[0] - cell.right, cell.left - bounds[1])

        return min(range(len(columns)), key=lambda place: apart(columns[place]))

    aligned = []
    for row in rows:
        line = [""] * len(columns)
        for cell in row:
            place = column(cell)
            line[place] = f"{line[place]} {cell.text}".strip()
        aligned.append(line)
    return aligned


def _goes_on(last: _Line | None, line: _Line, left: float, right: float, *, turned: bool) -> bool:
    """Whether ``line`` is the same paragraph's next line; ``turned`` when a page lies between them."""
    if last is None or len(last.cells) > 1 or len(line.cells) > 1:
        return False
    height = max(last.height, line.height)
    if abs(last.height - line.height) > 0.15 * height:
        return False
    if not turned and not 0 < last.base - line.base < _LEADING * height:
        return False
    if turned and _LEVEL_END.search(last.text):
        return False
    wide = bool(_WIDE.match(line.text[0]))
    fills = last.right > right - (1.6 if wide else 6) * height
    return fills and line.left < max(left, last.left) + 0.6 * height


def _right_edge(pages: Sequence[Sequence[_Line]]) -> float:
    """Where full lines end: the right edge of prose, that of most long lines."""
    edges = sorted(line.right for lines in pages for line in lines if len(line.cells) == 1)
    return edges[int(len(edges) * 0.95)] if edges else 0.0


def _joint(before: str, after: str) -> str:
    """What a line break inside a paragraph stands for: nothing between Han characters, else a space."""
    if not before or before.endswith("-") or (_WIDE.match(before[-1]) and _WIDE.match(after[0])):
        return ""
    if _WIDE.match(before[-1]) or _WIDE.match(after[0]):
        return ""
    return " "
