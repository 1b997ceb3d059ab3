"""A chart as SVG or PNG, by matplotlib.

The same chart gives the same bytes with the same version of matplotlib. An SVG has its title, its summary and all its
values as text for screen readers.
"""

from __future__ import annotations

import io
import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from common.formatting import cell_width
from common.language import Language
from tools.charts.fonts import READER_FAMILIES, font_for, layout_font
from tools.charts.plots import draw, x_scale, y_scale
from tools.charts.record import Chart
from tools.charts.units import Scale, axis_title, table_lines, value_text, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _MUTED, _GRID = "#1f2933", "#52606d", "#d9dee3"

INCHES: Final = (8.6, 5.0)
DOTS_PER_INCH: Final = 150
_SUMMARY_CELLS: Final[dict[Language, int]] = {"zh": 116, "en": 132}
"""How much of a summary fits into a line, a Chinese character counted as two."""

_drawing = threading.Lock()
"""matplotlib's settings are one for the process."""


def svg(chart: Chart) -> str:
    """The chart as an SVG document; its text stays text, in the fonts of whoever opens it."""
    with _drawing, _style(layout_font()):
        figure = _figure(chart)
        out = io.StringIO()
        with warnings.catch_warnings():
            # The reader's font sets the text, so a character that this one lacks does not matter.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "TellerGraph"})
        return _accessible(_for_readers(out.getvalue(), layout_font()), chart)


def png(chart: Chart) -> bytes:
    """The chart as a PNG; UserError ``E_CHART`` where no font of this machine has all its characters."""
    family = font_for(texts_of(chart), chart.language)
    with _drawing, _style(family):
        out = io.BytesIO()
        _figure(chart).savefig(out, format="png", dpi=DOTS_PER_INCH, metadata={"Software": "TellerGraph"})
        return out.getvalue()


def texts_of(chart: Chart) -> tuple[str, ...]:
    """Everything that is written into the picture."""
    return (
        chart.title,
        chart.summary,
        chart.x.label,
        chart.y.label,
        *chart.categories,
        *chart.details,
        *(series.name for series in chart.series),
        *(mark.label for mark in chart.marks),
        *chart.notes,
        axis_title(chart.y, y_scale(chart), chart.language),
        axis_title(chart.x, x_scale(chart), chart.language),
        _source(chart),
    )


def described(chart: Chart) -> str:
    """Summary, notes, source and every value, for readers who cannot see the picture."""
    language = chart.language
    places = chart.categories or [value_text(at, chart.x, language) for at in chart.positions]
    if chart.details:
        places = [f"{name} ({detail})" for name, detail in zip(chart.categories, chart.details, strict=True)]
    table = table_lines(
        places,
        (
            (series.name, [value_text(value, chart.y, language) for value in series.values])
            for series in chart.series
        ),
    )
    marks = [mark.label for mark in chart.marks]
    return "\n".join((chart.summary, *marks, *table, *chart.notes, _source(chart)))


@contextmanager
def _style(family: str) -> Iterator[None]:
    from matplotlib import rc_context

    with rc_context(
        {
            "font.family": [family, "DejaVu Sans"],
            "font.size": 10,
            "axes.unicode_minus": False,
            "axes.edgecolor": _MUTED,
            "axes.labelcolor": _MUTED,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": False,
            "grid.color": _GRID,
            "grid.linewidth": 0.8,
            "hatch.linewidth": 0.7,
            "text.color": _INK,
            "text.parse_math": False,
            "xtick.color": _MUTED,
            "ytick.color": _MUTED,
            "legend.frameon": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "tellergraph",
        }
    ):
        yield


def _figure(chart: Chart) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, facecolor="white")
    axes = figure.add_axes((0.1, 0.2, 0.86, 0.575))
    draw(axes, chart)
    _words(figure, axes, chart, y_scale(chart))
    return figure


def _words(figure: Figure, axes: Axes, chart: Chart, scale: Scale) -> None:
    """Title, summary, axis titles, legend, notes and source, each at its place around the drawing."""
    from matplotlib.ticker import FuncFormatter

    figure.text(0.035, 0.955, chart.title, fontsize=14, fontweight="normal", va="center")
    for number, line in enumerate(_wrapped(chart)):
        figure.text(0.035, 0.905 - number * 0.042, line, fontsize=9, color=_MUTED, va="center")
    shown = axis_title(chart.y, scale, chart.language)
    across = chart.kind == "ranges"
    values = axes.xaxis if across else axes.yaxis
    values.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    if across:
        axes.set_xlabel(shown)
        left = 0.05 + 0.0095 * max(map(cell_width, chart.categories))
        axes.set_position((left, 0.2, 0.96 - left, 0.6))
    else:
        axes.set_ylabel(shown)
        axes.set_xlabel(axis_title(chart.x, x_scale(chart), chart.language))
    if len(chart.series) > 1 and not across:
        axes.legend(
            loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(chart.series), 4), fontsize=9,
            borderaxespad=0.3,
        )  # fmt: skip
    figure.text(0.035, 0.055, " · ".join(chart.notes), fontsize=8.5, va="center")
    figure.text(0.035, 0.022, _source(chart), fontsize=7, color=_MUTED, va="center")


def _wrapped(chart: Chart) -> list[str]:
    """The summary in two lines at most; a longer one loses its end, which the description of an SVG keeps."""
    lines, line = [], ""
    for piece in re.findall(r"[^\s。；，]+[\s。；，]*|\s+", chart.summary):
        if line and cell_width(line + piece.rstrip()) > _SUMMARY_CELLS[chart.language]:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    return lines if len(lines) <= 2 else [lines[0], lines[1].rstrip("。；;，,") + " …"]


def _source(chart: Chart) -> str:
    source = chart.source
    return words(
        "source_line", chart.language, tool=source.tool, version=source.version, convention=source.convention
    )


def _for_readers(document: str, family: str) -> str:
    """Name the fonts a reader's machine may have instead of the one the layout was made with."""
    listed = ", ".join(name if name == "sans-serif" else f"'{name}'" for name in READER_FAMILIES)
    quoted = re.escape(family)
    return re.sub(rf"'{quoted}'(?:, '[^']+')*(?:, sans-serif)?|(?<=px ){quoted}", listed, document)


def _accessible(document: str, chart: Chart) -> str:
    """Give the drawing its role, its name and its description."""
    opening = re.search(r"<svg\b[^>]*>", document)
    if opening is None:
        raise ValueError("matplotlib wrote no svg element")
    head = (
        f'{opening[0][:-1]} role="img" aria-labelledby="chart-title chart-description" '
        f'xml:lang="{"zh-CN" if chart.language == "zh" else "en"}">\n'
        f'<title id="chart-title">{escape(chart.title)}</title>\n'
        f'<desc id="chart-description">{escape(described(chart))}</desc>'
    )
    return document[: opening.start()] + head + document[opening.end() :]
