"""Annotated dialogues in the Schema-Guided Dialogue format, one JSON object a line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import UserError


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class Act(_Record):
    """A dialogue act of a turn's frame."""

    act: str
    slot: str = ""
    values: tuple[str, ...] = ()


class Span(_Record):
    """Where a slot's value stands in the utterance."""

    slot: str
    start: int
    exclusive_end: int


class State(_Record):
    """The state behind a user's turn: each slot with the variants of its value that count as right."""

    active_intent: str
    slot_values: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class DialogueFrame(_Record):
    """What a turn is for one service. ``state`` stands in users' frames only."""

    service: str
    actions: tuple[Act, ...] = ()
    slots: tuple[Span, ...] = ()
    state: State | None = None


class Turn(_Record):
    """One utterance."""

    speaker: Literal["USER", "SYSTEM"]
    utterance: str
    frames: tuple[DialogueFrame, ...] = ()

    def frame(self, service: str) -> DialogueFrame | None:
        """The frame of that service, if the turn has one."""
        return next((frame for frame in self.frames if frame.service == service), None)


class Dialogue(_Record):
    """A dialogue; ``services`` names all that occur in it."""

    dialogue_id: str
    services: tuple[str, ...] = ()
    turns: tuple[Turn, ...]


def load_dialogues(file: Path) -> tuple[Dialogue, ...]:
    """The dialogues of a JSON Lines file.

    Raises:
        UserError: one line naming the line at fault, or that there is none at all.
    """
    dialogues = []
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    dialogues.append(_dialogue(line, f"{file}: line {number}"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{file}: not UTF-8") from error
    if not dialogues:
        raise UserError(f"{file}: no dialogue in it")
    return tuple(dialogues)


def _dialogue(line: str, place: str) -> Dialogue:
    try:
        return Dialogue.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{place}: {where + ': ' if where else ''}{first['msg']}") from error
