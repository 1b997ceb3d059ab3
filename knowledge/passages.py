"""What the index holds: one passage an article, point, instrument, term or section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from common.language import Language
from knowledge.citation import SourceKind
from knowledge.corpus import Article, Corpus, Point


@dataclass(frozen=True)
class Passage:
    """``key`` is unique in the library, ``citation`` may be shared: points are cited by their instrument."""

    key: str
    citation: str
    kind: SourceKind
    words: dict[Language, str]
    meaning: dict[Language, str]
    effective_from: date | None = None
    effective_to: date | None = None

    def in_force(self, day: date) -> bool:
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


def passages(corpus: Corpus) -> Iterator[Passage]:
    """All passages in a fixed order."""
    languages: tuple[Language, Language] = ("zh", "en")
    for instrument in corpus.instruments:
        names = " ".join(instrument.aliases)
        span = (instrument.effective_from, instrument.effective_to)
        yield Passage(
            key=instrument.id,
            citation=instrument.id,
            kind="law",
            words={
                lang: f"{instrument.title[lang]} {instrument.short[lang]} {names} {instrument.summary[lang]}"
                for lang in languages
            },
            meaning={lang: f"{instrument.short[lang]} {instrument.summary[lang]}" for lang in languages},
            effective_from=span[0],
            effective_to=span[1],
        )
        entries: list[tuple[str, Article | Point]] = [
            *((f"{instrument.id}#{number}", article) for number, article in instrument.articles.items()),
            *((f"{instrument.id}/{point.key}", point) for point in instrument.points),
        ]
        for key, entry in entries:
            asked = " ".join(entry.ask)
            yield Passage(
                key=key,
                citation=key.partition("/")[0],
                kind="law",
                words={
                    lang: f"{instrument.short[lang]} {entry.heading[lang]} {entry.text(lang)} {asked}"
                    for lang in languages
                },
                meaning={lang: f"{entry.heading[lang]} {entry.text(lang)}" for lang in languages},
                effective_from=span[0],
                effective_to=span[1],
            )
    for term in corpus.terms:
        names = f"{term.name['zh']} {term.name['en']} {' '.join(term.aliases)}"
        yield Passage(
            key=f"glossary#{term.id}",
            citation=f"glossary#{term.id}",
            kind="glossary",
            words={lang: f"{names} {term.text(lang)}" for lang in languages},
            meaning={lang: f"{term.name[lang]} {term.text(lang)}" for lang in languages},
        )
    for document in corpus.documents:
        for section in document.sections:
            content = f"{document.title} {section.heading or ''} {section.text}"
            yield Passage(
                key=f"{document.id}#{section.number}",
                citation=f"{document.id}#{section.number}",
                kind="document",
                words=dict.fromkeys(languages, content),
                meaning=dict.fromkeys(languages, f"{section.heading or ''} {section.text}"),
            )
