"""Every test session has a home of its own, no network for models, and no tracing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_HOME = Path(tempfile.mkdtemp(prefix="tellergraph-tests-"))

# Set on import, before any test imports the packages, so that nothing can read the user's own.
os.environ["TELLERGRAPH_HOME"] = str(_HOME)
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
for _name in ("TELLERGRAPH_CONFIG", "TELLERGRAPH_ENGINE", "TELLERGRAPH_KEY", "MODEL"):
    os.environ.pop(_name, None)


@pytest.fixture(scope="session", autouse=True)
def tellergraph_home() -> Iterator[Path]:
    """The installation of this test session; removed at its end."""
    yield _HOME
    shutil.rmtree(_HOME, ignore_errors=True)
