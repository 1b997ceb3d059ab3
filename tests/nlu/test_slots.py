"""Every slot case of slots.yaml is read exactly: value, error code, nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, JsonValue

from agent.nlu.extract import extract_slots
from agent.tasks.base import Task
from common.language import detect_language

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
IMPLIED = {"view"}
"""Words of a lookup nearly always name a view; a case that does not state it does not claim its absence."""


class Case(BaseModel):
    intent: str
    text: str
    values: dict[str, JsonValue]
    awaiting: str | None = None
    known: dict[str, JsonValue] = {}
    errors: dict[str, str] = {}


def cases() -> Iterator[Case]:
    content = yaml.safe_load(Path(__file__).with_name("slots.yaml").read_text(encoding="utf-8"))
    for intent, rows in content.items():
        for text, values, *rest in rows:
            yield Case(intent=intent, text=text, values=values, **(rest[0] if rest else {}))


@pytest.mark.parametrize("case", [pytest.param(case, id=case.text) for case in cases()])
def test_a_value_is_read_as_it_is_meant(case: Case, tasks: Mapping[str, Task]) -> None:
    read = extract_slots(
        case.text,
        tasks[case.intent],
        now=MONDAY,
        language=detect_language(case.text),
        awaiting=case.awaiting,
        known=case.known,
    )
    values = {name: candidate.value for name, candidate in read.values.items()}
    if case.intent == "regulation.clause_lookup" or "view" not in case.values:
        values = {name: value for name, value in values.items() if name not in IMPLIED or name in case.values}
    assert values == case.values
    assert {error.slot: error.code for error in read.errors} == case.errors
    for candidate in read.values.values():
        assert case.text[
            candidate.start : candidate.end
        ].strip() == candidate.raw or candidate.raw.startswith("…")
