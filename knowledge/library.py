"""The regulation library: what is known, found by number, by name or by meaning, as of a day.

Looking something up by id, name or clause needs neither index nor encoder; the first ``search`` opens them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from common.errors import UserError
from common.language import Language, detect_language
from knowledge import analysis, citations
from knowledge.bank_tables import BankTables, TableState
from knowledge.citation import Citation
from knowledge.clauses import ClauseReference, InstrumentNames, NamePattern
from knowledge.corpus import BUILT_IN, Corpus, Point, Term, key, load_corpus
from knowledge.documents import Document, Section
from knowledge.encoder import SentenceEncoder
from knowledge.fusion import GOOD_ENOUGH, fuse
from knowledge.index import SearchIndex, open_index
from knowledge.passages import Passage, passages

_LONGEST_QUERY = 1000
"""Characters of a question that are searched; a pasted page is not a question."""

_NAMED_BONUS = 1.3
"""What a passage of the instrument named in the question gains in rank."""

_OVERVIEW = 0.8
"""What an instrument's own overview keeps in rank: it speaks of everything and settles little."""

_MOST = 100


class Library:
    """Open one with ``Library.open``; it is read-only and safe to share between threads."""

    def __init__(
        self,
        corpus: Corpus,
        cache: Path,
        encoder: SentenceEncoder,
        progress: Callable[[str, float], None] | None = None,
        tables: BankTables | None = None,
    ) -> None:
        self.tables = tables or BankTables.open(None)
        self._corpus = corpus
        self._cache = cache
        self._encoder = encoder
        self._progress = progress
        self._lock = threading.Lock()
        self._opened: SearchIndex | None = None
        self._instruments = {instrument.id: instrument for instrument in corpus.instruments}
        self._terms = {term.id: term for term in corpus.terms}

    @classmethod
    def open(
        cls,
        cache: Path,
        *,
        corpus: Path | None = None,
        index: Path | None = None,
        tables: Path | None = None,
        progress: Callable[[str, float], None] | None = None,
    ) -> Library:
        """Open the built-in corpus, and the folder ``corpus`` beside it when one is named.

        ``tables`` is the folder of the bank's own tables; without one the shipped samples stand in.
        ``cache`` holds the parsed corpus, the search index and the encoder's weights, all rebuilt when
        what they come from changes. ``progress`` is told how far a build is (language, 0 to 1).

        Raises:
            ConfigurationError: when a corpus file or a table does not hold, or an id stands in two files.
            UserError: for ``index``: indexes of outside passages are not supported yet.
        """
        if index is not None:
            raise UserError("searching a prebuilt index is not supported yet; name a corpus folder instead")
        folders = [BUILT_IN] if corpus is None else [BUILT_IN, corpus]
        own = BankTables.open(tables)
        return cls(load_corpus(folders, cache), cache, SentenceEncoder(cache), progress, own)

    # --- by id and by name ------------------------------------------------------------------------

    def get(self, citation_id: str, *, language: Language, as_of: date) -> Citation | None:
        """The citation of that id, None when the library has no such article, term or section."""
        head, _, rest = citation_id.partition("#")
        if (instrument := self._instruments.get(head)) is not None:
            if not rest:
                return citations.of_instrument(instrument, language=language, as_of=as_of)
            number = int(rest) if rest.isascii() and rest.isdigit() else -1
            if str(number) == rest and (article := instrument.articles.get(number)) is not None:
                return citations.of_article(instrument, number, article, language=language, as_of=as_of)
            return None
        if head == "glossary" and (term := self._terms.get(rest)) is not None:
            return citations.of_term(term, language=language, as_of=as_of)
        if (cited := self._of_tables(head, rest, language=language, as_of=as_of)) is not None:
            return cited
        found = self._sections.get(citation_id)
        return None if found is None else citations.of_section(*found, as_of=as_of)

    def exists(self, citation_id: str) -> bool:
        """Whether ``get`` would find it."""
        return self.get(citation_id, language="zh", as_of=date.min) is not None

    def find_clause(
        self, instrument: str, article: int | None, *, as_of: date, language: Language
    ) -> list[Citation]:
        """An article of an instrument, or the instrument itself without one; [] when it is not held.

        An instrument whose full text was not read answers with what is known on the matter, cited by its
        name alone. A rule not in force on ``as_of`` is returned with a note that says so.
        """
        entry = self._instruments.get(instrument)
        if entry is None:
            return []
        if article is None:
            return [citations.of_instrument(entry, language=language, as_of=as_of)]
        if entry.verified:
            exact = self.get(f"{instrument}#{article}", language=language, as_of=as_of)
            return [] if exact is None else [exact]
        about = [point for point in entry.points if point.about == article]
        points: list[Point | None] = [*about] or [None]
        return [
            citations.of_instrument(entry, language=language, as_of=as_of, point=point) for point in points
        ]

    def resolve_instrument(self, text: str) -> str | None:
        """The instrument a text names by title, short title or alias, in either language."""
        found = self._names.find(text)
        return found[0] if found else (text if text in self._instruments else None)

    def parse_clause_reference(self, text: str) -> ClauseReference | None:
        """The provision a text names: 商业银行法第二十九条, "deposit insurance regulation article 5"."""
        return self._names.parse(text)

    def instrument_names(self) -> Mapping[str, str]:
        """Every name of every instrument, mapped to its id."""
        return self._instrument_names

    def instrument_title(self, instrument: str, language: Language) -> str | None:
        """The short title of an instrument."""
        entry = self._instruments.get(instrument)
        return None if entry is None else entry.short[language]

    def term(self, name: str, *, language: Language, as_of: date) -> Citation | None:
        """The glossary entry of that name or alias, however it is spaced or cased."""
        found = self._term_keys.get(key(name))
        return None if found is None else citations.of_term(found, language=language, as_of=as_of)

    def find_term(self, text: str, *, language: Language, as_of: date) -> Citation | None:
        """The glossary entry a text asks about: its name, with nothing beside it but words that ask."""
        if (exact := self.term(text, language=language, as_of=as_of)) is not None:
            return exact
        found = self._term_pattern.find(text)
        if found is None:
            return None
        citation_id, (start, end) = found
        if analysis.residue(f"{text[:start]} {text[end:]}"):
            return None
        return self.get(citation_id, language=language, as_of=as_of)

    def term_names(self) -> Mapping[str, str]:
        """Every name of every glossary entry, mapped to its citation id."""
        return {name: f"glossary#{term.id}" for term in self._corpus.terms for name in term.names}

    def find_tariff(self, topic: str, *, language: Language, as_of: date) -> list[Citation]:
        """The limits and fees a topic names, in force on ``as_of``; [] when the bank's table holds none."""
        tariff = self.tables.fees.on(as_of)
        if tariff is None:
            return []
        return [
            citations.of_tariff(tariff, row, language=language, as_of=as_of) for row in tariff.find(topic)
        ]

    def tariff_topics(self, topic: str, *, language: Language, as_of: date) -> tuple[str, ...]:
        """What the table holds of the kind a topic names, where it names no more; () otherwise."""
        tariff = self.tables.fees.on(as_of)
        if tariff is None or not tariff.names_only_a_kind(topic):
            return ()
        kinds = tariff.kinds_named(topic)
        return tuple(row.title[language] for row in tariff.rows if row.kind in kinds)

    def tariff_state(self, as_of: date) -> TableState:
        """Whether the bank has a table of limits and fees for the day."""
        return self.tables.fees.state(as_of)

    def _of_tables(self, head: str, rest: str, *, language: Language, as_of: date) -> Citation | None:
        """A row of the bank's own tables by its id; one of limits and fees also where its edition has ended."""
        editions = [edition for edition in self.tables.fees.editions if edition.id == head]
        editions.sort(key=lambda edition: (edition.in_force(as_of), edition.effective_from), reverse=True)
        for edition in editions:
            for row in edition.rows:
                if row.id == rest:
                    return citations.of_tariff(edition, row, language=language, as_of=as_of)
        posted = self.tables.posted_by_id(f"{head}#{rest}", as_of)
        return None if posted is None else citations.of_posted(posted, language=language, as_of=as_of)

    # --- by meaning ---------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        k: int = 5,
        *,
        as_of: date,
        language: Language,
        kinds: frozenset[str] | None = None,
    ) -> list[Citation]:
        """The ``k`` best passages in force on ``as_of``, best first; [] when none is good enough.

        A provision the question names by number comes first. ``kinds`` keeps to some of law, glossary,
        faq and document. Scores lie in [0, 1].

        Raises:
            UserError: when ``k`` is not from 1 to 100.
        """
        if not 1 <= k <= _MOST:
            raise UserError(f"k must be from 1 to {_MOST}", code="E_VALUE", slot="k")
        text = " ".join(query.split())[:_LONGEST_QUERY]
        words = analysis.query_terms(text)
        if not words:
            return []
        found: dict[str, Citation] = {}
        reference = self.parse_clause_reference(text)
        named = None if reference is None else reference.instrument
        law_wanted = kinds is None or "law" in kinds
        if reference is not None and named is not None and reference.article is not None and law_wanted:
            for hit in self.find_clause(named, reference.article, as_of=as_of, language=language):
                if self._instruments[named].effective_from <= as_of:
                    found.setdefault(hit.id, hit)
        for passage, score in self._ranked(text, words, named, language):
            if len(found) >= k:
                break
            wanted = passage.in_force(as_of) and (kinds is None or passage.kind in kinds)
            if wanted and passage.citation not in found:
                found[passage.citation] = self._citation(passage, language, as_of, score)
        return list(found.values())[:k]

    def _ranked(
        self, text: str, words: list[str], named: str | None, language: Language
    ) -> list[tuple[Passage, float]]:
        import numpy as np

        index = self._index()[detect_language(text, language)]
        lexical = index.lexical.scores(words)
        dense = index.dense.scores(self._encoder.encode([text])[0])
        fused = fuse(lexical, index.lexical.ceiling(words), dense)
        order = fused.order.copy()
        order[self._overviews] *= _OVERVIEW
        if named is not None:
            order[[passage.citation.startswith(named) for passage in self._passages]] *= _NAMED_BONUS
        ranked: list[tuple[Passage, float]] = []
        for row in np.argsort(-order, kind="stable"):
            passage = self._passages[int(row)]
            if float(fused.score[row]) >= GOOD_ENOUGH:
                ranked.append((passage, round(min(float(order[row]), 1.0), 4)))
        return ranked

    def _citation(self, passage: Passage, language: Language, as_of: date, score: float) -> Citation:
        instrument, _, part = passage.key.partition("/")
        if part:
            entry = self._instruments[instrument]
            point = next(point for point in entry.points if point.key == part)
            cited = citations.of_instrument(entry, language=language, as_of=as_of, point=point)
        else:
            found = self.get(passage.citation, language=language, as_of=as_of)
            if found is None:
                raise AssertionError(f"the index holds {passage.key}, the corpus does not")
            cited = found
        return cited.model_copy(update={"score": score})

    # --- opened when first needed -----------------------------------------------------------------------

    def _index(self) -> SearchIndex:
        with self._lock:
            if self._opened is None:
                self._opened = open_index(
                    self._passages, self._corpus.digest, self._cache, self._encoder, self._progress
                )
            return self._opened

    @cached_property
    def _passages(self) -> list[Passage]:
        return list(passages(self._corpus))

    @cached_property
    def _overviews(self) -> list[bool]:
        return [
            (entry := self._instruments.get(passage.key)) is not None and bool(entry.articles)
            for passage in self._passages
        ]

    @cached_property
    def _instrument_names(self) -> dict[str, str]:
        return {name: entry.id for entry in self._corpus.instruments for name in entry.names}

    @cached_property
    def _names(self) -> InstrumentNames:
        return InstrumentNames(self._instrument_names)

    @cached_property
    def _term_keys(self) -> dict[str, Term]:
        return {key(name): term for term in self._corpus.terms for name in term.names}

    @cached_property
    def _term_pattern(self) -> NamePattern:
        return NamePattern(self.term_names())

    @cached_property
    def _sections(self) -> dict[str, tuple[Document, Section]]:
        return {
            f"{document.id}#{section.number}": (document, section)
            for document in self._corpus.documents
            for section in document.sections
        }
