"""Grounding: nothing is said that no tool, source or word of the user supports."""

from __future__ import annotations

from policies.grounding.ground import ground
from policies.grounding.records import Grounding, Ungrounded

__all__ = ["Grounding", "Ungrounded", "ground"]
