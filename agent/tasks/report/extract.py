"""The figures of a pasted report: name, period, value in one unit, and the words they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common.language import Language
from tools.base import to_json
from tools.extract_figures import ReportFigure, ReportFigures

_TEN_THOUSAND, _HUNDRED_MILLION = Decimal(10) ** 4, Decimal(10) ** 8
_MILLION, _BILLION = Decimal(10) ** 6, Decimal(10) ** 9


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
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("extract_figures", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """One line a figure, then what was asked for and is not there."""
        assert isinstance(slots, ReportSlots)
        report = result_of(runs[0], ReportFigures)
        telling = Telling(self, scene.language)
        steps: list[Step] = []
        facts: list[Fact] = []
        if report.figures:
            scale = _scale(report.figures, scene.language)
            count = telling.fact("count", len(report.figures), str(len(report.figures)))
            facts.append(count)
            steps.append(telling.step("asked", "asked", facts))
            for number, figure in enumerate(report.figures, start=1):
                value = shown(figure, scale, scene.language)
                label = f"{number}. {figure.name}"
                facts.append(
                    Fact(id=f"figure_{number}", label=label, value=to_json(figure.value), text=value)
                )
                steps.append(_line(telling, number, figure, value))
        else:
            steps.append(telling.step("result", "nothing_of_that" if report.found else "nothing"))
        if report.missing:
            separator = "、" if scene.language == "zh" else ", "
            steps.append(telling.step("mind", "missing", names=separator.join(report.missing)))
        if report.figures:
            steps.append(telling.step("mind", "mind"))
        return Outline(
            facts=tuple(facts),
            steps=tuple(steps),
            evidence=(slots.passage, *(step.text for step in steps)),
            rewordable=False,
        )


def _line(telling: Telling, number: int, figure: ReportFigure, value: str) -> Step:
    name = telling.say(f"name_{figure.role}", name=figure.name)
    if figure.against is not None:
        name = telling.say("name_against", name=figure.name, against=figure.against)
    period = telling.say("period", period=figure.period) if figure.period else ""
    values = {"number": str(number), "name": name, "period": period, "value": value, "words": figure.text}
    return Step(kind="result", text=telling.say("line", **values))


def _scale(figures: Sequence[ReportFigure], language: Language) -> tuple[Decimal, str]:
    """The one unit all sums of money are told in: the largest that the largest sum fills."""
    sums = [abs(figure.value) for figure in figures if figure.unit == "CNY"]
    largest = max(sums, default=Decimal(0))
    if language == "zh":
        if largest >= _HUNDRED_MILLION:
            return _HUNDRED_MILLION, "亿元"
        return (_TEN_THOUSAND, "万元") if largest >= _TEN_THOUSAND else (Decimal(1), "元")
    if largest >= _BILLION:
        return _BILLION, " billion"
    return (_MILLION, " million") if largest >= _MILLION else (Decimal(1), "")


def shown(figure: ReportFigure, scale: tuple[Decimal, str], language: Language) -> str:
    """The value in its unit; a change carries its sign. Money below a ten-thousandth of the unit stays in yuan."""
    value, unit = figure.value, figure.unit or ""
    divisor, name = scale
    if unit == "CNY":
        if divisor > 1 and abs(value) * _TEN_THOUSAND < divisor:
            divisor, name = Decimal(1), "元" if language == "zh" else ""
        digits = _plain((value / divisor).normalize(), signed=figure.role == "change")
        if language == "zh":
            return f"{digits}{name}"
        sign, rest = (digits[0], digits[1:]) if digits[0] in "+-" else ("", digits)
        return f"{sign}RMB {rest}{name}"
    kept = value if unit == "%" else value.normalize()  # a share keeps the digits it was written with
    digits = _plain(kept, signed=figure.role == "change")
    gap = "" if unit in ("%", "bp") or language == "zh" else " "
    return f"{digits}{gap}{unit}"


def _plain(value: Decimal, *, signed: bool) -> str:
    places = max(0, -int(value.as_tuple().exponent))
    return f"{value:+,.{places}f}" if signed else f"{value:,.{places}f}"
