"""Chart builders by tool: the built-in ones, and those other packages register under ``tellergraph.charts``.

A builder is given the calls of its tool in one turn and says which charts they make. It computes no figure of its own:
what a result lacks (the points of a curve) comes from the tool's own functions.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from common.errors import ConfigurationError
from common.language import Language
from tools.base import ToolResult, ToolRun
from tools.charts.record import Chart
from tools.messages import user_error

ENTRY_POINTS = "tellergraph.charts"

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "allocate": "tools.charts.allocation:BUILDER",
        "amortise": "tools.charts.amortisation:BUILDER",
        "bond_risk": "tools.charts.bond_price:RISK_BUILDER",
        "bond_yield": "tools.charts.bond_price:YIELD_BUILDER",
        "dca_scenarios": "tools.charts.regular_investing:BUILDER",
        "fund_metrics": "tools.charts.fund_values:BUILDER",
        "nim_effect": "tools.charts.margin:BUILDER",
        "prepay": "tools.charts.prepayment:BUILDER",
    }
)

A = TypeVar("A", bound=BaseModel)
R = TypeVar("R", bound=ToolResult)


@dataclass(frozen=True)
class Drawn(Generic[A, R]):
    """A call that is drawn: what was asked, and what came out."""

    arguments: A
    result: R


@dataclass(frozen=True)
class ChartBuilder(Generic[A, R]):
    """What draws a tool's results. ``build`` may return no chart where there is nothing to see.

    ``arguments`` and ``result`` are those of the tool; an entry point is named like the tool.
    """

    tool: str
    arguments: type[A]
    result: type[R]
    build: Callable[[Sequence[Drawn[A, R]], Language], Sequence[Chart]]


AnyBuilder = ChartBuilder[Any, Any]
"""A builder whose argument and result types are known only to itself."""


def charted_tools() -> tuple[str, ...]:
    """The names of the tools whose results can be drawn, sorted, without importing a builder."""
    return tuple(sorted({*BUILT_IN, *_registered()}))


def charts_of(runs: Iterable[ToolRun], language: Language) -> tuple[Chart, ...]:
    """The charts of a turn's tool calls (``reply.tool_calls``), in the order of the calls; often none.

    Calls that failed and tools without a builder have no chart. Raises UserError ``E_CHART`` for a result that this
    version of its tool could not have given, ConfigurationError for a builder that does not load.
    """
    grouped: dict[str, list[ToolRun]] = {}
    for run in runs:
        if run.error is None and run.result is not None:
            grouped.setdefault(run.name, []).append(run)
    charts: list[Chart] = []
    for name, calls in grouped.items():
        builder = _builder(name)
        if builder is not None:
            charts += builder.build([_drawn(builder, run, language) for run in calls], language)
    return tuple(charts)


def stale(tool: str, language: Language) -> Exception:
    """The error for a result whose figures the tool of this version does not give."""
    return user_error("E_CHART", language, case="stale", tool=tool)


def _drawn(builder: AnyBuilder, run: ToolRun, language: Language) -> Drawn[Any, Any]:
    try:
        return Drawn(builder.arguments.model_validate(run.args), builder.result.model_validate(run.result))
    except ValidationError as error:
        raise stale(run.name, language) from error


def _builder(tool: str) -> AnyBuilder | None:
    if tool in BUILT_IN:
        return _built_in(tool)
    return _loaded(tool) if tool in _registered() else None


@cache
def _built_in(tool: str) -> AnyBuilder:
    module, _, attribute = BUILT_IN[tool].partition(":")
    return _checked(tool, getattr(importlib.import_module(module), attribute))


@cache
def _registered() -> Mapping[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=ENTRY_POINTS):
        if point.name in BUILT_IN or point.name in found:
            raise ConfigurationError(
                f"two chart builders claim the tool {point.name}", remedy="rename or uninstall one"
            )
        found[point.name] = point
    return MappingProxyType(found)


@cache
def _loaded(tool: str) -> AnyBuilder:
    point = _registered()[tool]
    try:
        return _checked(tool, point.load())
    except ConfigurationError:
        raise
    except Exception as error:
        raise ConfigurationError(
            f"chart builder {tool} of {point.value} does not load: {error}", remedy="mend or uninstall it"
        ) from error


def _checked(tool: str, value: object) -> AnyBuilder:
    if not isinstance(value, ChartBuilder) or value.tool != tool:
        raise ConfigurationError(
            f"chart builder {tool}: the module names no ChartBuilder of that tool", remedy="mend the builder"
        )
    return value
