"""How long a full schedule takes: 360 rows to the cent, beside numpy-financial's unrounded one, in the same run.

    python -m benchmarks.loan_schedule [--repeats N]

Ours is the ``amortise`` tool as a host calls it (arguments validated, every row rounded, totals, result as JSON), and
without validation and JSON (goal for the former: at most 5 ms, median). numpy-financial's is interest, principal and
balance of all 360 periods as arrays. One of each after the other, so that other work on the machine weighs on all.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import numpy_financial as npf
from pydantic import JsonValue

from common.people import Staff
from tools import ToolContext, call_tool
from tools.schedules import schedule

GOAL_MS = 5.0
LOAN: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}
BY_DAYS: dict[str, JsonValue] = {**LOAN, "day_count": "ACT/360", "start_date": "2026-11-23", "stub_days": 20}


def numpy_schedule() -> float:
    """All rows of numpy-financial; returns the last balance."""
    periods = np.arange(1, 361)
    interest = npf.ipmt(0.035 / 12, periods, 360, -1_000_000)
    principal = npf.ppmt(0.035 / 12, periods, 360, -1_000_000)
    balance = 1_000_000 - np.cumsum(principal)
    return float(balance[-1] + 0 * interest[-1])


def tool(args: Mapping[str, JsonValue]) -> Callable[[], object]:
    """A call of the tool that fails where the tool refuses."""
    context = ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language="zh",
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )

    def call() -> object:
        done = call_tool("amortise", args, context)
        assert done.result is not None, done.error
        return done.result

    return call


def main() -> int:
    """Measure and print; exit code 1 when the median of the tool is above the goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loan_schedule")
    parser.add_argument("--repeats", type=int, default=200, metavar="N")
    repeats = parser.parse_args().repeats
    work: dict[str, Callable[[], object]] = {
        "amortise, whole call": tool(LOAN),
        "amortise by actual days, with a stub": tool(BY_DAYS),
        "rows alone": lambda: schedule(Decimal(1_000_000), 360, Decimal("0.035"), "equal_instalment"),
        "numpy-financial": numpy_schedule,
    }
    times: dict[str, list[float]] = {name: [] for name in work}
    for round_ in range(repeats + 3):
        for name, run in work.items():
            started = time.perf_counter()
            run()
            if round_ >= 3:  # the first rounds load and warm
                times[name].append((time.perf_counter() - started) * 1000)
    print(f"360 rows, {repeats} rounds, milliseconds: median (95th percentile)")
    for name, taken in times.items():
        print(f"  {name:<40} {statistics.median(taken):7.3f} ({statistics.quantiles(taken, n=20)[-1]:.3f})")
    median = statistics.median(times["amortise, whole call"])
    print(f"goal: at most {GOAL_MS} ms: {'met' if median <= GOAL_MS else 'missed'}")
    return 0 if median <= GOAL_MS else 1


if __name__ == "__main__":
    sys.exit(main())
