"""Charts of tool results: data first (``charts_of``), then as SVG or PNG (``svg``, ``png``, ``save_charts``).

A host draws a turn with ``charts_of(reply.tool_calls, reply.language)``.
"""

from __future__ import annotations

from tools.charts.files import save_charts
from tools.charts.pictures import described, png, svg
from tools.charts.record import Axis, Chart, Kind, Mark, Series, Source, Unit
from tools.charts.registry import ChartBuilder, Drawn, charted_tools, charts_of

__all__ = [
    "Axis",
    "Chart",
    "ChartBuilder",
    "Drawn",
    "Kind",
    "Mark",
    "Series",
    "Source",
    "Unit",
    "charted_tools",
    "charts_of",
    "described",
    "png",
    "save_charts",
    "svg",
]
