"""Files that appear whole or not at all, and checksums that tell a damaged one."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path


def write_atomically(target: Path, content: bytes) -> bool:
    """Write ``content`` so that a reader sees the old file or the new one. False when the place is read-only.

    For caches only: what cannot be kept is computed again, which costs time and nothing else.
    """
    part: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}", dir=target.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        part.replace(target)
    except OSError:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        return False
    return True


def checksum(file: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
