"""A counter with the demonstration bank behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from common.language import Language
from tests.tasks.counter import Counter
from tools.embedded_bank import EmbeddedBank


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedBank:
    path: Path = tmp_path_factory.mktemp("bank") / "bank.db"
    return EmbeddedBank(path)


@pytest.fixture
def counter(bank: EmbeddedBank) -> Callable[..., Counter]:
    def make(language: Language = "zh", customer: str | None = None, staff: str = "T1001") -> Counter:
        return Counter(bank, language, customer, staff)

    return make
