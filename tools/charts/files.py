"""Charts written to files: SVG or PNG, by the ending of the name. A file that exists is not overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from common.language import Language
from tools.charts.record import Chart
from tools.messages import user_error
from tools.new_file import write_new

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
        write_new(each, content, "E_CHART", language)
    return paths


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
