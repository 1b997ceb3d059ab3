"""How an utterance changes the stack of frames, and what the turn will do. Knows no task by name.

A correction overwrites a slot and the frame runs again; an ellipsis copies the last frame and replaces a slot;
a digression leaves the open frame on the stack and the reply returns to it; a new customer clears it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue
from pydantic_core import PydanticUndefined, to_jsonable_python

from agent.nlu.records import Request, SlotCandidate, Understanding
from agent.reply import SlotError
from agent.state import Awaiting, Choice, Frame, Memory, Plan, SharedValue, SlotValue
from agent.tasks.base import Handover, Task
from agent.tracking.carrying import (
    as_carried,
    donor,
    lasting,
    parts_of,
    share,
    shared_values,
    taken_over,
    turned_round,
)
from agent.tracking.choosing import between_intents, between_matters
from agent.tracking.offering import (
    OfferOf,
    as_taken,
    kept_posted,
    nothing_posted,
    taken_beforehand,
    taken_offer,
)
from agent.tracking.stack import Stack

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
    offer: OfferOf = nothing_posted
    _errors: dict[int, tuple[SlotError, ...]] = field(default_factory=dict)
    _remarks: list[str] = field(default_factory=list)
    _escalate: tuple[Handover, str] | None = None
    _handed_over: set[int] = field(default_factory=set)
    _cleared: bool = False
    _choice: Choice | None = None

    def __post_init__(self) -> None:
        self._stack = Stack.of(self.memory)
        self._shared: dict[str, SharedValue] = dict(self.memory.shared)
        self._corrected = dict(self.memory.corrected)

    def apply(self, heard: Understanding) -> tuple[Memory, Plan]:
        """Return the memory after the utterance, and what the turn will do."""
        acts = frozenset(heard.acts)
        requests = list(heard.requests)
        awaited = self._awaited()
        repaired = any(request.follow_up and request.slots for request in requests)
        if acts & {"cancel", "cancel_all"} and not repaired:
            self._cancel(awaited, everything="cancel_all" in acts)
            requests = [request for request in requests if self._is_new(request)]
        elif awaited is not None and self.memory.awaiting is not None and self.memory.awaiting.confirm:
            requests = self._answer_confirmation(awaited, self.memory.awaiting.slot, acts, requests)
        elif awaited is not None and self.memory.awaiting is not None:
            requests = self._answer_offer(awaited, self.memory.awaiting.slot, heard, requests)
        for request in requests:
            self._take(request, acts)
        if not requests and not self._stack.handled and not self._remarks:
            self._go_on(acts)
        ready, awaiting = self._decide()
        return self._after(ready, awaiting), self._plan(ready)

    def _after(self, ready: Sequence[int], awaiting: Awaiting | None) -> Memory:
        frames = tuple(
            frame.model_copy(update={"status": "answered"}) if frame.id in ready else frame
            for frame in self._stack.frames
            if not (frame.id in self._handed_over and frame.slots)
        )
        base = self.memory.fresh() if self._cleared else self.memory
        return base.model_copy(
            update={
                "frames": frames,
                "awaiting": awaiting,
                "choice": self._choice,
                "next_frame": self._stack.next_id(),
                "shared": {**base.shared, **self._shared},
                "corrected": self._corrected,
            }
        )

    def _plan(self, ready: Sequence[int]) -> Plan:
        return Plan(
            ready=tuple(ready),
            handled=tuple(self._stack.handled),
            errors=tuple(error for group in self._errors.values() for error in group),
            remarks=tuple(dict.fromkeys(self._remarks)),
            escalate=self._escalate[0].reason if self._escalate else None,
            escalate_priority=self._escalate[0].priority if self._escalate else None,
            escalate_intent=self._escalate[1] if self._escalate else None,
        )

    # -- one request ---------------------------------------------------------------------------

    def _take(self, request: Request, acts: frozenset[str]) -> None:
        task = self.tasks[request.intent]
        if self._asks_which(request):
            return
        if task.clears_customer:
            self._stack.clear()
            self._shared = {name: value for name, value in self._shared.items() if value.scope == "session"}
            self._corrected.clear()
            self._cleared = True
        frame = self._target(request, task, acts)
        if (handover := self.handover(task)) is not None:
            self._escalate = (handover, task.intent)
            self._handed_over.add(frame.id)
        self._count_corrections(frame, request, acts)
        values = dict(frame.slots)
        for name, candidate in request.slots.items():
            other = task.slot(name).instead_of
            if other is not None and other not in request.slots:
                values.pop(other, None)
            values[name] = self._read(candidate)
        stale = turned_round(task, frame.slots, values) | parts_of(task, frame.slots, request.slots)
        for name in stale - set(request.slots):
            values.pop(name)
        frame = frame.model_copy(update={"slots": values, "touched": self.memory.turn, "status": "open"})
        frame = self._complete(frame, task)
        if "accept" in acts:
            frame = taken_beforehand(frame, task, self.offer, request.text.strip(), self.memory.turn)
        self._shared = share(self._shared, frame, task, self.memory.turn)
        self._stack.put(frame)
        if request.errors:
            self._errors[frame.id] = tuple(
                SlotError(slot=error.slot, code=error.code, message=error.message) for error in request.errors
            )

    def _asks_which(self, request: Request) -> bool:
        """Whether the words fit several matters or tasks, so that the user is asked; one question a turn."""
        if self._choice is not None:
            return False
        if request.unclear:
            self._choice = between_intents(request, self.tasks)
            return True
        frames = [frame for frame in self._stack.frames if frame.id in request.candidates]
        if len(frames) > 1:
            self._choice = between_matters(request, sorted(frames, key=lambda frame: frame.id), self.tasks)
            return True
        return False

    def _target(self, request: Request, task: Task, acts: frozenset[str]) -> Frame:
        """The frame the request is about: an open one, a variant of one that was told, or a fresh one."""
        about = None if request.about is None else self._stack.by_id(request.about)
        if about is not None and request.follow_up:
            return about if about.status == "open" else self._varied(about, request, acts)
        open_frame = self._stack.latest(request.intent, "open")
        if open_frame is not None and open_frame.id not in self._stack.handled:
            return open_frame
        if request.follow_up and (last := self._last_of(request.intent)) is not None:
            unfinished = last.id in self._stack.handled and task.missing(last.slots) is not None
            return last if unfinished else self._varied(last, request, acts)
        fresh = Frame(
            id=self._stack.next_id(),
            intent=request.intent,
            confidence=request.confidence,
            opened=self.memory.turn,
            touched=self.memory.turn,
        )
        return self._inherited(fresh, request, task, about)

    def _last_of(self, intent: str) -> Frame | None:
        """The frame of an intent that a variation is about: the one handled in this turn, else the last told."""
        handled = [self._stack.by_id(frame_id) for frame_id in reversed(self._stack.handled)]
        now = next((frame for frame in handled if frame is not None and frame.intent == intent), None)
        return now or self._stack.latest(intent, "answered")

    def _varied(self, last: Frame, request: Request, acts: frozenset[str]) -> Frame:
        """The frame itself where it is corrected or asked for again, else a copy of it."""
        if not request.slots or ("correction" in acts and "ellipsis" not in acts):
            return last.model_copy(update={"confidence": request.confidence})
        return Frame(
            id=self._stack.next_id(),
            intent=last.intent,
            confidence=request.confidence,
            slots=as_carried(lasting(last.slots, self.tasks[last.intent])),
            opened=self.memory.turn,
            touched=self.memory.turn,
            carried_from=last.id,
            root=last.matter,
        )

    def _inherited(self, fresh: Frame, request: Request, task: Task, about: Frame | None) -> Frame:
        """A fresh frame with what it goes on from: the matter it points back to, else its last neighbour."""
        giver = about or donor(request, task, self._stack, self.tasks)
        if giver is None:
            return fresh
        slots = taken_over(giver, task, self.tasks)
        return fresh.model_copy(update={"slots": slots, "carried_from": giver.id})

    def _count_corrections(self, frame: Frame, request: Request, acts: frozenset[str]) -> None:
        if "correction" not in acts or "ellipsis" in acts:
            return
        for name, candidate in request.slots.items():
            if name in frame.slots and frame.slots[name].value != candidate.value:
                key = f"{frame.matter}.{name}"
                self._corrected[key] = self._corrected.get(key, 0) + 1

    def _read(self, candidate: SlotCandidate) -> SlotValue:
        return SlotValue(
            value=candidate.value,
            raw=candidate.raw,
            turn=self.memory.turn,
            source="user",
            confirmed=not candidate.approximate,
            note=candidate.note,
            dated=candidate.dated,
        )

    def _complete(self, frame: Frame, task: Task) -> Frame:
        """Fill in what is known of the customer, then what the records settle (anew each time, since it depends
        on what is asked), then the defaults."""
        slots = {name: value for name, value in frame.slots.items() if value.source != "record"}
        slots |= shared_values(self._shared, task, slots, self.memory.turn)
        given = {name: value.value for name, value in slots.items()}
        for name, value in self.fill(task, given).items():
            if name not in slots:
                slots[name] = SlotValue(value=value, raw="", turn=self.memory.turn, source="record")
        for name, info in task.Slots.model_fields.items():
            if name not in slots and info.default is not None and info.default is not PydanticUndefined:
                default: JsonValue = to_jsonable_python(info.default)
                slots[name] = SlotValue(value=default, raw="", turn=self.memory.turn, source="default")
        return kept_posted(frame.model_copy(update={"slots": slots}), task, self.offer)

    # -- no request ----------------------------------------------------------------------------

    def _go_on(self, acts: frozenset[str]) -> None:
        """Words that ask nothing: back to the open question, or to an earlier answer when that is wished."""
        awaited = self._awaited()
        if awaited is not None:
            self._remarks += ["need_value"] if "unsure" in acts else []
            return
        if "resume" in acts and (earlier := self._before_the_last()) is not None:
            self._stack.put(earlier.model_copy(update={"touched": self.memory.turn}))
        else:
            wrong = acts & {"deny", "correction"}
            self._remarks.append("what_is_wrong" if wrong and self._stack.frames else "heard")

    def _before_the_last(self) -> Frame | None:
        """The matter before the one of the last turn; the last one itself where there is no other."""
        told = [
            frame
            for frame in self._stack.newest_first()
            if frame.status in ("open", "answered") and self.tasks[frame.intent].Slots.model_fields
        ]
        earlier = [frame for frame in told if frame.touched < self.memory.turn - 1]
        return next(iter(earlier or told), None)

    def _cancel(self, awaited: Frame | None, *, everything: bool) -> None:
        """Give up what is under way; an earlier open matter is gone back to, unless everything is given up."""
        given_up = [frame.id for frame in self._stack.frames if frame.status == "open"] if everything else []
        if awaited is not None:
            given_up.append(awaited.id)
        for frame_id in given_up:
            self._stack.drop(frame_id)
        self._remarks.append("cancelled")

    def _answer_confirmation(
        self, frame: Frame, slot: str, acts: frozenset[str], requests: Sequence[Request]
    ) -> list[Request]:
        """Take a yes or a no to an approximate value; a new value for the slot settles it as well."""
        given = any(slot in request.slots for request in requests)
        slots = dict(frame.slots)
        if acts & {"confirm", "accept"} and not given:
            slots[slot] = slots[slot].model_copy(update={"confirmed": True})
        elif "deny" in acts and not given:
            del slots[slot]
        else:
            return list(requests)
        self._stack.put(frame.model_copy(update={"slots": slots, "touched": self.memory.turn}))
        return self._besides(frame, requests)

    def _answer_offer(
        self, frame: Frame, slot: str, heard: Understanding, requests: Sequence[Request]
    ) -> list[Request]:
        """Take or leave what is posted for the slot; a value said for it settles it as well."""
        offer = frame.offered(slot)
        said = any(
            slot in request.slots or any(e.slot == slot for e in request.errors) for request in requests
        )
        if offer is None or not offer.options or said:
            return list(requests)
        posted = taken_offer(offer, heard)
        change: dict[str, object] = {"touched": self.memory.turn}
        if posted is not None:
            taken = as_taken(posted, heard.text.strip(), self.memory.turn)
            change["slots"] = {**frame.slots, slot: taken}
        elif "deny" in heard.acts:
            change["declined"] = (*frame.declined, slot)
            self._remarks.append("posted_refused")
        elif {"confirm", "accept"} & set(heard.acts):
            self._remarks.append("which_posted")
        else:
            return list(requests)
        self._stack.put(self._complete(frame.model_copy(update=change), self.tasks[frame.intent]))
        return self._besides(frame, requests)

    def _besides(self, frame: Frame, requests: Sequence[Request]) -> list[Request]:
        """What is asked besides the answer to a yes-or-no question about a frame."""
        return [
            request
            for request in requests
            if request.slots or request.errors or (self._is_new(request) and request.intent != frame.intent)
        ]

    # -- what now ------------------------------------------------------------------------------

    def _decide(self) -> tuple[list[int], Awaiting | None]:
        """The frames whose tools run, and the first thing to ask: of this turn's matters, then of earlier ones."""
        ready: list[int] = []
        asked: Awaiting | None = None
        for frame_id in self._stack.handled:
            frame = self._stack.by_id(frame_id)
            if frame is None or frame_id in self._handed_over:
                continue
            gap = self._gap(frame)
            if gap is None:
                ready.append(frame_id)
            elif asked is None:
                asked = gap
        if self._choice is not None:
            return ready, None
        if asked is None:
            for frame in self._stack.newest_first():
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
            return self._asked(frame, task, error.slot)
        missing = task.missing(frame.slots)
        if missing is not None:
            return self._asked(frame, task, missing)
        for name, value in frame.slots.items():
            if not value.confirmed:
                return Awaiting(frame=frame.id, slot=name, confirm=True)
        return None

    def _asked(self, frame: Frame, task: Task, slot: str) -> Awaiting:
        """The question for a slot; what is posted for it is looked up while the matter is at hand."""
        if frame.id in self._stack.handled:
            given = {name: value.value for name, value in frame.slots.items() if name != slot}
            offer = self.offer(task, slot, given, frame.offers.get(slot))
            offers = {name: old for name, old in frame.offers.items() if name != slot}
            if offer is not None:
                offers[slot] = offer
            self._stack.replace(frame.model_copy(update={"offers": offers}))
        return Awaiting(frame=frame.id, slot=slot)

    def _awaited(self) -> Frame | None:
        awaiting = self.memory.awaiting
        return self._stack.by_id(awaiting.frame) if awaiting is not None else None

    def _is_new(self, request: Request) -> bool:
        return not request.follow_up and not self.tasks[request.intent].fallback
