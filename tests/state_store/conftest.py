"""A fresh installation for every test; no key from the environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import agent.environment  # strict checkpoints: set before LangGraph is imported
from state_store import Store
from tests.state_store.samples import store_with_session

assert agent.environment


@pytest.fixture(autouse=True)
def no_key_in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELLERGRAPH_KEY", raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """A store with one dialogue, ``s1``."""
    opened = store_with_session(home)
    yield opened
    opened.close()
