"""One library for all tests of the package: the index is built once and shared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.library import Library

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("knowledge-cache")


@pytest.fixture(scope="session")
def library(cache: Path) -> Library:
    return Library.open(cache)
