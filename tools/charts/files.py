"""Charts written to files: SVG or PNG, by the ending of the name. A file that exists is not overwritten."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from common.language import Language
from tools.charts.record import Chart
from tools.messages import user_error

ENDINGS: Final = (".svg", ".png")


def save_charts(charts: Sequence[Chart], file: Path, language: Language) -> tuple[Path, ...]:
    """Write each chart and return the full paths: ``file``, then ``file`` with ``-2``, ``-3`` … before its ending.

    Messages are in ``language``. Raises:
        UserError: ``E_CHART`` where there is no chart, the ending is another, a file exists already or cannot be
            written, or (PNG) no font has the characters.
    """
    from tools.charts.pictures import png, svg

    path = Path(file).expanduser().absolute()
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise user_error("E_CHART", language, case="ending", name=path.name)
    if not charts:
        raise user_error("E_CHART", language, case="nothing")
    paths = tuple(_numbered(path, number) for number in range(1, len(charts) + 1))
    for each in paths:
        if each.exists():
            raise user_error("E_CHART", language, case="exists", path=each)
    contents = [svg(chart).encode() if ending == ".svg" else png(chart) for chart in charts]
    for each, content in zip(paths, contents, strict=True):
        _write(each, content, language)
    return paths


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")


def _write(path: Path, content: bytes, language: Language) -> None:
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
        raise user_error("E_CHART", language, case="exists", path=path) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise user_error("E_CHART", language, case="unwritable", path=path, why=why) from error
