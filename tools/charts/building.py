"""What the builders share: where the figures come from."""

from __future__ import annotations

from tools.base import ToolResult
from tools.charts.record import Source


def source_of(tool: str, result: ToolResult) -> Source:
    """The tool, the convention and the version of its result."""
    return Source(tool=tool, convention=result.convention, version=result.version)
