"""Files the assistant makes for its users: new ones only, whole or not at all."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Literal

from common.language import Language
from tools.messages import user_error


def write_new(path: Path, content: bytes, code: Literal["E_EXPORT", "E_CHART"], language: Language) -> None:
    """Write ``content`` to ``path``.

    Raises:
        UserError: ``code`` where the file exists already, or cannot be written.
    """
    try:
        # "x": a file that has appeared meanwhile is not overwritten either.
        with path.open("xb") as out:
            try:
                out.write(content)
            except OSError:
                with contextlib.suppress(OSError):
                    path.unlink()
                raise
    except FileExistsError as error:
        raise user_error(code, language, case="exists", path=path) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise user_error(code, language, case="unwritable", path=path, why=why) from error
