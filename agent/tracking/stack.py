"""The stack of frames during one turn: which matters there are, which were handled, which went before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.nlu.records import Matter
from agent.state import Frame, Memory

SLOT_LIFETIME = 10
"""Turns after which a frame that nobody touched leaves the stack."""


@dataclass
class Stack:
    """Frames, oldest touched first. ``handled`` are the ids of this turn's frames in the order of the requests."""

    turn: int
    first_free: int
    frames: list[Frame] = field(default_factory=list)
    handled: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, memory: Memory) -> Stack:
        """The frames that are still alive in this turn."""
        alive = [frame for frame in memory.frames if is_alive(frame, memory.turn)]
        return cls(memory.turn, memory.next_frame, alive)

    def by_id(self, frame_id: int) -> Frame | None:
        """The frame of that id."""
        return next((frame for frame in self.frames if frame.id == frame_id), None)

    def latest(self, intent: str, status: str) -> Frame | None:
        """The frame of an intent that was touched last, of those in ``status``."""
        return next(
            (frame for frame in reversed(self.frames) if frame.intent == intent and frame.status == status),
            None,
        )

    def newest_first(self) -> Iterator[Frame]:
        """Every frame, the one touched last first."""
        return reversed(self.frames)

    def next_id(self) -> int:
        """The id of the next frame to be opened."""
        return max([self.first_free, *(frame.id + 1 for frame in self.frames)])

    def put(self, frame: Frame) -> None:
        """Put a frame on top, and count it as handled in this turn."""
        self.frames = [other for other in self.frames if other.id != frame.id]
        self.frames.append(frame)
        if frame.id not in self.handled:
            self.handled.append(frame.id)

    def replace(self, frame: Frame) -> None:
        """Change a frame where it lies."""
        self.frames = [frame if other.id == frame.id else other for other in self.frames]

    def drop(self, frame_id: int) -> None:
        """Mark a frame as given up."""
        self.frames = [
            frame.model_copy(update={"status": "dropped"}) if frame.id == frame_id else frame
            for frame in self.frames
        ]

    def clear(self) -> None:
        """Forget everything: another customer stands at the counter."""
        self.frames.clear()


def is_alive(frame: Frame, turn: int) -> bool:
    """Whether a frame still counts in ``turn``."""
    return frame.status != "dropped" and turn - frame.touched <= SLOT_LIFETIME


def matters_of(memory: Memory, turn: int) -> list[Matter]:
    """What the dialogue is or was about, as understanding sees it in ``turn``: oldest opened first."""
    alive = sorted(
        (frame for frame in memory.frames if is_alive(frame, turn)),
        key=lambda frame: (frame.matter, frame.id),
    )
    return [
        Matter(
            frame=frame.id,
            intent=frame.intent,
            known=frame.values(),
            recent=frame.recent,
            root=frame.matter,
            just_told=frame.status == "answered" and frame.touched == memory.turn,
        )
        for frame in alive
    ]
