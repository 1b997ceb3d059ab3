"""Annotated dialogues as exchanges: the assistant's words, the user's answer, the state before and behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.schema.annotated import Dialogue, DialogueFrame, State, Turn
from agent.schema.answering import is_question
from agent.schema.service import NONE, Service


@dataclass(frozen=True)
class Exchange:
    """One user turn of the service.

    Attributes:
        prompt: what the assistant said before it; ``None`` at the beginning.
        before: the state before it; ``None`` when there was none yet.
        matter: the intent that was last active before it (never ``NONE``), if any.
        seen: every intent that was active before it.
    """

    prompt: Turn | None
    user: Turn
    frame: DialogueFrame
    before: State | None
    after: State
    matter: str | None
    seen: frozenset[str]

    @property
    def text(self) -> str:
        """The user's words."""
        return self.user.utterance

    @property
    def changed(self) -> Mapping[str, tuple[str, ...]]:
        """The slots set or changed by this turn, with the variants of their new value."""
        old = self.before.slot_values if self.before is not None else {}
        return {
            slot: variants
            for slot, variants in self.after.slot_values.items()
            if not set(variants) & set(old.get(slot, ()))
        }

    @property
    def begins(self) -> bool:
        """Whether the turn begins a matter: another intent than before, or its settled values anew."""
        intent = self.after.active_intent
        if intent == NONE:
            return False
        if self.before is None or self.before.active_intent != intent:
            return True
        return any(slot in self.before.slot_values for slot in self.changed)

    def asked(self, service: Service) -> frozenset[str]:
        """The slots the assistant seems to have asked for: what was missing, if its words ask at all."""
        if self.prompt is None or self.before is None or not is_question(self.prompt.utterance):
            return frozenset()
        if self.before.active_intent == NONE:
            return frozenset()
        required = service.intent(self.before.active_intent).required_slots
        return frozenset(slot for slot in required if slot not in self.before.slot_values)

    def spans(self, slot: str) -> list[tuple[int, int]]:
        """Where the slot's new value stands in the user's words."""
        return spans_of(self.text, self.frame, slot, self.changed.get(slot, ()))


def spans_of(text: str, frame: DialogueFrame, slot: str, variants: Sequence[str]) -> list[tuple[int, int]]:
    """The annotated places of a slot's value, or where one of its variants is written."""
    marked = [(span.start, span.exclusive_end) for span in frame.slots if span.slot == slot]
    if marked:
        return [(start, end) for start, end in marked if 0 <= start < end <= len(text)]
    for variant in variants:
        place = text.lower().find(variant.lower())
        if place >= 0 and variant:
            return [(place, place + len(variant))]
    return []


def exchanges_of(service: Service, dialogues: Sequence[Dialogue]) -> Iterator[Exchange]:
    """Every user turn of the service, in order. States that name intents the service has not are passed over."""
    known = {NONE, *(intent.name for intent in service.intents)}
    for dialogue in dialogues:
        prompt: Turn | None = None
        before: State | None = None
        matter: str | None = None
        seen: set[str] = set()
        for turn in dialogue.turns:
            if turn.speaker == "SYSTEM":
                prompt = turn
                continue
            frame = turn.frame(service.service_name)
            if frame is None or frame.state is None or frame.state.active_intent not in known:
                continue
            yield Exchange(prompt, turn, frame, before, frame.state, matter, frozenset(seen))
            before = frame.state
            if before.active_intent != NONE:
                matter = before.active_intent
                seen.add(matter)


def elsewhere(service: Service, dialogues: Sequence[Dialogue], speaker: str) -> Iterator[Turn]:
    """The turns of a side that belong to other services."""
    for dialogue in dialogues:
        for turn in dialogue.turns:
            if turn.speaker == speaker and turn.frames and turn.frame(service.service_name) is None:
                yield turn
