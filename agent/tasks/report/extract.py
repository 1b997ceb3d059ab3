"""The figures of a pasted report: name, period, value in one unit, and the words they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common.language import Language
from tools.base import to_json
from tools.extract_figures import ReportFigure, ReportFigures
from tools.reports.show import Scale, scale_of, shown

KEPT: Final = 500
"""Figures of a reply; all of them are for an export."""
SHOWN: Final = 30
"""Figures told in an answer."""


class ReportSlots(TaskSlots):
    """The report's words, and the names of the figures wanted; without names, all of them."""

    passage: Annotated[str, Slot("text", document=True)]
    metrics: Annotated[tuple[str, ...] | None, Slot("series", items="name", code="E_SERIES")] = None


class ExtractReport(Task):
    """A table of what the report says; nothing is worked out from it."""

    intent = "report.extract"
    Slots = ReportSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One reading of the passage."""
        assert isinstance(slots, ReportSlots)
        args: dict[str, JsonValue] = (
            {"document": slots.passage, "most": KEPT}
            if slots.passage == scene.document
            else {"passage": slots.passage}
        )
        if slots.metrics is not None:
            args["metrics"] = list(slots.metrics)
        return (Call("extract_figures", args),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """One line a figure, then what was asked for and is not there."""
        assert isinstance(slots, ReportSlots)
        report = result_of(runs[0], ReportFigures)
        telling = Telling(self, scene.language)
        steps: list[Step] = []
        facts: list[Fact] = []
        scale = scale_of(report.figures, scene.language)
        told = _distinct(report.figures, scale, scene.language)[:SHOWN]
        more = report.matched - len(told)
        if told:
            facts = [
                telling.fact("count", report.matched, f"{report.matched:,}"),
                telling.fact("told", len(told), str(len(told))),
                telling.fact("more", more, f"{more:,}"),
            ]
            opening = ("document" if report.document else "asked") + ("_long" if more else "")
            steps.append(telling.step("asked", opening, facts, document=report.document or ""))
            for number, figure in enumerate(told, start=1):
                value = shown(figure, scale, scene.language)
                label = f"{number}. {figure.name}"
                facts.append(
                    Fact(id=f"figure_{number}", label=label, value=to_json(figure.value), text=value)
                )
                facts += _surroundings(number, label, figure)
                steps.append(_line(telling, number, figure, value))
        else:
            steps.append(telling.step("result", "nothing_of_that" if report.found else "nothing"))
        if more > 0:
            steps.append(telling.step("result", "rest", facts))
        if report.missing:
            separator = "、" if scene.language == "zh" else ", "
            steps.append(telling.step("mind", "missing", names=separator.join(report.missing)))
        steps += [Step(kind="mind", text=note) for note in report.notes]
        if told:
            steps.append(telling.step("mind", "mind"))
        words = slots.passage if report.document is None else "\n".join(figure.text for figure in told)
        return Outline(
            facts=tuple(facts),
            steps=tuple(steps),
            evidence=(words, *(step.text for step in steps)),
            rewordable=False,
        )


def _surroundings(number: int, label: str, figure: ReportFigure) -> list[Fact]:
    """A bare year (a column headed 2025) belongs to the figure it stands beside."""
    if figure.period is None or not figure.period.isdigit():
        return []
    year = int(figure.period)
    return [Fact(id=f"period_{number}", label=label, value=year, text=figure.period)]


def _distinct(figures: Sequence[ReportFigure], scale: Scale, language: Language) -> list[ReportFigure]:
    """The figures, each statement once: what a page says twice is one line of an answer."""
    seen: dict[tuple[object, ...], ReportFigure] = {}
    for figure in figures:
        place = figure.place.said(language) if figure.place is not None else ""
        said = (figure.name, figure.role, figure.period, figure.against, figure.text, place)
        seen.setdefault((*said, shown(figure, scale, language)), figure)
    return list(seen.values())


def _line(telling: Telling, number: int, figure: ReportFigure, value: str) -> Step:
    name = telling.say(f"name_{figure.role}", name=figure.name)
    if figure.against is not None:
        name = telling.say("name_against", name=figure.name, against=figure.against)
    period = telling.say("period", period=figure.period) if figure.period else ""
    values = {"number": str(number), "name": name, "period": period, "value": value, "words": figure.text}
    if figure.place is None:
        return Step(kind="result", text=telling.say("line", **values))
    place = figure.place.said(telling.language)
    return Step(kind="result", text=telling.say("line_placed", place=place, **values))
