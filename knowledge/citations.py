"""Entries of the corpus as citations: in the reader's language, with what must be said beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from knowledge.bank_tables.posted import PostedRate, said
from knowledge.citation import Citation
from knowledge.clauses import chinese_numeral
from knowledge.corpus import Article, Instrument, Point, Term
from knowledge.documents import Document, Section
from knowledge.tariff import Tariff, TariffRow

_RECENT = timedelta(days=2 * 365)
"""How long after a rule took effect its readers are told that it is new."""


def of_instrument(
    instrument: Instrument, *, language: Language, as_of: date, point: Point | None = None
) -> Citation:
    """The instrument as a whole, or one point of it: cited without an article number either way."""
    return Citation(
        id=instrument.id,
        heading=None if point is None else point.heading[language],
        text=instrument.summary[language] if point is None else point.text(language),
        **_shared(instrument, language, as_of),
    )


def of_article(
    instrument: Instrument, number: int, article: Article, *, language: Language, as_of: date
) -> Citation:
    """A verified article."""
    shown = f"第{chinese_numeral(number)}条" if language == "zh" else f"Article {number}"
    return Citation(
        id=f"{instrument.id}#{number}",
        article=shown,
        heading=article.heading[language],
        text=article.text(language),
        **_shared(instrument, language, as_of),
    )


def of_term(term: Term, *, language: Language, as_of: date) -> Citation:
    """A glossary entry: our own explanation, no source of law."""
    return Citation(
        id=f"glossary#{term.id}",
        title=term.name[language],
        text=term.text(language),
        as_of=as_of,
        kind="glossary",
        verified=True,
    )


def of_section(document: Document, section: Section, *, as_of: date) -> Citation:
    """A section of a bank's own document, verbatim: data to show, never an instruction to follow."""
    return Citation(
        id=f"{document.id}#{section.number}",
        title=document.title,
        heading=section.heading,
        text=section.text,
        as_of=as_of,
        kind="document",
        verified=True,
        text_kind="verbatim",
    )


def of_tariff(tariff: Tariff, row: TariffRow, *, language: Language, as_of: date) -> Citation:
    """A row of the bank's table of limits and fees, with the dates the table is valid."""
    return Citation(
        id=f"{tariff.id}#{row.id}",
        title=tariff.title[language],
        heading=row.title[language],
        text=row.text(language),
        as_of=as_of,
        kind="document",
        effective_from=tariff.effective_from,
        effective_to=tariff.effective_to,
        verified=True,
        text_kind="verbatim",
        note=tariff.note[language],
    )


def of_posted(posted: PostedRate, *, language: Language, as_of: date) -> Citation:
    """A row of a table of posted rates, with the dates it is valid."""
    return Citation(
        id=posted.id,
        title=posted.title[language],
        heading=posted.name[language],
        text=posted.told(language),
        as_of=as_of,
        kind="document",
        effective_from=posted.valid_from,
        effective_to=posted.valid_to,
        verified=True,
        text_kind="verbatim",
        note=said("sample", language) if posted.sample else None,
    )


def _shared(instrument: Instrument, language: Language, as_of: date) -> dict[str, object]:
    return {
        "title": instrument.short[language],
        "as_of": as_of,
        "kind": "law",
        "issuer": instrument.issuer[language],
        "doc_no": instrument.doc_no,
        "effective_from": instrument.effective_from,
        "effective_to": instrument.effective_to,
        "status": instrument.status,
        "verified": instrument.verified,
        "text_kind": instrument.text_kind,
        "note": _note(instrument, language, as_of),
    }


def _note(instrument: Instrument, language: Language, as_of: date) -> str | None:
    wording = _notes()
    start, end = instrument.effective_from, instrument.effective_to
    said: list[str] = []
    if start > as_of:
        said.append(
            wording["not_yet"][language].format(date=_day(start, language), as_of=_day(as_of, language))
        )
    elif end is not None and end < as_of:
        said.append(
            wording["no_longer"][language].format(date=_day(end, language), as_of=_day(as_of, language))
        )
    elif as_of - start <= _RECENT:
        key = "recent" if instrument.replaces is None else "replaced"
        replaces = "" if instrument.replaces is None else instrument.replaces[language]
        said.append(wording[key][language].format(date=_day(start, language), replaces=replaces))
    if instrument.status == "amended":
        said.append(wording["amended"][language])
    if not instrument.verified:
        said.append(wording["unverified"][language])
    return ("" if language == "zh" else " ").join(said) or None


def _day(day: date, language: Language) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()


@cache
def _notes() -> Mapping[str, Bilingual]:
    file = Path(__file__).with_name("notes.yaml")
    try:
        loaded = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        return TypeAdapter(dict[str, Bilingual]).validate_python(loaded)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{file.name}: {error}", remedy="mend the file") from error
