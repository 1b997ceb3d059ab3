"""The environment the state machine runs in; imported before LangGraph, by everything that imports it.

Checkpoints are read back strictly (a type that is not declared is refused, not guessed), and nothing is sent
to a tracing service.
"""

from __future__ import annotations

import os

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
for _variable in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"):
    os.environ[_variable] = "false"
