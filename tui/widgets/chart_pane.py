"""The chart of the last answer that has one, beside the conversation; where there is little room, in its place."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from common.language import Language
from tools.charts.record import Chart
from tui.drawing import LEAST_HEIGHT, axis_line, drawn, fixed_height, legend
from tui.texts import text

LOW = 22
"""With fewer rows than these the drawing comes first: the answer has said what the summary would say."""


class ChartPane(VerticalScroll):
    """Shows one chart at a time. The words of a chart are in the language of the answer it belongs to."""

    def __init__(self, language: Language) -> None:
        super().__init__(id="chart-pane")
        self._language = language
        self._charts: tuple[Chart, ...] = ()
        self._at = 0
        self._head = Static(classes="chart-head")
        self._plot = Static(classes="chart-plot")
        self._foot = Static(classes="chart-foot")

    def compose(self) -> ComposeResult:
        yield self._head
        yield self._plot
        yield self._foot

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts at hand."""
        return self._charts

    def show(self, charts: Sequence[Chart]) -> None:
        """These are the charts now, the first one in view."""
        self._charts, self._at = tuple(charts), 0
        self._draw()

    def next(self) -> bool:
        """Turn to the next chart; False, and back to the first one, after the last."""
        self._at = (self._at + 1) % max(len(self._charts), 1)
        self._draw()
        return self._at != 0

    def speak(self, language: Language) -> None:
        """Change the language of the labels."""
        self._language = language
        self._draw()

    def on_resize(self, event: Resize) -> None:
        """Draw anew for the room there is."""
        self._draw()

    def _draw(self) -> None:
        if not self._charts or not self.size.width:
            return
        say = self._language
        chart = self._charts[self._at]
        several = len(self._charts) > 1
        count = text("chart_count", say, at=self._at + 1, count=len(self._charts)) if several else ""
        self.border_title = text("chart", say) + count
        self.border_subtitle = text("chart_keys_several" if several else "chart_keys", say)
        low = self.size.height < LOW
        told = () if low else ("\n", (chart.summary, "$text-muted"), "\n")
        self._head.update(
            Content.assemble((chart.title, "bold"), *told, "\n", (axis_line(chart), "$text-muted"))
        )
        source = f"{chart.source.tool} · {chart.source.version} · {chart.source.convention}"
        named = legend(chart)
        notes = (" · " if low else "\n").join(chart.notes)
        below: list[Content | tuple[str, str] | str] = [named, "\n" if low else "\n\n"] if named.plain else []
        below += [notes] if low else [notes, "\n", (source, "$text-muted")]
        self._foot.update(Content.assemble(*below))
        self._plot.styles.height = fixed_height(chart) or LEAST_HEIGHT
        self.scroll_home(animate=False)
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        """Give the drawing the room that head and foot leave, and draw it."""
        if not self._charts:
            return
        chart = self._charts[self._at]
        taken = sum(part.outer_size.height + part.styles.margin.height for part in (self._head, self._foot))
        width, left = self._plot.size.width, self.scrollable_content_region.height - taken
        height = fixed_height(chart) or min(max(left, LEAST_HEIGHT), width // 2)
        self._plot.styles.height = height
        self._plot.update(drawn(chart, width, height))
