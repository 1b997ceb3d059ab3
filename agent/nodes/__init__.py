"""The nodes of the graph, one a file."""

import agent.environment  # noqa: F401  (before LangGraph)
