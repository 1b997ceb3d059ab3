"""The database files: private to their owner, opened with one clear line when they cannot be."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.errors import ConfigurationError

BUSY_SECONDS = 15.0
"""How long a writer waits for another process before it gives up."""


_MAGIC = b"SQLite format 3\x00"


def holds_data(file: Path) -> bool:
    """Whether ``file`` is a database already; False when it is missing or empty.

    Raises:
        ConfigurationError: it is something else, or cannot be read.
    """
    if file.is_dir():
        raise ConfigurationError(f"cannot open the database {file}: it is a folder", remedy="move it away")
    try:
        with file.open("rb") as stream:
            start = stream.read(len(_MAGIC))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(file, error) from error
    if start and start != _MAGIC:
        raise explain(sqlite3.DatabaseError("file is not a database"), file)
    return bool(start)


def prepare(file: Path) -> None:
    """Make ``file`` and its folder where they are missing, open to nobody but their owner.

    Raises:
        ConfigurationError: they may not be written.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise _unusable(file, error) from error


def write_ahead(connection: sqlite3.Connection) -> None:
    """Put the database into WAL mode; of several processes that open a fresh file at once, all succeed.

    SQLite's own waiting does not cover this step: it fails at once while another process takes it.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextmanager
def one_line(file: Path) -> Iterator[None]:
    """Turn what SQLite says about ``file`` into a :class:`ConfigurationError` with a remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise explain(error, file) from error


def explain(error: BaseException, file: Path) -> ConfigurationError:
    """The operator's view of an SQLite error."""
    said = str(error)
    lowered = said.lower()
    if "not a database" in lowered or "malformed" in lowered or "encrypted" in lowered:
        remedy = "restore it from a backup, or move it away to begin anew"
    elif "locked" in lowered or "busy" in lowered:
        said = f"another process has kept it locked for {BUSY_SECONDS:.0f} seconds"
        remedy = "end that process, or try again"
    elif "full" in lowered:
        remedy = "free some disk space"
    elif "readonly" in lowered or "read-only" in lowered or "unable to open" in lowered:
        remedy = "make the file and its folder writable for this user"
    else:
        remedy = "check the file with: sqlite3 FILE 'pragma integrity_check'"
    return ConfigurationError(f"cannot use the database {file}: {said}", remedy=remedy)


def _unusable(file: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"cannot open the database {file}: {error.strerror or error}",
        remedy="make it readable and writable for this user, or set TELLERGRAPH_HOME to another folder",
    )
