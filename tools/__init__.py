"""Calculators and lookups: pure functions with pydantic arguments and results, no dialogue in them.

``get_tool`` and ``call_tool`` find a tool by name; its module is imported on first use.
"""

from tools.base import Tool, ToolArguments, ToolContext, ToolError, ToolResult, ToolRun, to_json
from tools.registry import all_tools, call_tool, get_tool, tool_names

__all__ = [
    "Tool",
    "ToolArguments",
    "ToolContext",
    "ToolError",
    "ToolResult",
    "ToolRun",
    "all_tools",
    "call_tool",
    "get_tool",
    "to_json",
    "tool_names",
]
