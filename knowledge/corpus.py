"""The corpus: instruments, their articles, and the glossary, as YAML a compliance officer can read.

One file an instrument, both languages beside each other, checked when loaded: metadata complete, ids unique
and kebab-case, and no article number on anything whose full text was not read. The texts are paraphrases
(``summary``) unless a file says ``text_kind: verbatim``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from common.errors import ConfigurationError
from common.language import Bilingual, Language
from knowledge.documents import SUFFIXES as DOCUMENT_SUFFIXES
from knowledge.documents import Document, read_document
from knowledge.files import write_atomically

BUILT_IN = Path(__file__).with_name("corpus")
"""The corpus that comes with the product."""

KebabId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Level = Literal["law", "regulation", "rule", "normative", "interpretation", "self_discipline"]
Status = Literal["in_force", "amended", "repealed", "unverified"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(_Record):
    """An article whose full text was read. ``ask`` holds words people use for it, for search alone."""

    heading: Bilingual
    zh: Text
    en: Text
    ask: tuple[str, ...] = ()

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Point(_Record):
    """What an instrument says on a matter, known at second hand: cited by the instrument alone.

    ``about`` is the article it is thought to stand in. It finds the passage and is never shown.
    """

    key: KebabId
    heading: Bilingual
    zh: Text
    en: Text
    about: int | None = Field(None, gt=0)
    ask: tuple[str, ...] = ()

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Instrument(_Record):
    """A law, regulation, rule or notice. The dates bound the version described, inclusive."""

    id: KebabId
    title: Bilingual
    short: Bilingual
    aliases: tuple[Text, ...] = ()
    issuer: Bilingual
    doc_no: str | None
    level: Level
    promulgated: date | None
    effective_from: date
    effective_to: date | None = None
    status: Status
    replaces: Bilingual | None = None
    """What it took the place of: said to a reader whose answer may date from before."""
    text_kind: Literal["summary", "verbatim"] = "summary"
    source: Text
    retrieved: date
    summary: Bilingual
    """What the instrument is for: the citation of the instrument as a whole."""
    articles: dict[int, Article] = Field(default_factory=dict)
    points: tuple[Point, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Instrument:
        if self.status == "unverified" and self.articles:
            raise ValueError("an unverified instrument carries no article numbers: make them points")
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        if any(number <= 0 for number in self.articles):
            raise ValueError("article numbers count from 1")
        keys = [point.key for point in self.points]
        if len(set(keys)) != len(keys):
            raise ValueError("two points have the same key")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title.zh, self.title.en, self.short.zh, self.short.en, *self.aliases)

    @property
    def verified(self) -> bool:
        return self.status != "unverified"


class Term(_Record):
    """A glossary entry: its names in both languages and what it means, in one to three sentences."""

    id: KebabId
    name: Bilingual
    aliases: tuple[Text, ...] = ()
    zh: Text
    en: Text

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name.zh, self.name.en, *self.aliases)

    def text(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


def key(name: str) -> str:
    """A name as it is compared: however it is spaced, hyphenated or cased."""
    return "".join(name.casefold().split()).replace("-", "")


class Corpus(_Record):
    """All sources of a library. ``digest`` changes when any of them does."""

    digest: str
    instruments: tuple[Instrument, ...]
    terms: tuple[Term, ...]
    documents: tuple[Document, ...] = ()


class _Glossary(_Record):
    updated: date
    terms: tuple[Term, ...]


def load_corpus(folders: Sequence[Path], cache: Path) -> Corpus:
    """Read and check the corpus in ``folders``; a file that is wrong is named with what is wrong in it.

    The checked result is kept in ``cache`` as JSON under the files' names, sizes and times, and checked
    again when it is read back.

    Raises:
        ConfigurationError: for a missing folder, a file that does not hold, or an id used twice.
    """
    files = [file for folder in folders for file in _files(folder)]
    kept = cache / f"corpus-{_quick_key(files)}.json"
    try:
        return Corpus.model_validate_json(kept.read_bytes())
    except (OSError, ValidationError):
        corpus = _read(files)
    write_atomically(kept, corpus.model_dump_json().encode())
    return corpus


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise ConfigurationError(f"there is no corpus folder {folder}", remedy="name a folder that exists")
    wanted = {".yaml", *DOCUMENT_SUFFIXES}
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in wanted and file.is_file())


def _quick_key(files: Iterable[Path]) -> str:
    code = Path(__file__)
    stamp = "\n".join(
        f"{file}\t{(state := file.stat()).st_size}\t{state.st_mtime_ns}" for file in (code, *files)
    )
    return hashlib.sha256(stamp.encode()).hexdigest()[:24]


def _read(files: Sequence[Path]) -> Corpus:
    digest = hashlib.sha256()
    instruments: list[Instrument] = []
    terms: list[Term] = []
    documents: list[Document] = []
    owner: dict[str, Path] = {}

    def claim(name: str, file: Path) -> None:
        if name in owner:
            raise ConfigurationError(
                f"{name} stands in {owner[name].name} and in {file.name}", remedy="rename one of them"
            )
        owner[name] = file

    for file in files:
        content = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + content + b"\0")
        if file.suffix.lower() in DOCUMENT_SUFFIXES:
            document = read_document(file)
            claim(document.id, file)
            documents.append(document)
            continue
        try:
            loaded = yaml.load(content, Loader=yaml.CSafeLoader)
            if isinstance(loaded, dict) and "terms" in loaded:
                entries = _Glossary.model_validate(loaded).terms
                for term in entries:
                    claim(f"glossary#{term.id}", file)
                    for name in {key(name) for name in term.names}:
                        claim(f"term {name}", file)
                terms.extend(entries)
            else:
                instrument = Instrument.model_validate(loaded)
                claim(instrument.id, file)
                for name in {key(name) for name in instrument.names}:
                    claim(f"name {name}", file)
                instruments.append(instrument)
        except yaml.YAMLError as error:
            raise ConfigurationError(f"corpus file {file}: {error}", remedy="mend the YAML") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"]) or "the file"
            raise ConfigurationError(
                f"corpus file {file}: {place}: {first['msg']}", remedy="mend the entry"
            ) from error
    return Corpus(
        digest=digest.hexdigest(),
        instruments=tuple(instruments),
        terms=tuple(terms),
        documents=tuple(documents),
    )
