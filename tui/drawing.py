"""A chart in a terminal: curves and stacked columns by plotext, other bars row by row.

plotext counts every character as one cell, so it is given figures only; all words are set here, Chinese counted as two
cells. Each series has a character of its own, so that nothing is told by colour alone.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from textual.content import Content

from common.formatting import cell_width
from tools.charts.plots import x_scale, y_scale
from tools.charts.record import Chart
from tools.charts.units import Scale, axis_title, short_text

if TYPE_CHECKING:
    from textual_plotext import Plot

Piece = tuple[str, str] | str

STYLES = ("$primary", "$accent", "$success", "$secondary", "$warning", "$error")
CURVES = ("•", "+", "x", "o", "#", "*")
FILLS = ("█", "░", "▓", "▒", "#", "*")
MARKS = "ABCDEFGH"

LEAST_WIDTH, LEAST_HEIGHT = 30, 9


def fixed_height(chart: Chart) -> int | None:
    """The rows a chart of bars takes; ``None`` for one that fills the room it is given."""
    if chart.kind == "ranges":
        return 3 * len(chart.categories) + 1
    if chart.kind == "columns":
        return len(chart.categories) * (len(chart.series) + 2) - 1
    return None


def legend(chart: Chart) -> Content:
    """The character and the name of each series and each mark."""
    signs = CURVES if chart.kind == "lines" else FILLS
    pieces: list[Piece] = []
    if len(chart.series) > 1 and chart.kind != "ranges":
        for number, series in enumerate(chart.series):
            pieces += [(signs[number] * 2, STYLES[number]), f" {series.name}   "]
    for number, mark in enumerate(chart.marks):
        pieces += ["\n" if pieces else "", (MARKS[number], "bold $error"), f" {mark.label}"]
    return Content.assemble(*pieces)


def drawn(chart: Chart, width: int, height: int) -> Content:
    """The drawing in ``width`` × ``height`` cells, without title and legend."""
    width = max(width, LEAST_WIDTH)
    if chart.kind in ("ranges", "columns"):
        lines = _ranges(chart, width) if chart.kind == "ranges" else _rows(chart, width)
        return Content("\n").join(Content.assemble(*line) for line in lines)
    return _canvas(chart, width, max(height, LEAST_HEIGHT))


def axis_line(chart: Chart) -> str:
    """What the axes show: the values, then what they run along."""
    values = axis_title(chart.y, y_scale(chart), chart.language)
    along = axis_title(chart.x, x_scale(chart), chart.language)
    return f"↑ {values}   → {along}" if chart.kind in ("lines", "stacked_columns") else values


def _canvas(chart: Chart, width: int, height: int) -> Content:
    """Drawn by plotext without colour; each series' own character is then given its colour."""
    from textual_plotext import Plot

    plot = Plot()
    # The room is the widget's, which plotext cannot know: without a terminal it takes 80 columns for granted.
    plot._limit_size(False, False)  # type: ignore[attr-defined]
    plot.plotsize(width, height)
    plot.yfrequency(max(3, height // 3))
    signs = _plot_curves(plot, chart) if chart.kind == "lines" else _plot_stack(plot, chart, width)
    pieces: list[Piece] = []
    for line in plot.uncolorize(plot.build()).rstrip("\n").split("\n"):
        frame, _, rest = line.partition("┤") if "┤" in line else line.partition("│")
        inside = bool(rest)
        if not inside:
            pieces += [(line.rstrip(), "$text-muted"), "\n"]
            continue
        edge = line[len(frame)]
        pieces.append((frame + edge, "$text-muted"))
        for sign in rest:
            pieces.append((sign, signs.get(sign, "$text-muted")))
        pieces.append("\n")
    return Content.assemble(*pieces[:-1])


def _plot_curves(plot: Plot, chart: Chart) -> dict[str, str]:
    along, scale = x_scale(chart), y_scale(chart)
    xs = [float(along.shown(at)) for at in chart.positions]
    signs: dict[str, str] = {}
    for number, series in enumerate(chart.series):
        plot.plot(xs, [float(scale.shown(v)) for v in series.values], marker=CURVES[number])
        signs[CURVES[number]] = STYLES[number]
    for number, mark in enumerate(chart.marks):
        plot.scatter([float(along.shown(mark.x))], [float(scale.shown(mark.y))], marker=MARKS[number])
        signs[MARKS[number]] = "bold $error"
    ticks = _ticks(chart)
    plot.xticks([float(along.shown(at)) for at in ticks], [short_text(at, along) for at in ticks])
    return signs


def _plot_stack(plot: Plot, chart: Chart, width: int) -> dict[str, str]:
    scale = y_scale(chart)
    count = len(chart.categories)
    places = [float(place) for place in range(1, count + 1)]
    tops = [Decimal(0)] * count
    layers: list[list[float]] = []
    for series in chart.series:
        tops = [top + value for top, value in zip(tops, series.values, strict=True)]
        layers.append([float(scale.shown(top)) for top in tops])
    # The whole column first, then the lower parts over it.
    for number in reversed(range(len(layers))):
        plot.bar(places, layers[number], marker=FILLS[number], width=0.8 if count * 3 < width else 1)
    step = 1 if count * 4 < width else 5
    shown = [place for place in range(1, count + 1) if place == 1 or place % step == 0]
    plot.xticks([float(place) for place in shown], [chart.categories[place - 1] for place in shown])
    return dict(zip(FILLS, STYLES[: len(chart.series)], strict=False))


def _ticks(chart: Chart, most: int = 6) -> list[Decimal]:
    """About ``most`` of the positions, the first and the last among them."""
    places, last = chart.positions, len(chart.positions) - 1
    if last < most:
        return list(places)
    return [places[round(last * step / (most - 1))] for step in range(most)]


def _rows(chart: Chart, width: int) -> list[list[Piece]]:
    """A heading a category, below it a bar a series with its value; bars begin at a common zero."""
    scale = y_scale(chart)
    texts = [[short_text(v, scale) for v in series.values] for series in chart.series]
    room = max(cell_width(text) for line in texts for text in line) + 1
    values = [value for series in chart.series for value in series.values]
    low, high = min(Decimal(0), *values), max(Decimal(0), *values)
    cells = width - room - 1
    rows: list[list[Piece]] = []
    for place, category in enumerate(chart.categories):
        detail = f"  {chart.details[place]}" if chart.details else ""
        rows.append([(category, "bold"), (detail, "$text-muted")])
        for number, series in enumerate(chart.series):
            bar = _bar(series.values[place], low, high, cells, FILLS[number])
            rows.append([(bar, STYLES[number]), f" {texts[number][place]}"])
        rows.append([""])
    return rows[:-1]


def _bar(value: Decimal, low: Decimal, high: Decimal, cells: int, sign: str) -> str:
    """A bar from zero to ``value`` on a line that runs from ``low`` to ``high``; at least a cell unless it is zero."""
    span = high - low or Decimal(1)
    zero, end = (round((at - low) / span * cells) for at in (Decimal(0), value))
    if zero == end and value:
        zero, end = (zero, zero + 1) if value > 0 and zero < cells else (zero - 1, zero)
    first, last = sorted((zero, end))
    return " " * first + sign * (last - first)


def _ranges(chart: Chart, width: int) -> list[list[Piece]]:
    """A heading a category with its limits, below it the bar between them."""
    scale = y_scale(chart)
    lower, upper = chart.series
    whole = scale.divisor * 100 if scale.unit == "%" else max(upper.values) or Decimal(1)
    rows: list[list[Piece]] = []
    for place, category in enumerate(chart.categories):
        low, high = lower.values[place], upper.values[place]
        detail = f"  {chart.details[place]}" if chart.details else ""
        rows.append(
            [(category, "bold"), (f"  {_limits(low, high, scale)}", "$text-primary"), (detail, "$text-muted")]
        )
        first, last = (round(at / whole * width) for at in (low, high))
        rows.append(
            [("·" * first, "$text-disabled"), (FILLS[0] * (last - first), STYLES[0]),
             ("·" * (width - last), "$text-disabled")]
        )  # fmt: skip
        rows.append([""])
    full = f"{short_text(whole, scale)}{scale.unit}"
    rows.append([(f"0{' ' * (width - 1 - cell_width(full))}{full}", "$text-muted")])
    return rows


def _limits(low: Decimal, high: Decimal, scale: Scale) -> str:
    if low == high:
        return f"{short_text(high, scale)}{scale.unit}"
    return f"{short_text(low, scale)}–{short_text(high, scale)}{scale.unit}"
