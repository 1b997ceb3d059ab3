"""The encoder of this area, and its own services; what is trained lies beside pytest's cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.schema.annotated import Dialogue
from agent.schema.service import Service
from knowledge.encoder import SentenceEncoder
from tests.evaluation.compact import read


@pytest.fixture(scope="session")
def cache(pytestconfig: pytest.Config) -> Path:
    kept = pytestconfig.cache
    assert kept is not None
    return Path(kept.mkdir("nlu"))


@pytest.fixture(scope="session")
def encoder(cache: Path) -> SentenceEncoder:
    return SentenceEncoder(cache)


@pytest.fixture(scope="session")
def services() -> tuple[Service, ...]:
    return read()[0]


@pytest.fixture(scope="session")
def dialogues() -> tuple[Dialogue, ...]:
    return read()[1]
