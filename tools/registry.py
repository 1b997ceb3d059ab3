"""Tools by name: the built-in ones, and those other packages register under ``tellergraph.tools``.

A built-in tool's module is imported when the tool is first asked for, so that a command that needs one
calculator does not load the library or the bank.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from math import isfinite
from time import perf_counter
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, JsonValue, ValidationError

from common.errors import ConfigurationError, UserError
from tools.base import Tool, ToolContext, ToolError, ToolResult, ToolRun, to_json
from tools.core_banking import BankFailure
from tools.messages import argument_error, message

_LONG_NUMBER = re.compile(r"\s*(?:\d[\s-]?){11,}\d\s*", re.ASCII)

ENTRY_POINTS = "tellergraph.tools"

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "account_lookup": "tools.account_lookup:TOOL",
        "allocate": "tools.allocate:TOOL",
        "amortise": "tools.amortise:TOOL",
        "bond_risk": "tools.bond_risk:TOOL",
        "bond_yield": "tools.bond_yield:TOOL",
        "check_suitability": "tools.check_suitability:TOOL",
        "check_wording": "tools.check_wording:TOOL",
        "clause_checklist": "tools.clause_checklist:TOOL",
        "dca_scenarios": "tools.dca_scenarios:TOOL",
        "demand_interest": "tools.demand_interest:TOOL",
        "deposit_insurance": "tools.deposit_insurance:TOOL",
        "deposit_interest": "tools.deposit_interest:TOOL",
        "extract_figures": "tools.extract_figures:TOOL",
        "financing_cost": "tools.financing_cost:TOOL",
        "fund_metrics": "tools.fund_metrics:TOOL",
        "nim_effect": "tools.nim_effect:TOOL",
        "overdue_interest": "tools.overdue_interest:TOOL",
        "posted_rates": "tools.posted_rates:TOOL",
        "prepay": "tools.prepay:TOOL",
        "product_facts": "tools.product_facts:TOOL",
        "reprice": "tools.reprice:TOOL",
        "search_knowledge": "tools.search_knowledge:TOOL",
        "search_regulations": "tools.search_regulations:TOOL",
        "seven_day_yield": "tools.seven_day_yield:TOOL",
        "sharpe_ratio": "tools.sharpe_ratio:TOOL",
    }
)

AnyTool = Tool[Any, Any]
"""A tool whose argument and result types are known only to itself."""


def tool_names() -> tuple[str, ...]:
    """The names of all tools, sorted, without importing any."""
    return tuple(sorted({*BUILT_IN, *_registered()}))


def get_tool(name: str) -> AnyTool:
    """Return the tool of that name; UserError names those that exist when there is none."""
    if name in BUILT_IN:
        return _built_in(name)
    if name in _registered():
        return _loaded(name)
    raise UserError(f"there is no tool {name!r}; there are: {', '.join(tool_names())}", code="E_TOOL")


def all_tools() -> Mapping[str, AnyTool]:
    """Return every tool by name, importing them all."""
    return MappingProxyType({name: get_tool(name) for name in tool_names()})


def call_tool(name: str, args: Mapping[str, JsonValue], context: ToolContext) -> ToolRun:
    """Validate ``args``, run the tool and time it.

    What the user can mend (a value out of range, a customer not identified) comes back as ``error``, in the
    context's language, and so does a core banking system that does not answer. Raises UserError for an unknown
    tool and lets ConfigurationError through.
    """
    tool = get_tool(name)
    started = perf_counter()
    result: ToolResult | None = None
    error: ToolError | None = None
    try:
        result = tool.run(tool.arguments.model_validate(dict(args)), context)
    except ValidationError as failure:
        error = argument_error(failure, tool.arguments, context.language)
        if tool.rejected is not None:
            tool.rejected(args, error, context)
    except BankFailure as failure:
        error = ToolError(code=failure.code, message=message(failure.code, context.language))
    except UserError as failure:
        error = ToolError(code=failure.code or "E_USER", message=failure.message, slot=failure.slot)
    return ToolRun(
        name=name,
        args={key: _echoed(value) for key, value in args.items()},
        result=None if result is None else _object(result),
        error=error,
        ms=round((perf_counter() - started) * 1000, 3),
    )


def _echoed(value: JsonValue) -> JsonValue:
    """An argument as it is recorded.

    A full account or card number is never written down, not even where a tool refused it; NaN and infinities, which
    JSON does not know, become text.
    """
    match value:
        case str() if _LONG_NUMBER.fullmatch(value):
            return f"****{value.strip()[-4:]}"
        case float() if not isfinite(value):
            return str(value)
        case list():
            return [_echoed(item) for item in value]
        case dict():
            return {key: _echoed(item) for key, item in value.items()}
    return value


def _object(result: BaseModel) -> dict[str, JsonValue]:
    dumped = to_json(result)
    if not isinstance(dumped, dict):
        raise TypeError(f"{type(result).__name__} is not a JSON object")
    return dumped


@cache
def _built_in(name: str) -> AnyTool:
    module, _, attribute = BUILT_IN[name].partition(":")
    return _checked(name, getattr(importlib.import_module(module), attribute))


@cache
def _registered() -> Mapping[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=ENTRY_POINTS):
        if point.name in BUILT_IN or point.name in found:
            raise ConfigurationError(
                f"two tools claim the name {point.name}", remedy="rename or uninstall one"
            )
        found[point.name] = point
    return MappingProxyType(found)


@cache
def _loaded(name: str) -> AnyTool:
    point = _registered()[name]
    try:
        return _checked(name, point.load())
    except ConfigurationError:
        raise
    except Exception as error:
        raise ConfigurationError(
            f"tool {name} of {point.value} does not load: {error}", remedy="mend or uninstall it"
        ) from error


def _checked(name: str, value: object) -> AnyTool:
    if not isinstance(value, Tool) or value.name != name:
        raise ConfigurationError(
            f"tool {name}: the module names no Tool of that name", remedy="mend the tool"
        )
    return value
