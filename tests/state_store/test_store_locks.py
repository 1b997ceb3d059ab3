"""Turns of one dialogue run one after the other, whichever thread or process takes them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from common.errors import ConfigurationError, UserError
from state_store import Store
from state_store.locks import session_lock
from tests.state_store.samples import store_with_session, turn

APPENDER = """
import sys
from pathlib import Path
from state_store import Store
from tests.state_store.samples import turn

store = Store(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(40):
    with store.lock("s1"):
        last = store.last_turn("s1")
        number = 1 if last is None else last.turn + 1
        remembered = (store.memory("s1") or "") + sys.argv[2]
        store.commit_turn(turn(number, user_text=sys.argv[2]), memory=remembered)
"""


def test_two_processes_that_append_to_one_dialogue_lose_nothing(home: Path) -> None:
    store = store_with_session(home)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", APPENDER, str(home / "tellergraph.db"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for name in "ab"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=60)
        assert writer.returncode == 0
    turns = store.turns("s1")
    assert [one.turn for one in turns] == list(range(1, 81))
    assert sorted(one.user_text for one in turns) == ["a"] * 40 + ["b"] * 40
    assert store.memory("s1") == "".join(one.user_text for one in turns)
    assert store.verify_audit().intact
    store.close()


def test_threads_that_append_to_one_dialogue_lose_nothing(store: Store) -> None:
    def append() -> None:
        for _ in range(10):
            with store.lock("s1"):
                last = store.last_turn("s1")
                store.commit_turn(turn(1 if last is None else last.turn + 1), memory="")

    in_threads(append, 4)
    assert [one.turn for one in store.turns("s1")] == list(range(1, 41))
    assert store.verify_audit().intact


def test_without_the_lock_the_slower_one_is_told(store: Store) -> None:
    store.commit_turn(turn(1), memory="")
    with pytest.raises(UserError, match="turn 1 has already been stored"):
        store.commit_turn(turn(1), memory="")


def test_dialogues_do_not_wait_for_each_other(store: Store) -> None:
    with store.lock("s1"), store.lock("s2", timeout=0.1):
        pass


def test_who_waits_too_long_is_told_in_one_line(store: Store) -> None:
    told: list[str] = []

    def wait() -> None:
        try:
            with store.lock("s1", timeout=0.05):
                told.append("entered")
        except UserError as error:
            told.append(str(error))

    with store.lock("s1"):
        in_threads(wait, 1)
    assert told == ["session s1: another turn is still under way; try again when it is over"]
    with store.lock("s1", timeout=0.05):
        pass


def test_a_lock_is_freed_when_the_turn_fails(store: Store) -> None:
    with pytest.raises(KeyError), store.lock("s1"):
        raise KeyError("the turn")
    with store.lock("s1", timeout=0.05):
        pass


@pytest.mark.parametrize("name", ["s1", "../../etc/passwd", "张三", "a" * 128])
def test_a_locks_file_does_not_tell_the_session(home: Path, name: str) -> None:
    with session_lock(home / "locks", name):
        files = list((home / "locks").iterdir())
    assert len(files) == 1
    assert len(files[0].stem) == 32
    assert name not in files[0].name


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "locks").write_text("")
    with (
        pytest.raises(ConfigurationError, match="cannot lock sessions"),
        session_lock(tmp_path / "locks", "s1"),
    ):
        pass


def in_threads(work: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
