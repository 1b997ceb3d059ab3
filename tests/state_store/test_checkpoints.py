"""Checkpoints: a paused dialogue goes on in another process, with every value as it was, or not at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from pydantic import BaseModel, computed_field

from common.errors import ConfigurationError
from state_store.checkpoints import (
    CheckpointSaver,
    CheckpointUnreadable,
    SealedSerializer,
    open_checkpoints,
    prune_thread,
)
from state_store.encryption import Cipher
from tests.state_store.dialogue_graph import FRAME, THREAD, WINDOW, State, Undeclared, build

RUN = "import agent.environment; from tests.state_store.dialogue_graph import main; main()"


@pytest.fixture
def saver(home: Path) -> Iterator[CheckpointSaver]:
    opened = open_checkpoints(home / "checkpoints.db")
    yield opened
    opened.close()


def count(saver: CheckpointSaver) -> tuple[int, int]:
    """Checkpoints and pending writes in the file."""
    checkpoints, writes = (
        saver.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("checkpoints", "writes")
    )
    return checkpoints, writes


def test_a_paused_graph_goes_on_in_other_processes(home: Path) -> None:
    def step(*answer: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(home / "checkpoints.db"), *answer],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    assert step() == ["['first'] ['filled']", "[1, 1]"]
    assert step("好") == ["['second'] ['filled', '好']", "[1, 1]"]
    assert step("是") == ["[] ['filled', '好', '是']", "[1, 0]"]


def test_every_kind_of_value_comes_back_in_its_type(saver: CheckpointSaver) -> None:
    graph = build(saver)
    graph.invoke(State(log=()), THREAD, durability="exit")
    values = build(saver).get_state(THREAD).values
    assert values["frame"] == FRAME
    assert isinstance(values["frame"].amounts, tuple)
    assert values["window"] == WINDOW
    assert repr(values["total"]) == "Decimal('1.10')"
    assert values["seen"] == frozenset({"x"})
    assert values["amounts"] == list(FRAME.amounts), "a bare tuple of a channel comes back as a list"


def test_a_type_the_schema_does_not_declare_is_refused(saver: CheckpointSaver) -> None:
    graph = build(saver)
    graph.invoke(State(log=(), hidden={"h": Undeclared(1)}), THREAD, durability="exit")
    with pytest.raises(CheckpointUnreadable, match=r"does not declare .*dialogue_graph\.Undeclared"):
        graph.get_state(THREAD)


class Computing(BaseModel, extra="forbid"):
    """Dumps a field that it does not take back."""

    value: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def double(self) -> int:
        return self.value * 2


def test_a_record_that_does_not_validate_any_more_is_refused() -> None:
    serializer = SealedSerializer(Cipher(b"k" * 32, "checkpoints")).with_msgpack_allowlist([Computing])
    with pytest.raises(CheckpointUnreadable, match="Computing"):
        serializer.loads_typed(serializer.dumps_typed({"one": Computing(value=1)}))


def test_only_the_newest_checkpoint_of_a_thread_is_kept(saver: CheckpointSaver) -> None:
    graph = build(saver)
    other: RunnableConfig = {"configurable": {"thread_id": "other"}}
    graph.invoke(State(log=()), other, durability="sync")
    untouched = count(saver)
    graph.invoke(State(log=()), THREAD, durability="sync")
    prune_thread(saver, "t")
    assert count(saver) == (untouched[0] + 1, untouched[1] + 1)
    before = graph.get_state(THREAD)
    graph.invoke(Command(resume={before.interrupts[0].id: "好"}), THREAD, durability="sync")
    assert list(graph.get_state(THREAD).values["log"]) == ["filled", "好"]
    saver.prune(["t", "other"], strategy="delete")
    assert count(saver) == (0, 0)


def test_nothing_of_the_dialogue_lies_in_clear(saver: CheckpointSaver, home: Path) -> None:
    build(saver).invoke(State(log=("客户要投诉",)), THREAD, durability="exit")
    files = b"".join(file.read_bytes() for file in home.glob("checkpoints.db*"))
    for words in ("客户要投诉", "4490.45", "first", "C0003", "M1001"):
        assert words.encode() not in files


def test_another_key_reads_nothing(saver: CheckpointSaver, home: Path) -> None:
    build(saver).invoke(State(log=()), THREAD, durability="exit")
    other = open_checkpoints(home / "checkpoints.db", key=b"o" * 32)
    with pytest.raises(CheckpointUnreadable, match="another key, or altered"):
        build(other).get_state(THREAD)
    other.close()


def test_a_checkpoint_slipped_in_unencrypted_is_refused(saver: CheckpointSaver) -> None:
    graph = build(saver)
    graph.invoke(State(log=()), THREAD, durability="exit")
    saver.conn.execute("UPDATE checkpoints SET type = 'msgpack', checkpoint = x'80'")
    with pytest.raises(CheckpointUnreadable, match="not encrypted"):
        graph.get_state(THREAD)


def test_threads_share_one_saver(saver: CheckpointSaver) -> None:
    graph = build(saver)
    failures: list[BaseException] = []

    def run(name: str) -> None:
        try:
            graph.invoke(State(log=()), {"configurable": {"thread_id": name}}, durability="exit")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(f"t{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert count(saver)[0] == 8


def test_what_is_no_database_is_one_clear_line(home: Path) -> None:
    home.mkdir()
    (home / "checkpoints.db").write_text("not this")
    with pytest.raises(ConfigurationError, match="not a database"):
        open_checkpoints(home / "checkpoints.db")


def test_checkpoints_are_written_ahead(saver: CheckpointSaver, home: Path) -> None:
    with sqlite3.connect(home / "checkpoints.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


HOSTED = """
import sys
from pathlib import Path
from state_store.checkpoints import CheckpointUnreadable, declaring, open_checkpoints
from tests.state_store.dialogue_graph import FRAME, THREAD, State, build

saver = open_checkpoints(Path(sys.argv[1]))
build(saver).invoke(State(log=()), THREAD, durability="exit")
try:
    build(saver).get_state(THREAD)
except CheckpointUnreadable:
    print("undeclared")
print(build(declaring(saver, State)).get_state(THREAD).values["frame"] == FRAME)
saver.close()
"""


def test_a_host_that_imported_langgraph_first_declares_the_state_itself(home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "LANGGRAPH_STRICT_MSGPACK"}
    done = subprocess.run(
        [sys.executable, "-c", HOSTED, str(home / "checkpoints.db")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
        env=environment,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "undeclared\nTrue\n")
