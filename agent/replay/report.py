"""A run in words: the turns that did not hold, with expected and got side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import JsonValue

from agent.replay.runner import RunResult, TurnResult


def describe(result: RunResult) -> str:
    """One line for a dialogue that holds; for any other, each turn at fault with expected and got."""
    if result.ok:
        return f"{result.id}: {len(result.turns)} turns hold"
    lines = [f"{result.id} ({result.file}) does not hold" if result.file else f"{result.id} does not hold"]
    for turn in result.turns:
        if turn.mismatches:
            lines.extend(_turn(turn))
    return "\n".join(lines)


def summarise(results: Sequence[RunResult]) -> str:
    """Every dialogue that does not hold, then the count."""
    failed = [describe(result) for result in results if not result.ok]
    held = len(results) - len(failed)
    return "\n\n".join([*failed, f"{held} of {len(results)} dialogues hold"])


def _turn(turn: TurnResult) -> list[str]:
    lines = [f"  turn {turn.turn}, {turn.speaker}: {turn.text}"]
    for mismatch in turn.mismatches:
        lines.append(f"    {mismatch.key}")
        lines.append(f"      expected  {_shown(mismatch.expected)}")
        lines.append(f"      got       {_shown(mismatch.got)}")
    if turn.reply is not None:
        lines.append(f"    the answer was: {turn.reply.answer}")
    return lines


def _shown(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
