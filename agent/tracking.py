"""Dialogue state tracking: how an utterance changes the stack of frames. Knows no task by name.

A correction overwrites a slot and the frame runs again; an ellipsis copies the last frame and replaces a
slot; a digression leaves the open frame on the stack and the reply returns to it; a new customer clears it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue
from pydantic_core import PydanticUndefined, to_jsonable_python

from agent.nlu.records import Request, SlotCandidate, Understanding
from agent.reply import SlotError
from agent.state import Awaiting, Frame, Memory, Plan, SlotValue
from agent.tasks.base import Handover, Task

SLOT_LIFETIME = 10
"""Turns after which a frame that nobody touched leaves the stack."""

RecordFill = Callable[[Task, Mapping[str, JsonValue]], Mapping[str, JsonValue]]
Refusal = Callable[[Task], str | None]
HandsOver = Callable[[Task], Handover | None]


@dataclass
class Tracker:
    """Applies one understood utterance to a memory whose ``turn`` is already this turn's."""

    memory: Memory
    tasks: Mapping[str, Task]
    fill: RecordFill
    refusal: Refusal
    handover: HandsOver
    _frames: list[Frame] = field(default_factory=list)
    _handled: list[int] = field(default_factory=list)
    _errors: dict[int, tuple[SlotError, ...]] = field(default_factory=dict)
    _remarks: list[str] = field(default_factory=list)
    _escalate: tuple[Handover, str] | None = None
    _handed_over: set[int] = field(default_factory=set)
    _cleared: bool = False

    def apply(self, heard: Understanding) -> tuple[Memory, Plan]:
        """Return the memory after the utterance, and what the turn will do."""
        memory = self.memory
        self._frames = [
            frame
            for frame in memory.frames
            if frame.status != "dropped" and memory.turn - frame.touched <= SLOT_LIFETIME
        ]
        acts = frozenset(heard.acts)
        requests = list(heard.requests)
        awaited = self._awaited()
        if "cancel" in acts and not any(self._is_new(request) for request in requests):
            return self._cancel(awaited)
        if awaited is not None and memory.awaiting is not None and memory.awaiting.confirm:
            requests = self._answer_confirmation(awaited, memory.awaiting.slot, acts, requests)
        for request in requests:
            self._take(request, acts)
        if not requests and not self._handled:
            self._go_on(acts)
        ready, awaiting = self._decide()
        answered = {
            frame.id: frame.model_copy(update={"status": "answered"})
            for frame in self._frames
            if frame.id in ready
        } | {
            frame.id: frame.model_copy(update={"status": "dropped"})
            for frame in self._frames
            if frame.id in self._handed_over and frame.slots
        }
        frames = tuple(answered.get(frame.id, frame) for frame in self._frames)
        plan = Plan(
            ready=tuple(ready),
            handled=tuple(self._handled),
            errors=tuple(error for group in self._errors.values() for error in group),
            remarks=tuple(self._remarks),
            escalate=self._escalate[0].reason if self._escalate else None,
            escalate_priority=self._escalate[0].priority if self._escalate else None,
            escalate_intent=self._escalate[1] if self._escalate else None,
        )
        next_frame = max([memory.next_frame, *(frame.id + 1 for frame in frames)])
        base = memory.fresh() if self._cleared else memory
        return base.model_copy(
            update={"frames": frames, "awaiting": awaiting, "next_frame": next_frame}
        ), plan

    # -- one request ---------------------------------------------------------------------------

    def _take(self, request: Request, acts: frozenset[str]) -> None:
        task = self.tasks[request.intent]
        if task.clears_customer:
            self._frames.clear()
            self._cleared = True
        frame = self._target(request, task, acts)
        handover = self.handover(task)
        if handover is not None:
            self._escalate = (handover, task.intent)
            self._handed_over.add(frame.id)
        values = dict(frame.slots)
        for name, candidate in request.slots.items():
            other = task.slot(name).instead_of
            if other is not None and other not in request.slots:
                values.pop(other, None)
            values[name] = self._read(candidate)
        frame = frame.model_copy(update={"slots": values, "touched": self.memory.turn, "status": "open"})
        frame = self._complete(frame, task)
        self._frames = [other for other in self._frames if other.id != frame.id]
        self._frames.append(frame)
        self._handled.append(frame.id)
        if request.errors:
            self._errors[frame.id] = tuple(
                SlotError(slot=error.slot, code=error.code, message=error.message) for error in request.errors
            )

    def _go_on(self, acts: frozenset[str]) -> None:
        """Words that ask nothing: back to the open question, or to the last answer when that is wished."""
        if self._awaited() is not None:
            return
        last = next(
            (frame for frame in reversed(self._frames) if frame.status == "answered" and frame.slots), None
        )
        if "resume" in acts and last is not None:
            self._handled.append(last.id)
        else:
            self._remarks.append("heard_value")

    def _target(self, request: Request, task: Task, acts: frozenset[str]) -> Frame:
        """The frame the request is about: an open one, a copy of the last, or a fresh one."""
        open_frame = self._latest(request.intent, "open")
        if open_frame is not None and open_frame.id not in self._handled:
            return open_frame
        last = self._latest(request.intent, "answered")
        if request.follow_up and last is not None:
            if "correction" in acts and "ellipsis" not in acts:
                return last.model_copy(update={"confidence": request.confidence})
            return self._copy(last, request)
        fresh = Frame(
            id=self._next_id(),
            intent=request.intent,
            confidence=request.confidence,
            opened=self.memory.turn,
            touched=self.memory.turn,
        )
        if task.required:
            donor = self._donor(task, request.slots)
            if donor is not None:
                carried = {
                    name: value for name, value in donor.slots.items() if name in task.Slots.model_fields
                }
                return fresh.model_copy(update={"slots": _as_carried(carried), "carried_from": donor.id})
        return fresh

    def _copy(self, last: Frame, request: Request) -> Frame:
        return Frame(
            id=self._next_id(),
            intent=last.intent,
            confidence=request.confidence,
            slots=_as_carried(last.slots),
            opened=self.memory.turn,
            touched=self.memory.turn,
            carried_from=last.id,
        )

    def _donor(self, task: Task, said: Mapping[str, SlotCandidate]) -> Frame | None:
        """The last answered frame of another task whose slots, with what is said anew, leave nothing to ask.

        Where a value is said that it has too, the words are about another matter.
        """
        for frame in reversed(self._frames):
            if frame.status != "answered" or not self.tasks[frame.intent].required:
                continue
            again = any(name in frame.slots for name in said if name in task.required)
            if frame.intent == task.intent or again:
                return None
            return frame if task.missing({*frame.slots, *said}) is None else None
        return None

    def _read(self, candidate: SlotCandidate) -> SlotValue:
        return SlotValue(
            value=candidate.value,
            raw=candidate.raw,
            turn=self.memory.turn,
            source="user",
            confirmed=not candidate.approximate,
            note=candidate.note,
        )

    def _complete(self, frame: Frame, task: Task) -> Frame:
        """Fill what the records settle, anew each time since it depends on what is asked; then the defaults."""
        slots = {name: value for name, value in frame.slots.items() if value.source != "record"}
        given = {name: value.value for name, value in slots.items()}
        for name, value in self.fill(task, given).items():
            if name not in slots:
                slots[name] = SlotValue(value=value, raw="", turn=self.memory.turn, source="record")
        for name, info in task.Slots.model_fields.items():
            if name not in slots and info.default is not None and info.default is not PydanticUndefined:
                default: JsonValue = to_jsonable_python(info.default)
                slots[name] = SlotValue(value=default, raw="", turn=self.memory.turn, source="default")
        return frame.model_copy(update={"slots": slots})

    # -- what now ------------------------------------------------------------------------------

    def _decide(self) -> tuple[list[int], Awaiting | None]:
        ready: list[int] = []
        asked: Awaiting | None = None
        for frame_id in self._handled:
            frame = self._by_id(frame_id)
            if frame is None or frame_id in self._handed_over:
                continue
            gap = self._gap(frame)
            if gap is None:
                ready.append(frame_id)
            elif asked is None:
                asked = gap
        if asked is None:
            for frame in reversed(self._frames):
                if frame.status == "open" and frame.id not in ready and frame.id not in self._handed_over:
                    asked = self._gap(frame)
                    if asked is not None:
                        break
        return ready, asked

    def _gap(self, frame: Frame) -> Awaiting | None:
        """What is still missing in a frame; ``None`` when it can run (or is refused outright)."""
        task = self.tasks[frame.intent]
        if self.refusal(task) is not None:
            return None
        for error in self._errors.get(frame.id, ()):
            return Awaiting(frame=frame.id, slot=error.slot)
        missing = task.missing(frame.slots)
        if missing is not None:
            return Awaiting(frame=frame.id, slot=missing)
        for name, value in frame.slots.items():
            if not value.confirmed:
                return Awaiting(frame=frame.id, slot=name, confirm=True)
        return None

    def _cancel(self, awaited: Frame | None) -> tuple[Memory, Plan]:
        frames = tuple(
            frame.model_copy(update={"status": "dropped"}) if awaited and frame.id == awaited.id else frame
            for frame in self._frames
        )
        self._remarks.append("cancelled")
        return (
            self.memory.model_copy(update={"frames": frames, "awaiting": None}),
            Plan(remarks=tuple(self._remarks)),
        )

    def _answer_confirmation(
        self, frame: Frame, slot: str, acts: frozenset[str], requests: Sequence[Request]
    ) -> list[Request]:
        """Take a yes or a no to an approximate value; a new value for the slot settles it as well."""
        given = any(slot in request.slots for request in requests)
        slots = dict(frame.slots)
        if "confirm" in acts and not given:
            slots[slot] = slots[slot].model_copy(update={"confirmed": True})
        elif "deny" in acts and not given:
            del slots[slot]
        else:
            return list(requests)
        settled = frame.model_copy(update={"slots": slots, "touched": self.memory.turn})
        self._frames = [settled if other.id == frame.id else other for other in self._frames]
        self._handled.append(frame.id)
        return [
            request
            for request in requests
            if self._is_new(request) and not self.tasks[request.intent].fallback
        ]

    # -- looking about -------------------------------------------------------------------------

    def _awaited(self) -> Frame | None:
        awaiting = self.memory.awaiting
        return self._by_id(awaiting.frame) if awaiting is not None else None

    def _by_id(self, frame_id: int) -> Frame | None:
        return next((frame for frame in self._frames if frame.id == frame_id), None)

    def _latest(self, intent: str, status: str) -> Frame | None:
        return next(
            (frame for frame in reversed(self._frames) if frame.intent == intent and frame.status == status),
            None,
        )

    def _next_id(self) -> int:
        return max([self.memory.next_frame, *(frame.id + 1 for frame in self._frames)])

    def _is_new(self, request: Request) -> bool:
        return not request.follow_up and not self.tasks[request.intent].fallback


def _as_carried(slots: Mapping[str, SlotValue]) -> dict[str, SlotValue]:
    return {
        name: value
        if value.source in ("default", "record")
        else value.model_copy(update={"source": "carried"})
        for name, value in slots.items()
    }
