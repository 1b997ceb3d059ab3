"""A tool as LangChain sees it, for hosts that bring their own agent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import JsonValue

from tools.base import ToolContext, ToolRun
from tools.registry import AnyTool, call_tool

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool


def as_langchain_tool(tool: AnyTool, context: ToolContext) -> StructuredTool:
    """Return ``tool`` as a StructuredTool with its JSON Schema.

    The content is the result as one JSON text, or ``{"error": {code, slot, message}}`` for what the user can
    mend; the artifact is the ToolRun.
    """
    from langchain_core.tools import StructuredTool

    def run(**args: JsonValue) -> tuple[str, ToolRun]:
        done = call_tool(tool.name, args, context)
        content = done.result if done.error is None else {"error": done.error.model_dump()}
        return json.dumps(content, ensure_ascii=False), done

    return StructuredTool.from_function(
        func=run,
        name=tool.name,
        description=tool.description[context.language],
        args_schema=tool.arguments.model_json_schema(),
        response_format="content_and_artifact",
    )
