"""track: the dialogue state after the utterance, and what the turn will do about it."""

from __future__ import annotations

from collections.abc import Mapping

from langgraph.runtime import Runtime
from pydantic import JsonValue

from agent.events import StateEvent
from agent.offers import Offer
from agent.runtime import TurnContext
from agent.state import Alarm, DialogueState, Hold, Memory, Plan
from agent.tasks.base import Task
from agent.timing import timed
from agent.tracking import Tracker
from agent.tracking.struggles import count, needs_human, settled, was_lost
from policies.escalation import rule_for
from state_store.records import AuditEntry
from tools.core_banking import BankFailure


@timed("track")
def track(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Apply the understood utterance to the stack of frames."""
    incoming, heard, before = state["incoming"], state["understanding"], state["memory"]
    context = runtime.context
    scene = context.scene(incoming.at, before.language, incoming.staff, before.customer, incoming.text)

    read: list[AuditEntry] = []

    def fill(task: Task, given: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        """What the customer's records settle; a core system that is away settles nothing, and the tool says so."""
        try:
            found = task.from_records(given, scene, context.bank)
        except BankFailure:
            return {}
        if found:
            read.append(_record_read(state, task.intent, found))
        return found

    def offer(task: Task, slot: str, given: Mapping[str, JsonValue], before: Offer | None) -> Offer | None:
        return task.posted(slot, given, scene, context.library.tables, before)

    tracker = Tracker(
        memory=before,
        tasks=context.tasks,
        fill=fill,
        refusal=lambda task: task.refusal(scene),
        handover=lambda task: task.handover(scene),
        offer=offer,
    )
    memory, plan = tracker.apply(heard)
    memory = count(memory, before, lost=was_lost(heard, context.tasks))
    alarm = state.get("alarm")
    if alarm is not None:
        plan = _raised(plan, alarm, _last(state))
        memory = memory.model_copy(update={"awaiting": None})
    hold = _about_held_matter(memory, plan, state, context)
    if hold is not None:
        plan = plan.model_copy(update={"ready": (), "escalate": None, "held": hold.escalation})
    elif needs_human(memory) and plan.escalate is None:
        plan = plan.model_copy(update={"escalate": "misunderstanding", "escalate_intent": _last(state)})
        memory = settled(memory)
    shown = next((f for f in reversed(memory.frames) if f.id in plan.handled), None)
    runtime.stream_writer(
        StateEvent(
            intent=_last(state),
            intents=tuple(request.intent for request in heard.requests),
            slots=shown.values() if shown is not None else {},
        )
    )
    return DialogueState(memory=memory, plan=plan, audited=(*state.get("audited", ()), *read))


def _record_read(state: DialogueState, intent: str, found: Mapping[str, JsonValue]) -> AuditEntry:
    """That values were taken from a customer's records, and which; not the values."""
    incoming, customer = state["incoming"], state["memory"].customer
    return AuditEntry(
        session_id=state["session"],
        at=incoming.at,
        kind="record_read",
        actor=incoming.staff.id,
        data={
            "staff": incoming.staff.id,
            "role": incoming.staff.role,
            "customer": customer,
            "intent": intent,
            "dialogue": state["session"],
            "fields": sorted(found),
        },
    )


def _raised(plan: Plan, alarm: Alarm, intent: str) -> Plan:
    """The alarm's item in place of whatever the turn would do; of two reasons for one, the graver."""
    changes: dict[str, object] = {"ready": ()}
    if plan.escalate is None or alarm.priority <= (
        plan.escalate_priority or rule_for(plan.escalate).priority
    ):
        changes |= {"escalate": alarm.reason, "escalate_priority": alarm.priority, "escalate_intent": intent}
    return plan.model_copy(update=changes)


def _last(state: DialogueState) -> str:
    """The intent of the request said last; of the matter at hand when the words only said yes or no."""
    requests = state["understanding"].requests
    if requests:
        return requests[-1].intent
    memory = state["memory"]
    return memory.frames[-1].intent if memory.frames else ""


def _about_held_matter(memory: Memory, plan: Plan, state: DialogueState, context: TurnContext) -> Hold | None:
    """The hold this utterance belongs to: the same matter again, or words that are no request of their own."""
    if not memory.holds:
        return None
    for request in state["understanding"].requests:
        for hold in memory.holds:
            slotless = not context.tasks[request.intent].Slots.model_fields
            again = request.intent == hold.intent and (request.follow_up or slotless)
            if again or (plan.escalate is not None and plan.escalate == hold.reason):
                return hold
        if context.tasks[request.intent].fallback:
            return memory.holds[-1]
    return None
