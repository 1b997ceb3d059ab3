"""The fonts of a picture: one that has every character of the chart, or a clear refusal; never empty boxes.

Noto Sans SC comes with the package ``pylopdf-fonts-zh-cn`` (OFL), so that Chinese is right on a machine without any
Chinese font. Where a bank leaves the package out, a font of the machine that has the characters takes its place.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from common.language import Language
from tools.messages import user_error

PACKAGE: Final = "pylopdf_fonts_zh_cn"
FILE: Final = "NotoSansSC-Regular.otf"

READER_FAMILIES: Final = (
    "Noto Sans SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Arial",
    "sans-serif",
)
"""An SVG keeps its text as text; these are what a reader's machine may have to set it in."""

_MACHINE_FAMILIES: Final = (*READER_FAMILIES[1:-2], "SimHei", "Heiti SC", "STHeiti", "Arial Unicode MS")
_LATIN: Final = "DejaVu Sans"
"""Comes with matplotlib itself."""


def font_for(text: Iterable[str], language: Language) -> str:
    """The family of a font that has every character of ``text``; UserError ``E_CHART`` where there is none."""
    wanted = {character for line in text for character in line if not character.isspace()}
    missing = wanted
    for family, file in _fonts():
        lacking = wanted - _characters(file)
        if not lacking:
            return family
        missing = min(missing, lacking, key=len)
    shown = "".join(sorted(missing)[:8])
    raise user_error("E_CHART", language, case="font", characters=shown, package=PACKAGE.replace("_", "-"))


def layout_font() -> str:
    """The family an SVG is laid out with; its text is set by the reader's machine."""
    return _fonts()[0][0]


@cache
def _fonts() -> tuple[tuple[str, str], ...]:
    """Family and file of each font at hand, the packaged one first."""
    from matplotlib.font_manager import FontProperties, fontManager

    found: list[tuple[str, str]] = []
    packaged = _packaged()
    if packaged is not None:
        fontManager.addfont(packaged)
        found.append((FontProperties(fname=packaged).get_name(), str(packaged)))
    by_family = {entry.name: entry.fname for entry in fontManager.ttflist}
    found += [(name, by_family[name]) for name in (*_MACHINE_FAMILIES, _LATIN) if name in by_family]
    return tuple(dict.fromkeys(found))


def _packaged() -> Path | None:
    try:
        module = importlib.import_module(PACKAGE)
    except ImportError:
        return None
    file = Path(str(module.__file__)).with_name(FILE)
    return file if file.is_file() else None


@cache
def _characters(file: str) -> frozenset[str]:
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(file).get_charmap()))
