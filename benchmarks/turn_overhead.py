"""What a turn costs beside a bare LangGraph graph, how fast ``tellergraph ask`` starts, its memory.

    python -m benchmarks.turn_overhead [--dialogues N] [--starts N]

A turn: understood, tracked, its tool called, worded by the template drafter, reviewed, stored with a full
sync, checkpointed. Beside it: a graph of as many nodes that do nothing, over a saver of the same class, with
the same durability and as many turns a thread; and once more over LangGraph's own ``SqliteSaver`` as it comes,
which syncs to disk as our turn does. All run in one process, one turn of each after the other, so that other
work on the machine weighs on all. The overhead is the turn less the work of its nodes (understanding, tools,
review) as the replies report it; storing the turn counts as overhead. Its ratio is that of the medians (goal:
at most 2); the ratio of the whole turn stands beside it.

A cold start is the whole life of ``tellergraph ask --engine template --json`` in a process of its own, in an
installation whose caches are built (goal: at most 2 s).
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import agent.environment  # noqa: F401  (before LangGraph)

# isort: split
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, StateGraph

from agent import Assistant
from common.errors import TellerGraphError
from common.settings import Settings, load_settings
from state_store.checkpoints import open_checkpoints

DIALOGUE = (
    "贷100万,30年,3.5%,等额本息,月供多少",
    "不对,是25年",
    "那20年呢?",
    "换等额本金,30年",
    "票面2.35%年付,2029-03-18到期,净价101.20,2026-11-23交割,到期收益率多少",
)
"""What is asked in each dialogue: a quote, a correction, two ellipses, a bond."""
NODES = ("understand", "track", "act", "draft", "review", "respond")
"""The nodes such a turn passes; the bare graph has as many."""
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
GOAL_RATIO = 2.0
GOAL_START_SECONDS = 2.0


class BareState(TypedDict, total=False):
    """The state of the bare graph."""

    text: str
    passed: int


@dataclass(frozen=True)
class Turns:
    """Milliseconds of each turn, and of its parts where it has any."""

    total: list[float]
    parts: dict[str, list[float]]


def bare_graph(saver: BaseCheckpointSaver[str]) -> Callable[[str, str], None]:
    """A chain of nodes that count themselves; returns what takes one turn of a thread."""

    def node(state: BareState) -> BareState:
        return {"passed": state.get("passed", 0) + 1}

    graph = StateGraph(BareState)
    for before, name in zip((START, *NODES), NODES, strict=False):
        graph.add_node(name, node)
        graph.add_edge(before, name)
    compiled = graph.compile(checkpointer=saver)

    def turn(thread: str, text: str) -> None:
        config: RunnableConfig = {"configurable": {"thread_id": thread}}
        for _ in compiled.stream({"text": text}, config, stream_mode="custom", durability="exit"):
            pass

    return turn


def take_turns(
    assistant: Assistant, bare: Sequence[Callable[[str, str], None]], dialogues: int
) -> list[Turns]:
    """Hold ``dialogues`` dialogues with ours and each bare graph; a tenth more warm up and are not counted."""
    measured = [Turns([], {}) for _ in range(1 + len(bare))]
    warm_up = max(1, dialogues // 10)
    for number in range(dialogues + warm_up):
        session = assistant.open()
        for text in DIALOGUE:
            begun = time.perf_counter()
            reply = assistant.send(session, text)
            taken = [time.perf_counter() - begun]
            for turn in bare:
                begun = time.perf_counter()
                turn(session, text)
                taken.append(time.perf_counter() - begun)
            if not reply.tool_calls or reply.tool_calls[0].error is not None:
                raise RuntimeError(f"no figure for {text!r}: {reply.answer}")
            if number < warm_up:
                continue
            for turns, seconds in zip(measured, taken, strict=True):
                turns.total.append(seconds * 1000)
            for name, ms in reply.timings_ms.items():
                measured[0].parts.setdefault(name, []).append(ms)
    return measured


def cold_starts(home: Path, settings: Settings, starts: int) -> Iterator[tuple[float, float]]:
    """Seconds and peak megabytes of ``tellergraph ask``, once a start; one start before is not counted."""
    environment = {**os.environ, "TELLERGRAPH_HOME": str(home)}
    (home / "cache").symlink_to(settings.cache)
    command = [
        str(Path(sys.executable).with_name("tellergraph")),
        "ask", DIALOGUE[0], "--engine", "template", "--json",
    ]  # fmt: skip
    for number in range(starts + 1):
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise RuntimeError(f"tellergraph ask ended with {process.returncode}")
        json.loads(said)
        if number > 0:
            yield seconds, usage.ru_maxrss / 1024


def resident_megabytes() -> float:
    """What this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def spread(values: list[float]) -> str:
    """Median and 95th percentile."""
    return f"median {statistics.median(values):.2f}, p95 {statistics.quantiles(values, n=20)[-1]:.2f}"


def report_turns(settings: Settings, dialogues: int) -> None:
    """Print the medians, the ratios and the parts."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        assistant = Assistant.for_replay(home, NOW, "bench", engine="template", shared=settings)
        same = open_checkpoints(home / "bare.db")
        stock = sqlite3.connect(home / "stock.db", check_same_thread=False)
        bare = [bare_graph(same), bare_graph(SqliteSaver(stock))]
        ours, *beside = take_turns(assistant, bare, dialogues)
        assistant.close()
        same.close()
        stock.close()
    overhead = [whole - work for whole, work in zip(ours.total, ours.parts["total"], strict=True)]
    print(f"turn, template drafter, ms:          {spread(ours.total)} ({len(ours.total)} turns)")
    print(f"the same less its nodes' work, ms:   {spread(overhead)}")
    for name, turns in zip(("same saver", "SqliteSaver"), beside, strict=True):
        whole = statistics.median(ours.total) / statistics.median(turns.total)
        ratio = statistics.median(overhead) / statistics.median(turns.total)
        label = f"bare, {len(NODES)} nodes, {name}, ms:"
        print(f"{label:<37}{spread(turns.total)}")
        print(f"    overhead ratio {ratio:.2f} (goal <= {GOAL_RATIO:g}), whole turn {whole:.2f}")
    for part, values in ours.parts.items():
        print(f"    {part + ', ms:':<33}median {statistics.median(values):.2f}")
    print(f"resident after these turns:          {resident_megabytes():.0f} MB")


def report_starts(settings: Settings, starts: int) -> None:
    """Print the cold starts and their memory."""
    with tempfile.TemporaryDirectory() as folder:
        measured = list(cold_starts(Path(folder), settings, starts))
    seconds = [one for one, _ in measured]
    print(
        f"cold start of ask, s:                median {statistics.median(seconds):.2f}"
        f" of {', '.join(f'{one:.2f}' for one in seconds)} (goal <= {GOAL_START_SECONDS:g})"
    )
    print(f"peak memory of ask:                  {statistics.median(one for _, one in measured):.0f} MB")


def main() -> int:
    """Print the comparison; 2 when something it needs is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.turn_overhead", description="a turn's overhead"
    )
    parser.add_argument("--dialogues", type=int, default=40, help="dialogues of five turns (default 40)")
    parser.add_argument("--starts", type=int, default=5, help="cold starts (default 5)")
    arguments = parser.parse_args()
    settings = load_settings(engine="template")
    try:
        report_turns(settings, arguments.dialogues)
        report_starts(settings, arguments.starts)
    except TellerGraphError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
