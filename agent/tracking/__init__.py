"""Dialogue state tracking: how an utterance changes the stack of frames. Knows no task by name."""

from agent.tracking.stack import SLOT_LIFETIME
from agent.tracking.tracker import Tracker

__all__ = ["SLOT_LIFETIME", "Tracker"]
