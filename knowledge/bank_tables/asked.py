"""Which posted rates a question asks for: table, kinds and terms, by the words of ``asked.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import ConfigurationError
from common.language import Language
from common.numerals import parse_chinese_number, read_english_number
from knowledge.bank_tables.posted import PostedRate, said, short_term
from knowledge.bank_tables.rates import TERMED
from knowledge.bank_tables.tables import BankTables, title_of

RatesTable = Literal["deposit-rates", "loan-rates", "lpr"]

_FILE = Path(__file__).with_name("asked.yaml")
_TERM = re.compile(
    r"(?P<half>半)年|(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s?(?P<unit>个月|年)"
    r"|(?<![a-z])(?P<n2>\d{1,3}|[a-z]+)[ -]?(?P<unit2>year|yr|month|mth)s?(?![a-z])"
)
_LONGEST_YEARS = 30
_LONG_LPR = 60
"""From so many months on the LPR meant is the one over five years."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Kinds(_Record):
    kinds: tuple[str, ...]
    words: tuple[str, ...]


class _Table(_Record):
    words: tuple[str, ...]
    kinds: tuple[_Kinds, ...]


class _Words(_Record):
    rate: tuple[str, ...]
    unless: tuple[tuple[str, ...], ...]
    tables: dict[RatesTable, _Table]
    posted: tuple[str, ...]


class AskedRates(_Record):
    """Rates of one table: of ``kinds`` where some are named, for ``months`` where terms are."""

    table: RatesTable
    kinds: tuple[str, ...] = ()
    months: tuple[int, ...] = ()

    def on(self, tables: BankTables, day: date) -> tuple[PostedRate, ...]:
        """The rows in force on ``day``, in the table's own order."""
        match self.table:
            case "deposit-rates":
                rows = [
                    (row.kind, rate)
                    for row, rate in zip(
                        tables.deposit_rates.on(day), tables.deposit_rates_on(day), strict=True
                    )
                    if not self.months
                    or row.term_months in self.months
                    or (row.kind not in TERMED and row.kind in self.kinds)
                ]
                return tuple(rate for kind, rate in rows if not self.kinds or kind in self.kinds)
            case "loan-rates":
                wanted = self.months or (None,)
                every = tables.loan_rates_on(day)
                fitting = {rate.id for months in wanted for rate in tables.loan_rates_on(day, None, months)}
                return tuple(
                    rate
                    for rate in every
                    if rate.id in fitting and (not self.kinds or rate.key.split("-")[0] in self.kinds)
                )
            case "lpr":
                keys = {"lpr-5y" if months >= _LONG_LPR else "lpr-1y" for months in self.months}
                return tuple(rate for rate in tables.lprs_on(day) if not keys or rate.key in keys)

    def silence(self, tables: BankTables, day: date, language: Language) -> str | None:
        """Of what there is no rate on ``day``: the table is not in force, or has no row of a kind or term named."""
        if tables.state(self.table, day) != "in_force":
            return tables.silence(self.table, day, language)
        kinds = [kind for kind in self.kinds if not self._narrowed(kinds=(kind,), months=()).on(tables, day)]
        months = [count for count in self.months if not self._narrowed(months=(count,)).on(tables, day)]
        named = [said(_name(self.table, kind), language) for kind in kinds]
        named += [self._of_term(count, language) for count in months]
        if not named:
            return None
        what = ("、" if language == "zh" else ", ").join(dict.fromkeys(named))
        return said("no_row", language, table=title_of(self.table)[language], what=what)

    def _of_term(self, months: int, language: Language) -> str:
        term = short_term(months, language)
        if len(self.kinds) != 1:
            return said("term_alone", language, term=term)
        return said("of_term", language, term=term, kind=said(_name(self.table, self.kinds[0]), language))

    def _narrowed(self, **named: tuple[str, ...] | tuple[int, ...]) -> AskedRates:
        return self.model_copy(update=named)


def asked_rates(topic: str) -> tuple[AskedRates, ...]:
    """The posted rates ``topic`` asks for, table by table; () where it asks for none."""
    words, text = _words(), _normal(topic)
    if not _spans(words.rate, text) or any(_spans(group, text) for group in words.unless):
        return ()
    months = tuple(dict.fromkeys(_months(text)))
    found: list[AskedRates] = []
    for name, table in words.tables.items():
        kinds = _kinds(table.kinds, text)
        if kinds or _spans(table.words, text):
            found.append(AskedRates(table=name, kinds=kinds, months=months))
    if any(asked.table == "lpr" for asked in found):
        found = [asked for asked in found if asked.table == "lpr" or asked.kinds]
    if not found and _spans(words.posted, text):
        found.append(AskedRates(table="deposit-rates", months=months))
    return tuple(found)


def _kinds(groups: Sequence[_Kinds], text: str) -> tuple[str, ...]:
    """The kinds named; of words that overlap the longest counts."""
    hits = [(span, group.kinds) for group in groups for span in _spans(group.words, text)]
    outer = [
        kinds
        for (start, end), kinds in hits
        if not any(low < end and start < high and high - low > end - start for (low, high), _ in hits)
    ]
    return tuple(dict.fromkeys(kind for kinds in outer for kind in kinds))


def _months(text: str) -> Iterable[int]:
    for match in _TERM.finditer(text):
        if match["half"]:
            yield 6
            continue
        count = _whole(match["n"] or match["n2"])
        years = (match["unit"] or match["unit2"]) in ("年", "year", "yr")
        if count is not None and 1 <= count <= (_LONGEST_YEARS if years else _LONGEST_YEARS * 12):
            yield count * (12 if years else 1)


def _whole(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    if text.isascii():
        spoken = read_english_number(text)
        return None if spoken is None else int(spoken.value)
    value = parse_chinese_number(text)
    return None if value is None else int(value)


def _name(table: RatesTable, kind: str) -> str:
    return f"{'deposit' if table == 'deposit-rates' else 'loan'}_{kind}"


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _spans(words: Sequence[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _pattern(tuple(words)).finditer(text)]


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted({word.casefold() for word in words}, key=lambda word: (-len(word), word))
    return re.compile("|".join(_one(word) for word in ordered))


def _one(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)


@cache
def _words() -> _Words:
    try:
        return _Words.model_validate(yaml.load(_FILE.read_bytes(), Loader=yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(f"{_FILE.name}: {error}", remedy="reinstall or mend the file") from error
