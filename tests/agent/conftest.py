"""An assistant over a throw-away installation with a frozen clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent import Assistant

NOW = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.for_replay(tmp_path / "home", NOW, "s1") as opened:
        yield opened
