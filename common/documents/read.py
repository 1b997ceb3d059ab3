"""Reads a file into a Document, or says in one line why it cannot.

The content decides what a file is; an ending that says otherwise is a complaint, not a guess.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final, Literal

from common.documents.complaints import Complaints
from common.documents.document import Document, Format
from common.documents.plain import decoded, read_text
from common.language import Language

LARGEST_FILE: Final = 50 * 2**20
"""Bytes of a file, and a tenth of what a zipped one may unfold to."""

LONGEST_DOCUMENT: Final = 1_000_000
"""Characters of a document: five long annual reports."""

_UNFOLDED: Final = 10 * LARGEST_FILE
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

SUFFIXES: Final[dict[str, Format]] = {
    ".txt": "text",
    ".md": "md",
    ".markdown": "md",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
}

_Content = Format | Literal["old", "encrypted", "zip", "binary", "empty"]


def read_document(path: Path, *, language: Language = "zh") -> Document:
    """Read a txt, md, pdf, docx or xlsx file; ``language`` is that of complaints and notes.

    Raises:
        UserError: the file is missing, empty, scanned, encrypted, damaged, too big or of another kind; the codes
            (``E_FILE_…``) and lines are those of ``complaints.yaml``.
    """
    say = Complaints(path.name or str(path), language)
    content = _bytes(path, say)
    asked = SUFFIXES.get(path.suffix.lower())
    found = _content(content)
    if found == "empty":
        raise say.error("E_FILE_EMPTY")
    if found == "encrypted":
        raise say.error("E_FILE_ENCRYPTED")
    if found == "old":
        raise say.error("E_FILE_OLD")
    if asked is None or (found == "binary" and asked in ("text", "md")):
        raise say.error("E_FILE_TYPE")
    if found in ("binary", "zip") or (found == "text" and asked not in ("text", "md")):
        raise say.error("E_FILE_CORRUPT")  # the beginning is not that of the format its ending names
    if found not in ("text", asked):
        raise say.error("E_FILE_MISMATCH", found=found)
    document = _read(path, content, asked, say)
    if not any(character.isalnum() for character in document.text):
        raise say.error("E_FILE_EMPTY")
    if len(document.text) > LONGEST_DOCUMENT:
        raise say.too_big("characters", len(document.text), LONGEST_DOCUMENT)
    return document


def pasted_document(text: str, *, name: str = "") -> Document:
    """What was pasted, as a document of lines."""
    return read_text(name, text, "md")


def _read(path: Path, content: bytes, kind: Format, say: Complaints) -> Document:
    match kind:
        case "pdf":
            from common.documents.pdf import read_pdf

            return read_pdf(path.name, content, say)
        case "docx":
            from common.documents.docx import read_docx

            return read_docx(path.name, content, say)
        case "xlsx":
            from common.documents.xlsx import read_xlsx

            return read_xlsx(path.name, content, say)
        case _:
            text = decoded(content)
            if text is None:
                raise say.error("E_FILE_TYPE")
            return read_text(path.name, text, kind)


def _bytes(path: Path, say: Complaints) -> bytes:
    try:
        if path.is_dir():
            raise say.error("E_FILE_FOLDER")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise say.too_big("megabytes", -(-size // 2**20), LARGEST_FILE // 2**20)
        return path.read_bytes()
    except PermissionError as error:
        raise say.error("E_FILE_ACCESS") from error
    except (OSError, ValueError) as error:  # a path with a NUL is no path
        raise say.error("E_FILE_MISSING") from error


def _content(content: bytes) -> _Content:
    """What the bytes are, whatever the file is called."""
    if not content.strip():
        return "empty"
    if content.startswith(_OLE):
        return "encrypted" if _ENCRYPTED in content else "old"
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _zipped(content)
    return "binary" if decoded(content) is None else "text"


def _zipped(content: bytes) -> _Content:
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return "zip"
    names = {entry.filename for entry in entries}
    if sum(entry.file_size for entry in entries) > _UNFOLDED:
        return "zip"  # unfolds to more than anybody reads: damaged, or made to exhaust us
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "zip"
