"""Folders of unpacked weights that appear whole or not at all, and the threads that read them.

What the two sentence encoders share: a package's weights are rearranged once and kept under the cache, so that
a later process maps them from disk.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

LAYOUT: Final = "layout.json"


def keep(folder: Path, write: Callable[[Path], Mapping[str, object]]) -> None:
    """Let ``write`` fill ``folder``; what it returns is kept beside the files, with their sizes.

    A cache that cannot be written costs time, never correctness: nothing is raised, the folder is absent then.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    except OSError:
        return
    try:
        layout = dict(write(part))
        layout["sizes"] = {file.name: file.stat().st_size for file in part.iterdir()}
        (part / LAYOUT).write_text(json.dumps(layout), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)


def open_kept(folder: Path) -> dict[str, Any]:
    """What ``keep`` was given for this folder.

    Raises:
        OSError, ValueError, KeyError: when the folder is absent, incomplete or damaged.
    """
    layout: dict[str, Any] = json.loads((folder / LAYOUT).read_text(encoding="utf-8"))
    for name, size in layout["sizes"].items():
        if os.stat(folder / name).st_size != size:  # noqa: PTH116 - thirty files, and Path costs twice
            raise ValueError(f"{name} is cut short")
    return layout


def bound_threads(threads: int) -> None:
    """Set the threads of the OpenBLAS that numpy's wheels carry; another build keeps its own setting."""
    import numpy as np

    for library in Path(np.__file__).parent.parent.glob("numpy.libs/*openblas*"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(str(library)).scipy_openblas_set_num_threads64_(threads)
