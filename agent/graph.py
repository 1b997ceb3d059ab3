"""The whole graph on one screen: nodes and edges, nothing else.

understand → track ─┬→ act ─┬→ ask ─┬→ escalate ─┐
                    ├→ ask ─┤       │            │
                    └→ escalate ────┴→ draft → review ─┬→ respond ─┬→ END
                                        ↑   one retry  │           │
                                        └──────────────┤           └→ await_human ─┬→ understand
                                            escalate ←─┘                           └→ answered → respond
"""

from __future__ import annotations

# isort: off
import agent.environment  # noqa: F401  (before LangGraph)
# isort: on

from typing import Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.nodes.act import act
from agent.nodes.answered import answered
from agent.nodes.ask import ask
from agent.nodes.await_human import await_human
from agent.nodes.draft import draft
from agent.nodes.escalate import escalate
from agent.nodes.respond import respond
from agent.nodes.review import review
from agent.nodes.track import track
from agent.nodes.understand import understand
from agent.runtime import TurnContext
from agent.state import DialogueState

Graph = CompiledStateGraph[DialogueState, TurnContext, DialogueState, DialogueState]

RECURSION_LIMIT = 24
"""Steps of a turn: the longest path (two model drafts, the template, an escalation) takes fourteen."""


def build_graph(checkpointer: BaseCheckpointSaver[str]) -> Graph:
    """Compile the state machine over ``checkpointer``."""
    graph = StateGraph(DialogueState, context_schema=TurnContext)
    graph.add_node("understand", understand)
    graph.add_node("track", track)
    graph.add_node("ask", ask)
    graph.add_node("act", act)
    graph.add_node("draft", draft)
    graph.add_node("review", review)
    graph.add_node("escalate", escalate)
    graph.add_node("respond", respond)
    graph.add_node("await_human", await_human)
    graph.add_node("answered", answered)
    graph.add_conditional_edges(START, _who_speaks)
    graph.add_edge("understand", "track")
    graph.add_conditional_edges("track", _after_track)
    graph.add_conditional_edges("act", _after_act)
    graph.add_conditional_edges("ask", _after_ask)
    graph.add_edge("draft", "review")
    graph.add_conditional_edges("review", _after_review)
    graph.add_conditional_edges("escalate", _after_escalate)
    graph.add_edge("answered", "respond")
    graph.add_conditional_edges("respond", _after_respond)
    return graph.compile(checkpointer=checkpointer)


def _who_speaks(state: DialogueState) -> Literal["understand", "answered"]:
    return "answered" if state["incoming"].kind == "human" else "understand"


def _after_track(state: DialogueState) -> Literal["act", "ask", "escalate", "draft"]:
    if state["plan"].ready:
        return "act"
    return _after_act(state)


def _after_act(state: DialogueState) -> Literal["ask", "escalate", "draft"]:
    memory = state["memory"]
    open_question = memory.awaiting is not None or memory.choice is not None
    return "ask" if open_question and state["plan"].held is None else _after_ask(state)


def _after_ask(state: DialogueState) -> Literal["escalate", "draft"]:
    plan = state["plan"]
    return "escalate" if plan.escalate is not None or plan.held is not None else "draft"


def _after_review(state: DialogueState) -> Literal["draft", "escalate", "respond"]:
    if state["redraft"]:
        return "draft"
    return "escalate" if state["verdict"].decision == "escalate" else "respond"


def _after_escalate(state: DialogueState) -> Literal["draft", "respond"]:
    return "respond" if state["verdict"].decision == "escalate" else "draft"


def _after_respond(state: DialogueState) -> Literal["await_human", "__end__"]:
    return "await_human" if state["memory"].holds else "__end__"
