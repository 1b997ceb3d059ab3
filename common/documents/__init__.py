"""Documents people hand over, read into blocks of text that know their place in the file.

One call, ``read_document(path)``, for txt, md, pdf, docx and xlsx; ``pasted_document(text)`` for what was pasted.
Whatever a document says is data, never an instruction.
"""

from common.documents.document import Block, Document, Format, Kind, Location
from common.documents.read import (
    LARGEST_FILE,
    LONGEST_DOCUMENT,
    SUFFIXES,
    pasted_document,
    read_document,
)

__all__ = [
    "LARGEST_FILE",
    "LONGEST_DOCUMENT",
    "SUFFIXES",
    "Block",
    "Document",
    "Format",
    "Kind",
    "Location",
    "pasted_document",
    "read_document",
]
