"""When the assistant keeps failing to understand: what calls for a human (domain/escalation.md, repeated
misunderstanding: two fallbacks in a row, three in eight turns, or one value corrected three times)."""

from __future__ import annotations

from collections.abc import Mapping

from agent.nlu.records import Understanding
from agent.state import Memory
from agent.tasks.base import Task

CONSECUTIVE_FALLBACKS = 2
FALLBACKS_IN_WINDOW = 3
WINDOW = 8
"""Turns that are looked back on."""

CORRECTIONS = 3
"""Corrections of one value of one matter."""

CLEARLY_OUT_OF_SCOPE = 0.6
"""Confidence above which an out-of-scope utterance counts as understood."""


def was_lost(heard: Understanding, tasks: Mapping[str, Task]) -> bool:
    """Whether nothing of the utterance was understood. What is clearly out of scope was understood."""
    return bool(heard.requests) and all(
        tasks[request.intent].fallback and request.confidence < CLEARLY_OUT_OF_SCOPE
        for request in heard.requests
    )


def count(memory: Memory, before: Memory, *, lost: bool) -> Memory:
    """The memory with this turn counted."""
    window = [turn for turn in before.lost_turns if memory.turn - turn < WINDOW]
    return memory.model_copy(
        update={
            "not_understood": before.not_understood + 1 if lost else 0,
            "lost_turns": tuple([*window, memory.turn] if lost else window),
        }
    )


def needs_human(memory: Memory) -> bool:
    """Whether it is time to ask a human."""
    return (
        memory.not_understood >= CONSECUTIVE_FALLBACKS
        or len(memory.lost_turns) >= FALLBACKS_IN_WINDOW
        or any(count >= CORRECTIONS for count in memory.corrected.values())
    )


def settled(memory: Memory) -> Memory:
    """The memory after a human was asked: counting begins anew."""
    return memory.model_copy(update={"not_understood": 0, "lost_turns": (), "corrected": {}})
