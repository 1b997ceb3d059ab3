"""The classifier of the real tasks, trained once for this area; its cache lies beside pytest's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from agent.nlu.classifier import IntentClassifier, examples_of, out_of_scope_of
from agent.tasks.base import Task
from agent.tasks.registry import all_tasks
from knowledge.encoder import SentenceEncoder

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


@pytest.fixture(scope="session")
def tasks() -> Mapping[str, Task]:
    return all_tasks()


@pytest.fixture(scope="session")
def cache(pytestconfig: pytest.Config) -> Path:
    kept = pytestconfig.cache
    assert kept is not None
    return Path(kept.mkdir("nlu"))


@pytest.fixture(scope="session")
def encoder(cache: Path) -> SentenceEncoder:
    return SentenceEncoder(cache)


@pytest.fixture(scope="session")
def classifier(tasks: Mapping[str, Task], cache: Path, encoder: SentenceEncoder) -> IntentClassifier:
    return IntentClassifier.load_or_train(
        examples_of(tasks), cache, encoder, out_of_scope=out_of_scope_of(tasks)
    )
