"""Every slot case of slots.yaml and slots/*.yaml is read exactly: value, error code, nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, JsonValue

from agent.nlu.extract import Resolvers, extract_slots
from agent.tasks.base import Task
from common.language import detect_language
from knowledge.library import Library
from tests.nlu.schemas import SCHEMAS

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
IMPLIED = {"view"}
"""Words of a lookup nearly always name a view; a case that does not state it does not claim its absence."""
TABLES = sorted(Path(__file__).with_name("slots").glob("*.yaml"))


class Case(BaseModel):
    """``approximate`` names the slots whose value wants a yes (``None``: not claimed), ``raw`` the words read."""

    model_config = ConfigDict(extra="forbid")

    intent: str
    text: str
    values: dict[str, JsonValue]
    awaiting: str | None = None
    known: dict[str, JsonValue] = {}
    errors: dict[str, str] = {}
    approximate: set[str] | None = None
    raw: dict[str, str] = {}
    note: dict[str, str] = {}
    now: datetime = MONDAY


def cases_of(file: Path, **default: object) -> Iterator[Case]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    for intent, rows in content.items():
        for text, values, *rest in rows:
            given = {**default, **(rest[0] if rest else {})}
            yield Case.model_validate({"intent": intent, "text": text, "values": values, **given})


def cases() -> Iterator[Case]:
    yield from cases_of(Path(__file__).with_name("slots.yaml"))
    for table in TABLES:
        yield from cases_of(table, approximate=set())


@pytest.fixture(scope="module")
def resolvers(tmp_path_factory: pytest.TempPathFactory) -> Resolvers:
    return Resolvers.of(Library.open(tmp_path_factory.mktemp("knowledge")))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.text) for case in cases()])
def test_a_value_is_read_as_it_is_meant(case: Case, tasks: Mapping[str, Task], resolvers: Resolvers) -> None:
    task = SCHEMAS.get(case.intent) or tasks[case.intent]
    cites = any(task.slot(name).type == "law" for name in task.Slots.model_fields) and case.intent in SCHEMAS
    read = extract_slots(
        case.text,
        task,
        now=case.now,
        language=detect_language(case.text),
        awaiting=case.awaiting,
        known=case.known,
        resolvers=resolvers if cites else None,
    )
    values = {name: candidate.value for name, candidate in read.values.items()}
    if case.intent == "regulation.clause_lookup" or "view" not in case.values:
        values = {name: value for name, value in values.items() if name not in IMPLIED or name in case.values}
    assert values == case.values
    assert {error.slot: error.code for error in read.errors} == case.errors
    if case.approximate is not None:
        assert {name for name, found in read.values.items() if found.approximate} == case.approximate
    for name, words in case.raw.items():
        assert read.values[name].raw == words
    for name, words in case.note.items():
        assert words in (read.values[name].note or "")
    for candidate in read.values.values():
        assert case.text[
            candidate.start : candidate.end
        ].strip() == candidate.raw or candidate.raw.startswith("…")


def test_reading_takes_no_time_a_teller_would_notice(tasks: Mapping[str, Task]) -> None:
    taken = []
    for case in cases():
        task = SCHEMAS.get(case.intent) or tasks[case.intent]
        start = perf_counter()
        extract_slots(case.text, task, now=case.now, language="zh", awaiting=case.awaiting, known=case.known)
        taken.append(perf_counter() - start)
    assert median(taken) <= 0.002


def test_the_tables_are_complete() -> None:
    every = list(cases())
    assert len(every) >= 450
    kinds = {
        SCHEMAS[case.intent].slot(name).type
        for case in every
        if case.intent in SCHEMAS
        for name in case.values
    }
    assert {
        "money", "rate", "ratio", "term", "count", "date", "period", "bp", "repayment_method", "prepay_mode",
        "loan_type", "deposit_type", "customer_risk", "product_risk", "law", "article", "series", "enum",
    } <= kinds  # fmt: skip
