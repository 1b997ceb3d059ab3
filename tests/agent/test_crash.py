"""A process killed in mid-turn loses no stored turn, and the dialogue goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from agent import Assistant
from tests.agent.conftest import NOW

KILLS = 12
TALKER = """
import sys
from datetime import datetime
from pathlib import Path
from agent import Assistant
assistant = Assistant.for_replay(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), "s1")
session = assistant.open("s1")
assistant.classifier
print("ready", flush=True)
reply = assistant.send(session, "贷100万,30年,3.5%,月供多少")
while True:
    print(reply.turn, flush=True)
    reply = assistant.send(session, f"那{reply.turn % 29 + 1}年呢")
"""


def test_kill_9_in_mid_turn_loses_no_stored_turn(tmp_path: Path) -> None:
    home = tmp_path / "home"
    chance = random.Random(20261122)
    seen = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", TALKER, str(home), NOW.isoformat()],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ},
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        time.sleep(chance.uniform(0.005, 0.25))
        process.send_signal(signal.SIGKILL)
        said = [int(line) for line in process.stdout.read().split()]
        process.wait()
        process.stdout.close()
        seen = max([seen, *said])

    with Assistant.for_replay(home, NOW, "s1") as assistant:
        stored = [turn.turn for turn in assistant.store.turns("s1")]
        assert stored == list(range(1, len(stored) + 1))
        assert len(stored) >= seen, "every turn that was answered is stored"
        assert assistant.store.verify_audit("s1").intact
        reply = assistant.send("s1", "贷100万,30年,3.5%,月供多少")
    assert reply.turn == len(stored) + 1
    assert "4,490.45" in reply.answer
