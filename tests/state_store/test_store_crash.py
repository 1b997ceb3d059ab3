"""``kill -9`` in mid-commit: every turn is whole or absent, queue and chain agree with the turns."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from state_store import Store
from tests.state_store.samples import store_with_session, turn

KILLS = 40
NURSERY = Path(__file__).with_name("nursery.py")


def expect_whole(store: Store) -> int:
    """The number of turns, after checking that all that belongs to each is there and nothing else."""
    turns = store.turns("s1")
    number = len(turns)
    assert [one.turn for one in turns] == list(range(1, number + 1))
    assert turns == [turn(n) for n in range(1, number + 1)]
    assert store.memory("s1") == f"after {number}"
    items = {one.id: one for one in store.escalations()}
    assert items.keys() == {f"E{n}" for n in range(1, number + 1)}
    for n in range(1, number + 1):
        one = items[f"E{n}"]
        assert one.turn == n
        assert len(one.notes) == (1 if n < number else 0)
        assert one.status == ("resolved" if n < number - 1 else "open")
    return number


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_killed_writer_leaves_each_turn_whole_or_absent(home: Path) -> None:
    store = store_with_session(home)
    dice = random.Random(20261122)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(NURSERY), str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as nursery:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        stored = 0
        for _ in range(KILLS):
            nursery.stdin.write("next\n")
            nursery.stdin.flush()
            child = int(nursery.stdout.readline())
            time.sleep(dice.uniform(0, 0.02))
            os.kill(child, signal.SIGKILL)
            assert nursery.stdout.readline() == "dead\n"
            now_stored = expect_whole(store)
            assert now_stored > stored
            stored = now_stored
        nursery.stdin.close()
    report = store.verify_audit()
    assert report.intact, report.broken
    store.close()


def test_what_a_dead_process_left_behind_does_not_stop_the_next(home: Path) -> None:
    """The dialogue goes on after a crash: lock, log and chain are as if the writer had ended in order."""
    store = store_with_session(home)
    program = (
        "import os, signal, sys; from pathlib import Path; from state_store import Store;"
        "from tests.state_store.samples import turn;"
        "store = Store(Path(sys.argv[1])); lock = store.lock('s1'); lock.__enter__();"
        "store.commit_turn(turn(1), memory='one'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    dead = subprocess.run(
        [sys.executable, "-c", program, str(home / "tellergraph.db")], cwd=root, check=False, timeout=60
    )
    assert dead.returncode == -signal.SIGKILL
    with store.lock("s1", timeout=1):
        store.commit_turn(turn(2), memory="two")
    assert len(store.turns("s1")) == 2
    assert store.verify_audit().intact
    store.close()
