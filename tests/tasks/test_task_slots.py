"""The cues in a task's own wording give each figure of an utterance to its slot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, JsonValue

from agent.nlu.extract import extract_slots
from agent.tasks.registry import all_tasks
from common.language import detect_language

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


class Case(BaseModel):
    """``approximate`` names the slots whose value wants a yes; without it nothing is claimed of that."""

    intent: str
    text: str
    values: dict[str, JsonValue]
    awaiting: str | None = None
    known: dict[str, JsonValue] = {}
    errors: dict[str, str] = {}
    approximate: set[str] | None = None


def cases() -> Iterator[Case]:
    for file in sorted(Path(__file__).parent.glob("slots_*.yaml")):
        for intent, rows in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for text, values, *rest in rows:
                yield Case(intent=intent, text=text, values=values, **(rest[0] if rest else {}))


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.intent}-{case.text}") for case in cases()])
def test_each_figure_goes_to_its_slot(case: Case) -> None:
    read = extract_slots(
        case.text,
        all_tasks()[case.intent],
        now=MONDAY,
        language=detect_language(case.text),
        awaiting=case.awaiting,
        known=case.known,
    )
    assert {name: candidate.value for name, candidate in read.values.items()} == case.values
    assert {error.slot: error.code for error in read.errors} == case.errors
    if case.approximate is not None:
        assert {name for name, found in read.values.items() if found.approximate} == case.approximate
