"""Turns of one dialogue, one after the other, across threads and processes.

Threads of this process queue on a lock in memory, the first of them on a file in ``locks/`` whose name is a
hash of the session id. The operating system frees it when its holder dies.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from filelock import FileLock, Timeout

from common.errors import ConfigurationError, UserError

DEFAULT_TIMEOUT = 120.0
"""Seconds: longer than any turn with a local model takes."""
_POLL_SECONDS = 0.01


class _Gate:
    """A lock that may be referred to weakly, and left by another thread than entered it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


_gates: WeakValueDictionary[Path, _Gate] = WeakValueDictionary()
_gates_guard = threading.Lock()


@contextmanager
def session_lock(folder: Path, session_id: str, *, timeout: float = DEFAULT_TIMEOUT) -> Iterator[None]:
    """Hold the lock of a dialogue; not re-entrant.

    Raises:
        UserError: another turn of the dialogue takes longer than ``timeout`` seconds.
        ConfigurationError: the folder cannot be written.
    """
    file = (folder / hashlib.sha256(session_id.encode()).hexdigest()[:32]).with_suffix(".lock").absolute()
    with _gates_guard:
        gate = _gates.setdefault(file, _Gate())
    busy = UserError(f"session {session_id}: another turn is still under way; try again when it is over")
    if not gate.lock.acquire(timeout=timeout):
        raise busy
    try:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = FileLock(file, timeout=timeout, thread_local=False, poll_interval=_POLL_SECONDS)
            held.acquire()
        except Timeout as error:
            raise busy from error
        except OSError as error:
            raise ConfigurationError(
                f"cannot lock sessions in {folder}: {error.strerror or error}",
                remedy="make the folder writable for this user",
            ) from error
        try:
            yield
        finally:
            held.release()
    finally:
        gate.lock.release()
