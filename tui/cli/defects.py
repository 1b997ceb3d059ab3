"""Where the details of a defect go: a log file, personal data masked, never the terminal."""

from __future__ import annotations

import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path


def record(error: BaseException) -> Path:
    """Append the traceback of ``error`` to the log and return the log's path.

    Messages of exceptions can quote what a customer said, so the text is masked; when even that fails, only
    the places in the code are kept.
    """
    place = _log_file()
    lines = [f"--- {datetime.now(UTC).isoformat(timespec='seconds')}\n", *_masked(error)]
    with place.open("a", encoding="utf-8", errors="replace") as log:
        log.writelines(lines)
    return place


def _log_file() -> Path:
    try:
        from common.settings import load_settings

        folder = load_settings().home / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "tellergraph.log"
        file.touch()
    except Exception:
        return Path(tempfile.gettempdir()) / "tellergraph.log"
    return file


def _masked(error: BaseException) -> list[str]:
    try:
        from policies.pii import mask

        return [mask(line) for line in traceback.format_exception(error)]
    except Exception:
        return [*traceback.format_tb(error.__traceback__), f"{type(error).__name__}\n"]
