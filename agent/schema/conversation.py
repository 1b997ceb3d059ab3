"""A dialogue with a foreign service, tracked turn by turn with the product's own understanding and tracker."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pydantic import JsonValue

from agent.nlu.extract import extract_slots
from agent.nlu.records import Request, SlotCandidate, Understanding
from agent.nlu.understand import understand
from agent.schema.answering import agrees, denies, wants_nothing
from agent.schema.prompt import AssistantAct, Prompt, prompt_of
from agent.schema.service import DONTCARE, NONE
from agent.schema.wording import kept_at
from agent.state import Awaiting, Frame, Memory
from agent.tracking import Tracker
from common.figures import extract_figures
from common.language import Language, detect_language

if TYPE_CHECKING:
    from agent.schema.assistant import ServiceAssistant

NO_TIME: Final = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
"""The session clock of a dialogue that brings none; relative dates are counted from it."""


@dataclass(frozen=True)
class Value:
    """A tracked value in its JSON type, and the words that gave it."""

    value: JsonValue
    raw: str


@dataclass(frozen=True)
class Tracked:
    """The state of the service behind a user's turn: the active intent (or ``NONE``) and the slots' values."""

    intent: str
    values: Mapping[str, Value]


class Conversation:
    """One dialogue: hears both sides in turn and knows the state of the service.

    ``hear_assistant`` takes the assistant's words, or the acts it knows it performed; ``hear_user`` returns
    the state behind the user's words.
    """

    def __init__(self, assistant: ServiceAssistant, now: datetime) -> None:
        self._assistant = assistant
        self._now = now
        self._memory = Memory()
        self._intent = NONE
        self._frame: int | None = None
        self._seen: set[str] = set()
        self._beside: dict[str, Value] = {}
        self._prompt = Prompt()

    def hear_assistant(self, text: str, acts: Collection[AssistantAct] | None = None) -> None:
        """Take what the assistant said. With ``acts`` the text is not read."""
        if acts is not None:
            self._prompt = self._as_values(prompt_of(acts))
            return
        frame = self._current()
        task = self._assistant.tasks[frame.intent] if frame is not None else None
        self._prompt = self._assistant.reader.read(
            text, task, frame.slots if frame is not None else (), now=self._now, language=self._language(text)
        )

    def hear_user(self, text: str) -> Tracked:
        """Take what the user said, and return the state behind it."""
        prompt, self._prompt = self._prompt, Prompt()
        memory = self._memory.model_copy(update={"turn": self._memory.turn + 1})
        accepted = prompt.offered in self._assistant.tasks and agrees(text)
        active = prompt.offered if accepted else self._active()
        known = {} if accepted else self._known(active)
        asked = [name for name in prompt.asked if active and name in self._fields(active)]
        heard = understand(
            text, self._assistant.tasks, self._assistant.classifier, now=self._now, language=self._language(text),
            awaiting=asked[0] if asked else None, also=asked[1:], active=active, known=known,
        )  # fmt: skip
        if prompt.wants_a_yes and wants_nothing(text, heard, prompt.offered, self._assistant.tasks):
            self._memory = memory.model_copy(update={"awaiting": None})
            self._intent, self._frame = NONE, None
            return self._tracked()
        requests = [_decided(request) for request in heard.requests if request.intent != NONE]
        requests = requests or self._values_only(text, active, known, asked)
        if accepted and prompt.offered is not None and not requests:
            requests = [Request(intent=prompt.offered, confidence=1.0, text=text)]
        requests = self._with_proposals(requests, heard, prompt)
        if requests:
            self._apply(memory, heard, requests, asked)
        else:
            self._memory = memory
        return self._tracked()

    # -- one turn ------------------------------------------------------------------------------

    def _with_proposals(self, requests: list[Request], heard: Understanding, prompt: Prompt) -> list[Request]:
        """Values the assistant stated enter when the user agrees, or goes on without objecting."""
        frame = self._current()
        if frame is None or not prompt.proposed:
            return requests
        if denies(heard.text) or (any(r.slots for r in requests) and not agrees(heard.text)):
            return requests
        fields = self._fields(frame.intent)
        stated = {
            name: value
            for name, value in prompt.proposed.items()
            if name in fields and (prompt.move == "confirm" or name not in frame.slots)
        }
        if prompt.move == "confirm":
            stated = {**self._defaults(frame), **stated}
        if not stated:
            return requests
        agreed = Request(intent=frame.intent, confidence=1.0, text=heard.text, slots=stated, follow_up=True)
        # "Yes, make the transfer" agrees; it asks for no second one.
        others = [request for request in requests if request.slots or request.intent != frame.intent]
        return [agreed, *others]

    def _values_only(
        self, text: str, active: str | None, known: Mapping[str, JsonValue], asked: list[str]
    ) -> list[Request]:
        """Words that ask for nothing known, but name a value of the matter at hand (and the other one?)."""
        if active is None:
            return []
        task = self._assistant.tasks[active]
        found = extract_slots(
            text, task, now=self._now, language=self._language(text), known=known, also=asked
        ).values
        named = {name: value for name, value in found.items() if task.slot(name).type in ("enum", "flag")}
        if not named:
            return []
        return [Request(intent=active, confidence=0.5, text=text, slots=named, follow_up=True)]

    def _defaults(self, frame: Frame) -> dict[str, SlotCandidate]:
        """What the schema lets a slot be that the user left open, once all that is needed is settled."""
        intent = self._assistant.service.intent(frame.intent)
        return {
            name: SlotCandidate(value=value, raw=value)
            for name, value in intent.optional_slots.items()
            if name not in frame.slots and value and value != DONTCARE
        }

    def _apply(self, memory: Memory, heard: Understanding, requests: list[Request], asked: list[str]) -> None:
        current = self._current()
        awaiting = Awaiting(frame=current.id, slot=asked[0]) if current is not None and asked else None
        memory = memory.model_copy(update={"awaiting": awaiting, "frames": _alive(memory, current)})
        beside = self._beside
        settled = []
        for request in requests:
            if self._begins(request):
                carried = self._carry(request)
                if carried is None:
                    # Nothing lives on: the tracker is to find no frame that it could take values from.
                    memory = memory.model_copy(update={"frames": _done_with(memory.frames)})
                    beside = {}
                else:
                    request, beside = carried  # noqa: PLW2901
            settled.append(request)
            self._seen.add(request.intent)
        tracker = Tracker(
            memory=memory, tasks=self._assistant.tasks, fill=lambda task, given: {}, refusal=lambda task: None,
            handover=lambda task: None,
        )  # fmt: skip
        acts = tuple(act for act in heard.acts if act != "cancel")
        self._memory, plan = tracker.apply(
            heard.model_copy(update={"requests": tuple(settled), "acts": acts})
        )
        if plan.handled:
            frame = self._memory.frame(plan.handled[-1])
            self._intent, self._frame, self._beside = frame.intent, frame.id, beside

    def _begins(self, request: Request) -> bool:
        """Whether the request begins a matter, instead of going on with the one at hand."""
        frame = self._current()
        if frame is not None and frame.intent == request.intent:
            return not request.follow_up and frame.status == "answered"
        return True

    def _carry(self, request: Request) -> tuple[Request, dict[str, Value]] | None:
        """The request with what lives on of the state, and what lives on beside it; ``None`` when nothing does."""
        state = self._state()
        before = self._last_intent()
        if before is None:
            return request, {}
        service = self._assistant.service
        fields = self._fields(request.intent)
        kept = kept_at(
            service, self._assistant.wording.kept, before, request.intent,
            again=request.intent in self._seen,
            given=any(name in service.tracked for name in request.slots),
        )  # fmt: skip
        if kept == "none":
            return None
        carried = {
            name: SlotCandidate(value=value.value, raw=value.raw)
            for name, value in state.items()
            if name in fields and name not in request.slots
        }
        beside = {name: value for name, value in state.items() if name not in fields} if kept == "all" else {}
        return request.model_copy(update={"slots": {**carried, **request.slots}}), beside

    # -- the state -----------------------------------------------------------------------------

    def _tracked(self) -> Tracked:
        return Tracked(self._intent, self._state())

    def _state(self) -> dict[str, Value]:
        tracked = self._assistant.service.tracked
        frame = self._latest()
        values = dict(self._beside)
        if frame is not None:
            values |= {name: Value(slot.value, slot.raw) for name, slot in frame.slots.items()}
        return {name: value for name, value in values.items() if name in tracked and value.value is not None}

    def _current(self) -> Frame | None:
        """The frame at hand; ``None`` when the user wants nothing."""
        return self._latest() if self._frame is not None else None

    def _latest(self) -> Frame | None:
        """The frame touched last, also when nothing more is wanted of it."""
        if self._frame is not None:
            return next((frame for frame in self._memory.frames if frame.id == self._frame), None)
        frames = [frame for frame in self._memory.frames if frame.status != "dropped"]
        return frames[-1] if frames else None

    def _last_intent(self) -> str | None:
        frame = self._latest()
        return frame.intent if frame is not None else None

    def _active(self) -> str | None:
        frame = self._current()
        return frame.intent if frame is not None else None

    def _known(self, intent: str | None) -> dict[str, JsonValue]:
        frame = self._current()
        return frame.values() if frame is not None and frame.intent == intent else {}

    def _fields(self, intent: str) -> Collection[str]:
        return self._assistant.tasks[intent].Slots.model_fields

    def _language(self, text: str) -> Language:
        return detect_language(text, self._assistant.language)

    def _as_values(self, prompt: Prompt) -> Prompt:
        """Values an assistant names in its own acts, as the task's types hold them."""
        frame = self._current()
        if frame is None or not prompt.proposed:
            return prompt
        task = self._assistant.tasks[frame.intent]
        proposed = {}
        for name, value in prompt.proposed.items():
            if name in task.Slots.model_fields and task.slot(name).type in ("money", "count", "rate", "term"):
                found = _number_in(value.raw)
                value = value if found is None else value.model_copy(update={"value": found})  # noqa: PLW2901
            proposed[name] = value
        return replace(prompt, proposed=proposed)


def _decided(request: Request) -> Request:
    """The request as it was understood: a host that answers for itself cannot ask which of two was meant."""
    return request.model_copy(update={"unclear": (), "candidates": ()})


def _alive(memory: Memory, current: Frame | None) -> tuple[Frame, ...]:
    """The frames, the one at hand touched: other services' turns in between do not make it old."""
    return tuple(
        frame.model_copy(update={"touched": memory.turn})
        if current is not None and frame.id == current.id
        else frame
        for frame in memory.frames
    )


def _done_with(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    return tuple(frame.model_copy(update={"status": "dropped"}) for frame in frames)


def _number_in(text: str) -> float | int | None:
    figures = extract_figures(text)
    if len(figures) != 1:
        return None
    value = figures[0].value
    return int(value) if value == value.to_integral_value() else float(value)
