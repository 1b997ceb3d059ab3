"""Starts writers and lets them be killed: one process that has imported the store forks a child a line.

Run as ``python nursery.py HOME``. A line on standard input starts a child that commits turns to the session
``s1`` until it is killed; its pid is printed once its first commit is through.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

from state_store import HeldNote, Settlement, Store
from tests.state_store.samples import NOW, SUPERVISOR, event, item, turn


def commit_forever(home: Path) -> None:
    """Each turn opens an item, notes something on the last one's, and settles the one before."""
    store = Store(home / "tellergraph.db")
    last = store.last_turn("s1")
    first = 1 if last is None else last.turn + 1
    for number in count(first):
        notes = [HeldNote(escalation_id=f"E{number - 1}", at=NOW, text="…")] if number > 1 else []
        answer = Settlement(escalation_id=f"E{number - 2}", staff=SUPERVISOR, text="…", at=NOW, claim=True)
        store.commit_turn(
            turn(number),
            memory=f"after {number}",
            escalations=[item(f"E{number}", number)],
            audit_entries=[event()],
            notes=notes,
            settlements=[answer] if number > 2 else [],
        )
        if number == first:
            os.write(1, f"{os.getpid()}\n".encode())


def main() -> None:
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            commit_forever(Path(sys.argv[1]))
        os.waitpid(child, 0)
        os.write(1, b"dead\n")


if __name__ == "__main__":
    main()
