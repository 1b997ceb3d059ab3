"""The drawing of each kind of chart on matplotlib's axes.

Colours are those of Okabe and Ito, told apart by colour-blind readers; dashes, markers and hatches tell series apart
without any colour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from common.formatting import cell_width
from tools.charts.record import Chart, Mark
from tools.charts.units import Scale, scale_of, short_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9")
"""Okabe and Ito's palette, beginning with what differs most in brightness."""

LINE: Final = "#52606d"

_DASHES: Final = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)))
_MARKERS: Final = ("o", "s", "^", "D", "v", "P")
_HATCHES: Final = ("", "////", "....", "\\\\\\\\", "xx", "++")

MOST_MARKERS: Final = 40
MOST_LABELLED: Final = 12
"""Bars with more categories are labelled at their ends only."""


def draw(axes: Axes, chart: Chart) -> None:
    """Draw the chart's values, without any title."""
    scale = y_scale(chart)
    match chart.kind:
        case "stacked_columns":
            _stacked(axes, chart, scale)
        case "columns":
            _columns(axes, chart, scale)
        case "lines":
            _lines(axes, chart, scale)
        case "ranges":
            _ranges(axes, chart, scale)


def _stacked(axes: Axes, chart: Chart, scale: Scale) -> None:
    places = range(len(chart.categories))
    below = [0.0] * len(chart.categories)
    for number, series in enumerate(chart.series):
        heights = _shown(series.values, scale)
        axes.bar(
            places, heights, bottom=below, width=0.78, label=series.name, color=COLOURS[number],
            hatch=_HATCHES[number], edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        below = [low + height for low, height in zip(below, heights, strict=True)]
    totals = [sum(values, Decimal(0)) for values in zip(*(s.values for s in chart.series), strict=True)]
    for place in _labelled(len(totals)):
        axes.annotate(
            short_text(totals[place], scale), (place, below[place]), (0, 3), textcoords="offset points",
            ha="center", fontsize=8.5,
        )  # fmt: skip
    _category_ticks(axes, chart)
    axes.set_ylim(0, max(below) * 1.1 or 1)


def _columns(axes: Axes, chart: Chart, scale: Scale) -> None:
    count = len(chart.series)
    width = 0.8 / count
    for number, series in enumerate(chart.series):
        places = [place + (number - (count - 1) / 2) * width for place in range(len(chart.categories))]
        heights = _shown(series.values, scale)
        axes.bar(
            places, heights, width=width * 0.94, label=series.name, color=COLOURS[number],
            hatch=_HATCHES[number], edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        for place, height, value in zip(places, heights, series.values, strict=True):
            if len(chart.categories) * count > 2 * MOST_LABELLED:
                break
            axes.annotate(
                short_text(value, scale), (place, height), (0, 3 if height >= 0 else -11),
                textcoords="offset points", ha="center", fontsize=8.5 if count < 4 else 7,
            )  # fmt: skip
    _category_ticks(axes, chart)
    axes.axhline(0, color=LINE, linewidth=0.8)
    axes.margins(y=0.14)


def _lines(axes: Axes, chart: Chart, scale: Scale) -> None:
    along = _shown(chart.positions, x_scale(chart))
    for number, series in enumerate(chart.series):
        heights = _shown(series.values, scale)
        axes.plot(
            along, heights, label=series.name, color=COLOURS[number], linestyle=_DASHES[number], linewidth=2,
            marker=_MARKERS[number] if len(along) <= MOST_MARKERS and not chart.marks else None, markersize=3.6,
        )  # fmt: skip
    if not chart.marks:
        for place in sorted({0, len(along) - 1}):
            _end_labels(axes, chart, scale, along, place)
    for number, mark in enumerate(chart.marks):
        _mark(axes, chart, scale, number, mark)
    axes.grid(visible=True)
    axes.set_axisbelow(True)
    axes.margins(x=0.09, y=0.14)
    if chart.x.unit in ("year", "month", "point"):
        from matplotlib.ticker import MaxNLocator

        ticks = MaxNLocator(integer=True, min_n_ticks=1).tick_values(along[0], along[-1])
        axes.set_xticks(sorted({along[0], *(tick for tick in ticks if along[0] < tick <= along[-1])}))


def _mark(axes: Axes, chart: Chart, scale: Scale, number: int, mark: Mark) -> None:
    """A point with its label where the first curve leaves room: above a peak, below a trough, else beside a slope."""
    x, y = float(x_scale(chart).shown(mark.x)), float(scale.shown(mark.y))
    before = [v for at, v in zip(chart.positions, chart.series[0].values, strict=True) if at < mark.x][-1:]
    after = [v for at, v in zip(chart.positions, chart.series[0].values, strict=True) if at > mark.x][:1]
    around = [*before, *after]
    if around and all(value <= mark.y for value in around):
        offset, across, up = (0, 11), "center", "bottom"
    elif around and all(value >= mark.y for value in around):
        offset, across, up = (0, -11), "center", "top"
    else:
        falls = (before or [mark.y])[0] > mark.y or (after or [mark.y])[0] < mark.y
        late = mark.x > chart.positions[0] + (chart.positions[-1] - chart.positions[0]) * 7 / 10
        across = "right" if late else "left"
        up = "bottom" if falls != late else "top"
        offset = (-9 if late else 9, 5 if up == "bottom" else -5)
    axes.plot([x], [y], marker="oD"[number % 2], color=COLOURS[3], markersize=8, linestyle="", zorder=5)
    axes.annotate(
        mark.label, (x, y), offset, textcoords="offset points", ha=across, va=up, fontsize=9.5,
        bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
    )  # fmt: skip


def _end_labels(axes: Axes, chart: Chart, scale: Scale, along: Sequence[float], place: int) -> None:
    """The value of each curve at one end, apart from each other where the curves meet."""
    first = place == 0
    low, high = _extent(chart, scale)
    gap = (high - low) * 0.05 or 1
    lowest = float("-inf")
    ends = sorted(
        {(float(scale.shown(series.values[place])), series.values[place]) for series in chart.series}
    )
    if first and len(ends) > 1 and ends[-1][0] - ends[0][0] < gap:
        return  # the curves begin at one point; where they end tells them apart
    for height, value in ends:
        at = max(height, lowest + gap)
        lowest = at
        axes.annotate(
            short_text(value, scale), (along[place], at), (-7 if first else 7, 0), textcoords="offset points",
            ha="right" if first else "left", va="center", fontsize=8.5,
        )  # fmt: skip


def _extent(chart: Chart, scale: Scale) -> tuple[float, float]:
    values = [float(scale.shown(value)) for series in chart.series for value in series.values]
    return min(values), max(values)


def _ranges(axes: Axes, chart: Chart, scale: Scale) -> None:
    lower, upper = (_shown(series.values, scale) for series in chart.series)
    places = range(len(chart.categories))
    widths = [high - low for low, high in zip(lower, upper, strict=True)]
    axes.barh(places, widths, left=lower, height=0.5, color=COLOURS[0], edgecolor="white")
    for place, (low, high) in enumerate(zip(lower, upper, strict=True)):
        limits = f"{low:g}–{high:g}{scale.unit}" if high else f"0{scale.unit}"
        detail = f"  {chart.details[place]}" if chart.details else ""
        if high > 62:  # no room at its right: above the bar, ending where the bar ends
            at, offset, across, up = (high, place - 0.28), (0, 3), "right", "bottom"
        else:
            at, offset, across, up = (high, place), (6, 0), "left", "center"
        axes.annotate(limits + detail, at, offset, textcoords="offset points", ha=across, va=up, fontsize=9)
    axes.set_yticks(list(places), list(chart.categories))
    axes.invert_yaxis()
    axes.set_xlim(0, 100 if scale.unit == "%" else None)
    axes.set_ylim(len(chart.categories) - 0.4, -0.7)
    axes.xaxis.grid(visible=True)
    axes.set_axisbelow(True)


def _category_ticks(axes: Axes, chart: Chart) -> None:
    names = list(chart.categories)
    if chart.details:
        narrow = max(map(cell_width, chart.details)) * len(names) > 100
        names = [
            "\n".join((name, *(re.split(r"(?<=[，,])\s*(?!\d)", detail) if narrow else (detail,))))
            for name, detail in zip(names, chart.details, strict=True)
        ]
        axes.tick_params(axis="x", labelsize=9)
    step = max(1, -(-len(names) // 20))
    shown = [place for place in range(len(names)) if place % step == 0]
    if step > 1:
        shown = [place for place in range(len(names)) if place == 0 or (place + 1) % 5 == 0]
    axes.set_xticks(shown, [names[place] for place in shown], linespacing=1.3)
    if not chart.details and sum(cell_width(names[place]) for place in shown) > 80:
        for label in axes.get_xticklabels():
            label.set(rotation=20, ha="right", fontsize=8)
    axes.yaxis.grid(visible=True)
    axes.set_axisbelow(True)


def _labelled(count: int) -> Sequence[int]:
    return range(count) if count <= MOST_LABELLED else (0, count // 2, count - 1)


def _shown(values: Sequence[Decimal], scale: Scale) -> list[float]:
    return [float(scale.shown(value)) for value in values]


def y_scale(chart: Chart) -> Scale:
    """The scale of the values."""
    values: list[Decimal] = [value for series in chart.series for value in series.values]
    if chart.kind == "stacked_columns":
        values = [sum(stack, Decimal(0)) for stack in zip(*(s.values for s in chart.series), strict=True)]
    return scale_of(chart.y, values, chart.language)


def x_scale(chart: Chart) -> Scale:
    """The scale of the positions."""
    return scale_of(chart.x, chart.positions, chart.language)
