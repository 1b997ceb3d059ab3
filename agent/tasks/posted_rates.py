"""What the bank's tables hold for the rates that tasks ask for: by term and kind, on the day that counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import get_args

from pydantic import JsonValue

from agent.nlu.extract.enums import enum_hits, enum_words
from agent.offers import Offer, PostedValue
from agent.tasks.base import Scene, Slot
from common.language import Bilingual, Language
from knowledge.bank_tables import BankTables, DepositKind, LoanKind, PostedRate, TableName
from knowledge.bank_tables.posted import said, short_term
from tools.base import to_json


def deposit_offer(
    kind: DepositKind, given: Mapping[str, JsonValue], scene: Scene, tables: BankTables
) -> Offer | None:
    """The posted rate of a deposit of its term, as it stood on the day of opening; nothing while the term is open."""
    months = given.get("term_months")
    if not isinstance(months, int):
        return None
    day = _day(given.get("open_date")) or scene.now.date()
    found = tables.deposit_rates_on(day, kind, months)
    if found:
        return Offer(options=tuple(_posted(rate, kind) for rate in found[:1]))
    if tables.state("deposit-rates", day) != "in_force":
        return _silence(tables, "deposit-rates", day)
    name = tables.deposit_rates.title
    return Offer(
        silence=Bilingual(zh=_no_row(name, kind, months, "zh"), en=_no_row(name, kind, months, "en"))
    )


def demand_offer(given: Mapping[str, JsonValue], scene: Scene, tables: BankTables) -> Offer:
    """The posted demand rate of the day of withdrawal."""
    day = _withdrawn(given) or scene.now.date()
    found = tables.deposit_rates_on(day, "demand")
    if not found:
        return _silence(tables, "deposit-rates", day)
    return Offer(options=tuple(_posted(rate, "demand") for rate in found[:1]))


def loan_offer(
    given: Mapping[str, JsonValue], scene: Scene, tables: BankTables, before: Offer | None
) -> Offer | None:
    """The posted rates for a loan of its term: of the kind that was named, now or before, else of every kind."""
    months = given.get("term_months")
    if not isinstance(months, int):
        return None
    day = scene.now.date()
    kinds = _kinds(scene) or ({before.only.key} if before is not None and before.only is not None else set())
    found: dict[str, PostedValue] = {}
    for kind in get_args(LoanKind):
        rates = tables.loan_rates_on(day, kind, months)
        if rates and (not kinds or kind in kinds):
            found[kind] = _posted(rates[0], kind, _words(kind))
    if found:
        return Offer(options=tuple(found.values()))
    if tables.state("loan-rates", day) != "in_force":
        return _silence(tables, "loan-rates", day)
    title = tables.loan_rates.title
    what = {language: short_term(months, language) for language in get_args(Language)}
    return Offer(
        silence=Bilingual(
            zh=said("no_row", "zh", table=title.zh, what=f"{what['zh']}期贷款"),
            en=said("no_row", "en", table=title.en, what=f"a {what['en']} loan"),
        )
    )


def _posted(rate: PostedRate, key: str, words: tuple[str, ...] = ()) -> PostedValue:
    return PostedValue(
        key=key,
        value=to_json(rate.rate),
        told=Bilingual(zh=rate.told("zh"), en=rate.told("en")),
        validity=Bilingual(zh=rate.validity("zh"), en=rate.validity("en")),
        source=rate.title,
        citation=rate.id,
        valid_from=rate.valid_from,
        valid_to=rate.valid_to,
        sample=rate.sample,
        words=(*words, rate.name.zh, rate.name.en),
    )


def _silence(tables: BankTables, name: TableName, day: date) -> Offer:
    return Offer(
        silence=Bilingual(zh=tables.silence(name, day, "zh"), en=tables.silence(name, day, "en")),
    )


def _no_row(table: Bilingual, kind: DepositKind, months: int, language: Language) -> str:
    what = said(
        "of_term", language, term=short_term(months, language), kind=said(f"deposit_{kind}", language)
    )
    return said("no_row", language, table=table[language], what=what if language == "zh" else f"a {what}")


_LOAN_TYPE = Slot("loan_type")


def _kinds(scene: Scene) -> set[str]:
    """The kinds of loan the words name."""
    return {hit.value for hit in enum_hits(scene.utterance, _LOAN_TYPE, None, get_args(LoanKind))}


def _words(kind: str) -> tuple[str, ...]:
    return enum_words(_LOAN_TYPE, None, get_args(LoanKind))[kind]


def _day(value: JsonValue) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def _withdrawn(given: Mapping[str, JsonValue]) -> date | None:
    """The day of withdrawal, where the values given say which it is."""
    said_day, opened = _day(given.get("withdraw_date")), _day(given.get("open_date"))
    days = given.get("withdraw_after_days")
    if said_day is None and opened is not None and isinstance(days, int):
        return opened + timedelta(days=days)
    return said_day
