"""Figures out of a report: each with its name, the time it is of, its value in one unit, and its place.

Money is given in yuan (or its own currency), shares in percent, percentage points and basis points alike in
basis points; a change that goes down is negative. Names and times are the report's own words
(``reports/words.yaml`` says how reports word them); nothing is computed from one figure to another. Long reports
are read in windows, which changes nothing in what is found (``reports/reading.py``).
"""

from __future__ import annotations

from pydantic import Field

from common.language import Bilingual
from tools.attached import LONGEST, document_of
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.reports.reading import read_figures
from tools.reports.records import ReportFigure, Role
from tools.reports.words import same_figure

__all__ = ["TOOL", "FigureArguments", "ReportFigure", "ReportFigures", "Role", "extract_figures"]

MOST = 5000
"""Figures of a result: those of an annual report."""


class FigureArguments(ToolArguments):
    """``passage``: the report's words as pasted, or ``document``: the name of the document at hand.

    ``metrics``: only figures of these names (or aliases). ``most``: how many figures the result holds at most.
    """

    passage: str | None = Field(None, min_length=1, max_length=LONGEST)
    document: str | None = None
    metrics: tuple[str, ...] = Field((), max_length=40)
    most: int = Field(MOST, ge=1, le=MOST)


class ReportFigures(ToolResult):
    """The figures in their order; ``missing`` are the names asked for of which the report has none."""

    figures: tuple[ReportFigure, ...]
    missing: tuple[str, ...] = ()
    found: int = Field(description="figures of the whole report, whatever was asked for")
    matched: int = Field(0, description="figures of the names asked for; `figures` holds the first of them")
    document: str | None = Field(None, description="the document's name, where it was one")
    notes: tuple[str, ...] = Field((), description="what of the document could not be read")


def extract_figures(arguments: FigureArguments, context: ToolContext) -> ReportFigures:
    """The figures of the report, each sentence in its own language; an empty list when it holds none."""
    document = document_of(arguments.passage, arguments.document, context)
    found = list(read_figures(document, progress=context.progress))
    wanted = tuple(dict.fromkeys(name.strip() for name in arguments.metrics if name.strip()))
    kept = [one for one in found if not wanted or any(same_figure(one.name, name) for name in wanted)]
    return ReportFigures(
        convention="money in yuan, shares in percent, percentage points in basis points",
        version="extract_figures/2",
        figures=tuple(kept[: arguments.most]),
        missing=tuple(name for name in wanted if not any(same_figure(one.name, name) for one in found)),
        found=len(found),
        matched=len(kept),
        document=document.name or None,
        notes=document.notes,
    )


TOOL = Tool(
    name="extract_figures",
    description=Bilingual(
        zh="从一段报告文字或一份文件中提取数据：名称、期间、数值、统一后的单位和原文位置，表格也读。",
        en="Takes the figures out of a report's words, tables too: name, period, value, one unit, and their place.",
    ),
    arguments=FigureArguments,
    result=ReportFigures,
    run=extract_figures,
)
