"""The table of limits and fees: one or several dated editions in a YAML file, found by the words of a topic."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.language import Bilingual
from knowledge.bank_tables.problems import Problem
from knowledge.bank_tables.reading import marks_sample
from knowledge.bank_tables.table import TableState
from knowledge.tariff import Tariff

TITLE: Final = Bilingual(zh="限额与收费表", en="limits and fees")


class Editions(BaseModel):
    """The editions of the table, in the order they are written; ``file`` is None where there is none.

    ``sample`` where the file's first remark says that it is one.
    """

    model_config = ConfigDict(frozen=True)

    file: Path | None = None
    editions: tuple[Tariff, ...] = ()
    sample: bool = False

    def on(self, day: date) -> Tariff | None:
        """The edition in force on ``day``."""
        return next((edition for edition in self.editions if edition.in_force(day)), None)

    def state(self, day: date) -> TableState:
        """What the table has to say of ``day``."""
        if self.file is None:
            return "missing"
        if self.on(day) is not None:
            return "in_force"
        return "not_yet" if all(e.effective_from > day for e in self.editions) else "expired"

    def ended(self, day: date) -> date | None:
        """The last day before ``day`` on which an edition held."""
        ends = (e.effective_to for e in self.editions if e.effective_to and e.effective_to < day)
        return max(ends, default=None)

    def begins(self) -> date | None:
        """The first day on which an edition holds."""
        return min((e.effective_from for e in self.editions), default=None)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tariff: Tariff


def read_editions(file: Path) -> tuple[Editions, list[Problem]]:
    """The table in ``file``: one document of it an edition, ``---`` between them."""
    found: list[Tariff] = []
    problems: list[Problem] = []
    sample = False
    try:
        content = file.read_bytes()
        remarks = [line for line in content.decode().splitlines() if line.startswith("#")]
        sample = marks_sample(" ".join(remarks))
        documents = list(yaml.load_all(content, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = None if mark is None else mark.line + 1
        why = getattr(error, "problem", None) or str(error).splitlines()[0]
        return Editions(file=file), [Problem(file, "unreadable", row, values={"why": str(why)})]
    except (OSError, UnicodeDecodeError) as error:
        return Editions(file=file), [Problem(file, "unreadable", values={"why": str(error).splitlines()[0]})]
    for document in documents:
        if document is None:
            continue
        try:
            found.append(_File.model_validate(document).tariff)
        except ValidationError as error:
            problems += [_problem(file, document, one["loc"], one["msg"]) for one in error.errors()]
    if not documents or not (found or problems):
        problems.append(Problem(file, "no_rows"))
    for number, edition in enumerate(found):
        for other in found[:number]:
            if edition.effective_from <= (other.effective_to or date.max) and other.effective_from <= (
                edition.effective_to or date.max
            ):
                where = f"effective_from {edition.effective_from}"
                why = f"this edition and the one from {other.effective_from} hold on the same days"
                problems.append(Problem(file, "tariff", values={"where": where, "why": why}))
    return Editions(file=file, editions=tuple(found), sample=sample), problems


def _problem(file: Path, document: object, loc: tuple[int | str, ...], why: str) -> Problem:
    """Where in the file it is: the row by its own id, and the field."""
    parts: list[str] = []
    inner: object = document
    for step in loc:
        if isinstance(inner, dict):
            inner = inner.get(step)
            parts.append(str(step))
        elif isinstance(inner, list) and isinstance(step, int) and step < len(inner):
            inner = inner[step]
            name = inner.get("id") if isinstance(inner, dict) else None
            parts.append(f"{step + 1}" if name is None else str(name))
        else:
            parts.append(str(step))
    return Problem(file, "tariff", values={"where": " > ".join(parts) or "the file", "why": why})
