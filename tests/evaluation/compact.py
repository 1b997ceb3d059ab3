"""Dialogues written briefly, as the format has them; and the same under other names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from agent.schema.annotated import Act, Dialogue, DialogueFrame, State, Turn
from agent.schema.service import Service

FILE = Path(__file__).with_name("dialogues.yaml")


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    user: str | None = None
    assistant: str | None = None
    intent: str = "NONE"
    state: dict[str, tuple[str, ...]] | None = None
    keep: tuple[str, ...] | None = None
    acts: tuple[Act, ...] = ()


class _Dialogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    service: str
    turns: tuple[_Line, ...]


class _File(BaseModel):
    services: tuple[Service, ...]
    dialogues: tuple[_Dialogue, ...]


def read() -> tuple[tuple[Service, ...], tuple[Dialogue, ...]]:
    """The services and dialogues of ``dialogues.yaml``."""
    file = _File.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
    return file.services, tuple(_whole(dialogue) for dialogue in file.dialogues)


def _whole(dialogue: _Dialogue) -> Dialogue:
    turns = []
    state: dict[str, tuple[str, ...]] = {}
    for line in dialogue.turns:
        if line.assistant is not None:
            frame = DialogueFrame(service=dialogue.service, actions=line.acts)
            turns.append(Turn(speaker="SYSTEM", utterance=line.assistant, frames=(frame,)))
            continue
        assert line.user is not None
        if line.state is None:
            other = State(active_intent="Other", slot_values={})
            frame = DialogueFrame(service="Elsewhere_1", state=other)
        else:
            kept = state if line.keep is None else {name: state[name] for name in line.keep}
            state = {**kept, **line.state}
            frame = DialogueFrame(
                service=dialogue.service, state=State(active_intent=line.intent, slot_values=dict(state))
            )
        turns.append(Turn(speaker="USER", utterance=line.user, frames=(frame,)))
    return Dialogue(dialogue_id=dialogue.id, services=(dialogue.service,), turns=tuple(turns))


def renamed(service: Service, names: Mapping[str, str], descriptions: Mapping[str, str]) -> Service:
    """The service with other names and descriptions (by the old names) of its slots and intents."""

    def new(name: str) -> str:
        return names.get(name, name)

    return Service(
        service_name=new(service.service_name),
        description="",
        slots=tuple(
            slot.model_copy(
                update={"name": new(slot.name), "description": descriptions.get(slot.name, slot.description)}
            )
            for slot in service.slots
        ),
        intents=tuple(
            intent.model_copy(
                update={
                    "name": new(intent.name),
                    "description": descriptions.get(intent.name, intent.description),
                    "required_slots": tuple(map(new, intent.required_slots)),
                    "result_slots": tuple(map(new, intent.result_slots)),
                    "optional_slots": {new(slot): value for slot, value in intent.optional_slots.items()},
                }
            )
            for intent in service.intents
        ),
    )


def renamed_dialogues(dialogues: Sequence[Dialogue], names: Mapping[str, str]) -> tuple[Dialogue, ...]:
    """The dialogues with those names in their annotation."""

    def frame(old: DialogueFrame) -> DialogueFrame:
        state = old.state
        if state is not None:
            state = State(
                active_intent=names.get(state.active_intent, state.active_intent),
                slot_values={names.get(slot, slot): values for slot, values in state.slot_values.items()},
            )
        return DialogueFrame(service=names.get(old.service, old.service), state=state)

    return tuple(
        dialogue.model_copy(
            update={
                "turns": tuple(
                    turn.model_copy(update={"frames": tuple(map(frame, turn.frames))})
                    for turn in dialogue.turns
                )
            }
        )
        for dialogue in dialogues
    )


def write(folder: Path) -> tuple[Path, Path]:
    """Both as files: the schema and the dialogues."""
    services, dialogues = read()
    schema, lines = folder / "schema.json", folder / "dialogues.jsonl"
    schema.write_text(json.dumps([s.model_dump(mode="json") for s in services]), encoding="utf-8")
    lines.write_text("".join(d.model_dump_json() + "\n" for d in dialogues), encoding="utf-8")
    return schema, lines
