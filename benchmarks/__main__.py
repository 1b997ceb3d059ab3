"""``make bench``: every comparison that fits a coffee break, one after the other."""

from __future__ import annotations

import subprocess
import sys

from agent.drafting.catalogue import find
from common.settings import load_settings

MODEL = "qwen2.5-coder-1.5b-instruct-q4_k_m"


def main() -> int:
    """Run the benchmarks in processes of their own; the drafting one only where its model lies."""
    worst = max(
        _run("benchmarks.turn_overhead"),
        _run("benchmarks.intents"),
        _run("benchmarks.loan_schedule"),
        _run("benchmarks.bond_yield"),
    )
    if find(MODEL).state(load_settings()) == "ready":
        return max(worst, _run("benchmarks.drafting", MODEL))
    print(f"\nbenchmarks.drafting needs {MODEL} (tellergraph model pull {MODEL}); left out")
    return worst


def _run(module: str, *arguments: str) -> int:
    print(f"\n== {module}", flush=True)
    return subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
