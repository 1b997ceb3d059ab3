"""Joint goal, average goal and active intent accuracy, as the Schema-Guided Dialogue task defines them.

Definitions: Rastogi et al. (AAAI 2020), section 5. Every user turn that has a frame of the service counts. The
joint goal is right when every slot is: set to one of the listed variants where the state has it, not set
elsewhere. The average goal is the mean, over turns that have any slot, of the share of the state's slots that are
right. Where that task gives a fuzzy match partial credit, here it is right from ``LIKE`` on, else wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

from agent.nlu.extract.times import find_times
from agent.schema.annotated import State
from agent.schema.conversation import NO_TIME, Tracked, Value
from agent.schema.service import Service
from common.figures import extract_figures

LIKE: Final = 0.9
"""Share of characters in common, words sorted, from which two names are the same."""

_WORD: Final = re.compile(r"\w+")


@dataclass
class Score:
    """Counts over turns; the accuracies are shares between 0 and 1."""

    n_turns: int = 0
    joint: int = 0
    intents: int = 0
    shares: list[float] = field(default_factory=list)
    wrong: dict[str, dict[str, int]] = field(default_factory=dict)
    """For each slot, how often it was ``missing``, ``spurious`` or ``different``."""

    def add(self, service: Service, expected: State, got: Tracked, *, now: datetime = NO_TIME) -> bool:
        """Count one turn; returns whether its joint goal is right."""
        self.n_turns += 1
        self.intents += expected.active_intent == got.intent
        right = []
        good = True
        for slot in service.slots:
            variants = expected.slot_values.get(slot.name, ())
            value = got.values.get(slot.name)
            fault = fault_of(variants, value, categorical=slot.is_categorical, now=now)
            if variants:
                right.append(fault is None)
            if fault is not None:
                good = False
                counts = self.wrong.setdefault(slot.name, {})
                counts[fault] = counts.get(fault, 0) + 1
        self.joint += good
        if right:
            self.shares.append(sum(right) / len(right))
        return good

    def report(self) -> dict[str, int | float]:
        """The four figures of the command line."""
        turns = max(self.n_turns, 1)
        return {
            "n_turns": self.n_turns,
            "joint_goal_accuracy": round(self.joint / turns, 4),
            "average_goal_accuracy": round(sum(self.shares) / max(len(self.shares), 1), 4),
            "active_intent_accuracy": round(self.intents / turns, 4),
        }


def fault_of(
    variants: Sequence[str], value: Value | None, *, categorical: bool, now: datetime = NO_TIME
) -> str | None:
    """What is wrong with a value (``missing``, ``spurious``, ``different``), or ``None``."""
    if value is None:
        return "missing" if variants else None
    if not variants:
        return "spurious"
    if categorical:
        said = str(value.value).lower()
        return None if any(said == variant.lower() for variant in variants) else "different"
    return None if any(same(variant, value, now=now) for variant in variants) else "different"


def same(variant: str, value: Value, *, now: datetime = NO_TIME) -> bool:
    """Whether a value is that variant: the same number, date or time, or much the same words."""
    shown = str(value.value)
    if _levelled(variant) in (_levelled(shown), _levelled(value.raw)):
        return True
    mine, theirs = _measure(shown), _measure(variant)
    if theirs is not None and theirs in (mine, _measure(value.raw)):
        return True
    if theirs is not None and mine is not None:
        return False
    return max(_likeness(variant, shown), _likeness(variant, value.raw)) >= LIKE


def _levelled(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _measure(text: str) -> object:
    """The one figure, date or time a text consists of, without its currency; ``None`` for anything else."""
    times = find_times(text)
    if len(times) == 1 and len(times[0].raw) >= len(text.strip()) - 3:
        return times[0].value
    figures = extract_figures(text)
    if len(figures) != 1 or len(figures[0].text) < len(text.strip()) * 0.6:
        return None
    return figures[0].date or figures[0].value


def _likeness(first: str, second: str) -> float:
    one, other = (" ".join(sorted(_WORD.findall(text.lower()))) for text in (first, second))
    return SequenceMatcher(None, one, other).ratio() if one and other else 0.0
