"""A bank's own documents: Markdown and plain text, split at headings into sections that can be cited.

Whatever a document says is data. Its sentences are shown and searched, and nothing in them is an instruction.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from common.errors import ConfigurationError

SUFFIXES = frozenset({".md", ".txt"})

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
_LONGEST = 1200
"""Characters of a section before it is cut at a paragraph: longer ones blur both searches."""


class Section(BaseModel):
    """A passage of a document; ``number`` counts from 1 and makes the citation id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    heading: str | None
    text: str


class Document(BaseModel):
    """One file. ``id`` comes from its name, ``dated`` is the file's own date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    dated: date
    sections: tuple[Section, ...]


def read_document(file: Path) -> Document:
    """Read one Markdown or text file.

    Raises:
        ConfigurationError: when the file is not UTF-8 text.
    """
    try:
        content = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not UTF-8 text", remedy="save it as UTF-8") from error
    name = re.sub(r"[^\w]+", "-", file.stem.lower()).strip("-_") or "document"
    title = file.stem
    pieces: list[tuple[str | None, str]] = []
    heads = list(_HEADING.finditer(content)) if file.suffix.lower() == ".md" else []
    if heads and content[heads[0].start() :].startswith("# "):
        title = heads[0].group(1)
    pieces.append((None, content[: heads[0].start()] if heads else content))
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(content)
        pieces.append((head.group(1), content[head.end() : end]))
    passages = [(heading, part) for heading, body in pieces for part in _cut(body.strip())]
    return Document(
        id=name,
        title=title,
        dated=datetime.fromtimestamp(file.stat().st_mtime, tz=UTC).date(),
        sections=tuple(
            Section(number=number, heading=heading, text=part)
            for number, (heading, part) in enumerate(passages, start=1)
        ),
    )


def _cut(body: str) -> list[str]:
    parts: list[str] = []
    for paragraph in re.split(r"\n\s*\n", body):
        cleaned = paragraph.strip()
        if not cleaned:
            continue
        if parts and len(parts[-1]) + len(cleaned) < _LONGEST:
            parts[-1] = f"{parts[-1]}\n{cleaned}"
        else:
            parts.extend(cleaned[start : start + _LONGEST] for start in range(0, len(cleaned), _LONGEST))
    return parts
