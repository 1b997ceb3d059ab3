"""What may be stated: every figure, date, name and clause of the facts, the evidence and the user's words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import yaml

from common.figures import Figure, extract_figures

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$")
_DAY = datetime.date(1970, 1, 1)


@dataclass(frozen=True)
class Ground:
    """One value that may be stated.

    ``kind`` is that of a figure, or for a bare JSON number what its key says (``rate``, ``months`` …, or
    ``any``). ``label`` is the key it stood under; ``figure`` the figure it was written as, if it was.
    """

    value: Decimal
    kind: str
    label: str = ""
    unit: str | None = None
    day: datetime.date | None = None
    half_unit: Decimal = Decimal(0)


@dataclass
class Sources:
    """Everything a draft may lean on."""

    grounds: list[Ground] = field(default_factory=list)
    labels: dict[str, list[Ground]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    clauses: set[tuple[str, str]] = field(default_factory=set)
    citations: tuple[str, ...] = ()

    def text(self) -> str:
        """All words of the sources, lower case, for names and identifiers."""
        return "\n".join(self.texts).lower()


@dataclass(frozen=True)
class _Keys:
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    labels: dict[str, tuple[str, ...]]


@cache
def key_words() -> _Keys:
    """How keys are read (``keys.yaml``)."""
    data = yaml.load((Path(__file__).parent / "keys.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    kinds = tuple((kind, re.compile(data["kinds"][kind])) for kind in data["order"])
    return _Keys(kinds, {key: tuple(names) for key, names in data["labels"].items()})


def collect(
    facts: Mapping[str, object], evidence: Sequence[str], user: str, citations: Collection[str]
) -> Sources:
    """Read the sources. ``facts`` is any JSON; keys tell what a bare number is."""
    sources = Sources(citations=tuple(citations))
    _read(facts, "", sources, currency=None)
    for text in (*evidence, user):
        _read_text(text, "", sources)
    sources.texts += [*citations]
    return sources


def _read(value: object, key: str, sources: Sources, currency: str | None) -> None:
    match value:
        case bool() | None:
            return
        case Mapping():
            title, article = value.get("title"), value.get("article")
            if isinstance(title, str) and isinstance(article, str):
                sources.clauses.add((title, article))
                sources.texts.append(f"《{title}》{article}")
            named = value.get("currency")
            for name, item in value.items():
                _read(item, str(name), sources, named if isinstance(named, str) else currency)
        case list() | tuple():
            for item in value:
                _read(item, key, sources, currency)
        case int() | float() | Decimal():
            _add_number(Decimal(str(value)), key, sources, currency)
        case datetime.date():
            _add_day(
                value if type(value) is datetime.date else _DAY.fromisoformat(value.isoformat()[:10]),
                key,
                sources,
            )
        case str():
            _read_string(value, key, sources, currency)
        case _:
            _read_string(str(value), key, sources, currency)


def _read_string(value: str, key: str, sources: Sources, currency: str | None) -> None:
    stripped = value.strip()
    if _NUMBER.match(stripped) and not (
        stripped.startswith("0") and stripped.isdigit() and len(stripped) > 1
    ):
        try:
            number = Decimal(stripped)
        except InvalidOperation:
            number = None
        if number is not None and number.is_finite():
            sources.texts.append(stripped)
            _add_number(number, key, sources, currency)
            return
    if match := _ISO.match(stripped):
        try:
            day = datetime.date(*map(int, match.groups()))
        except ValueError:
            return
        sources.texts.append(stripped)
        _add_day(day, key, sources)
        return
    _read_text(value, key, sources)


def _read_text(text: str, key: str, sources: Sources) -> None:
    if not text:
        return
    sources.texts.append(text)
    if key:
        sources.texts.append(key)
    for figure in extract_figures(text):
        if figure.well_formed:
            _keep(_from_figure(figure, key), sources)


def _from_figure(figure: Figure, key: str) -> Ground:
    return Ground(figure.value, figure.kind, key, figure.unit, figure.date, figure.half_unit)


def _add_number(value: Decimal, key: str, sources: Sources, currency: str | None) -> None:
    kind = next((name for name, pattern in key_words().kinds if pattern.search(key)), "any")
    if kind == "date":
        kind = "any"
    _keep(Ground(value, kind, key, currency if kind in {"money", "any"} else None), sources)


def _add_day(day: datetime.date, key: str, sources: Sources) -> None:
    number = Decimal(day.year * 10000 + day.month * 100 + day.day)
    _keep(Ground(number, "date", key, "date", day), sources)


def _keep(ground: Ground, sources: Sources) -> None:
    sources.grounds.append(ground)
    if not ground.label:
        return
    names = (*key_words().labels.get(ground.label, ()), ground.label)
    for name in names:
        sources.labels.setdefault(name.lower(), []).append(ground)
