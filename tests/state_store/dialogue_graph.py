"""A graph that waits twice for a human, with every kind of value in its state.

``main``, run as ``python -c "import agent.environment; …; main()" FILE [ANSWER]``, takes one step and
prints what it waits at, the state's values, and how many checkpoints and pending writes lie in the file.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, TypedDict

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt
from pydantic import BaseModel, ConfigDict, JsonValue

from state_store.checkpoints import CheckpointSaver, open_checkpoints, prune_thread

THREAD: RunnableConfig = {
    "configurable": {"thread_id": "t", "customer": "C0003"},
    "metadata": {"staff": "M1001"},
}


class Amount(BaseModel):
    model_config = ConfigDict(frozen=True)

    value: Decimal
    at: datetime
    tags: frozenset[str] = frozenset()
    pair: tuple[int, str] = (1, "b")


@dataclass(frozen=True)
class Window:
    opens: date
    amount: Amount


class Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    amounts: tuple[Amount, ...]
    window: Window
    slots: dict[str, JsonValue]
    maybe: Amount | None = None


@dataclass(frozen=True)
class Undeclared:
    value: int


def extend(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    return (*old, *new)


class State(TypedDict, total=False):
    frame: Frame
    window: Window
    amounts: tuple[Amount, ...]
    total: Decimal
    seen: frozenset[str]
    log: Annotated[tuple[str, ...], extend]
    hidden: Mapping[str, object]


AMOUNT = Amount(value=Decimal("4490.45"), at=datetime(2026, 11, 23, 10, tzinfo=UTC), tags=frozenset({"a"}))
WINDOW = Window(opens=date(2026, 11, 23), amount=AMOUNT)
FRAME = Frame(amounts=(AMOUNT,), window=WINDOW, slots={"rate": 0.035, "list": [1, None]}, maybe=AMOUNT)


def fill(state: State) -> State:
    return {
        "frame": FRAME,
        "window": WINDOW,
        "amounts": (AMOUNT,),
        "total": Decimal("1.10"),
        "seen": frozenset({"x"}),
        "log": ("filled",),
    }


def ask(state: State) -> State:
    return {"log": (interrupt({"asks": "first"}),)}


def ask_again(state: State) -> State:
    return {"log": (interrupt({"asks": "second"}),)}


def build(saver: CheckpointSaver) -> CompiledStateGraph[State, None, State, State]:
    graph = StateGraph(State)
    graph.add_node("fill", fill)
    graph.add_node("ask", ask)
    graph.add_node("ask_again", ask_again)
    graph.add_edge(START, "fill")
    graph.add_edge("fill", "ask")
    graph.add_edge("ask", "ask_again")
    return graph.compile(checkpointer=saver)


def main() -> None:
    saver = open_checkpoints(Path(sys.argv[1]))
    graph = build(saver)
    waiting = graph.get_state(THREAD).interrupts
    given: State | Command[str] = Command(resume={waiting[0].id: sys.argv[2]}) if waiting else State(log=())
    graph.invoke(given, THREAD, durability="exit")
    prune_thread(saver, "t")
    snapshot = graph.get_state(THREAD)
    print([waits.value["asks"] for waits in snapshot.interrupts], list(snapshot.values["log"]))
    print(
        [
            saver.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("checkpoints", "writes")
        ]
    )
    saver.close()
