"""respond: the Reply; the turn, its memory, its items and its audit events are stored in one transaction."""

from __future__ import annotations

from collections import Counter
from typing import cast

from langgraph.runtime import Runtime
from pydantic import JsonValue

from agent.events import SentenceEvent, VerdictEvent
from agent.material import Material
from agent.nodes.escalate import masked_customer
from agent.reply import EscalationView, Reply, SlotDetail
from agent.runtime import TurnContext
from agent.state import DialogueState, Frame, Incoming, Memory, Opened, Said
from common.people import RESTRICTED_VIEWERS
from policies.pii import mask
from policies.verdict import Verdict
from state_store.records import AuditEntry, EscalationItem, EscalationStatus, HeldNote, Settlement, TurnRecord

KEPT_LINES = 20
"""Lines of the dialogue that stay in memory, two a turn, for the handoff packet."""


def respond(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Say what was approved, store the turn, and leave the state ready for the next."""
    memory, incoming = state["memory"], state["incoming"]
    reply = _reply(state, runtime.context)
    for index, line in enumerate(state["sentences"]):
        if index >= state["draft"].released or reply.engine in ("template", "human"):
            runtime.stream_writer(SentenceEvent(index=index, text=line))
    runtime.stream_writer(VerdictEvent(verdict=reply.verdict))
    memory = _remember(memory, incoming, reply, state["verdict"])
    full = reply.model_copy(update={"verdict": state["verdict"]})
    remembered = memory.model_dump_json()
    runtime.context.store.commit_turn(
        TurnRecord(
            session_id=state["session"],
            turn=reply.turn,
            kind=incoming.kind,
            at=incoming.at,
            user_text=incoming.text,
            attachment=incoming.document.name if incoming.document is not None else None,
            customer=memory.customer,
            staff=incoming.staff if incoming.kind == "human" else None,
            reply=full.model_dump(mode="json"),
            drafts=tuple(state.get("kept", ())),
        ),
        memory=remembered,
        escalations=[_item(opened, state) for opened in state.get("opened", ())],
        notes=_notes(state),
        settlements=_settlements(incoming),
        audit_entries=[*state.get("audited", ()), _audit(state, full)],
    )
    runtime.context.reply, runtime.context.remembered = reply, remembered
    return DialogueState(memory=memory)


def _reply(state: DialogueState, context: TurnContext) -> Reply:
    memory, incoming, plan = state["memory"], state["incoming"], state["plan"]
    material = Material.of(state)
    human = incoming.kind == "human"
    timings = state.get("timings", {})
    heard = state.get("understanding")
    requests = () if human or heard is None else heard.requests
    last = requests[-1] if requests else None
    shown = _shown(memory, plan.handled)
    awaited = None if memory.awaiting is None else memory.frame(memory.awaiting.frame)
    return Reply(
        session_id=state["session"],
        turn=memory.turn,
        language=memory.language,
        intent=_intent(memory, last.intent if last is not None else None, shown),
        confidence=last.confidence if last is not None else 1.0,
        intents=tuple(request.intent for request in requests),
        alternatives=last.alternatives if last is not None else (),
        slots=shown.values() if shown is not None else {},
        slot_details={
            name: SlotDetail(
                raw=slot.raw,
                turn=slot.turn,
                source=slot.source,
                confirmed=slot.confirmed,
                basis=None if slot.posted is None else slot.posted.basis(memory.language),
            )
            for name, slot in (shown.slots if shown is not None else {}).items()
        },
        awaiting=memory.awaiting.slot if memory.awaiting is not None else None,
        awaiting_intent=awaited.intent if awaited is not None else None,
        choices=tuple(option.label[memory.language] for option in memory.choice.options)
        if memory.choice is not None
        else (),
        tool_calls=tuple(call for run in state.get("runs", ()) for call in run.calls),
        citations=material.citations,
        steps=(*(step.text for step in material.steps), *material.worksheet),
        answer="\n".join(state["sentences"]),
        verdict=_for_eyes(state["verdict"], incoming),
        errors=plan.errors,
        escalation=_view(state, context),
        engine=state["engine"],
        notes=tuple(state.get("notes", ())),
        timings_ms={**timings, "total": round(sum(timings.values()), 3)},
    )


def _intent(memory: Memory, said: str | None, shown: Frame | None) -> str:
    """The request handled last; without one, the matter the words were about."""
    if said is not None:
        return said
    if shown is not None:
        return shown.intent
    return memory.frames[-1].intent if memory.frames else ""


def _shown(memory: Memory, handled: tuple[int, ...]) -> Frame | None:
    """The frame handled last in the turn."""
    return next((frame for id_ in reversed(handled) for frame in memory.frames if frame.id == id_), None)


def _for_eyes(verdict: Verdict, incoming: Incoming) -> Verdict:
    """The words of a blocked draft are for supervisors and compliance only."""
    if incoming.staff.role in RESTRICTED_VIEWERS or verdict.decision in ("allow", "amend"):
        return verdict.model_copy(update={"revised": None})
    findings = tuple(finding.model_copy(update={"text": None, "span": None}) for finding in verdict.findings)
    return verdict.model_copy(update={"findings": findings, "revised": None})


def _view(state: DialogueState, context: TurnContext) -> EscalationView | None:
    if opened := state.get("opened", ()):
        return opened[-1].view
    incoming, plan = state["incoming"], state["plan"]
    item_id = incoming.escalation if incoming.kind == "human" else plan.held
    if item_id is None:
        return None
    item = context.store.escalation(item_id)
    settled = {"resolve": "resolved", "return": "returned"}[incoming.action]
    return EscalationView(
        id=item.id,
        reason=item.reason,
        priority=item.priority,
        status=cast(EscalationStatus, settled) if incoming.kind == "human" else item.status,
        deadline=item.deadline,
    )


def _remember(memory: Memory, incoming: Incoming, reply: Reply, verdict: Verdict) -> Memory:
    speaker = "human" if incoming.kind == "human" else "assistant"
    said = list(memory.said)
    if incoming.kind == "user":
        said.append(Said(turn=memory.turn, speaker="user", text=mask(incoming.text)))
    said.append(Said(turn=memory.turn, speaker=speaker, text=mask(reply.answer)))
    breaches = Counter(memory.breaches)
    if verdict.decision in ("block", "escalate"):
        breaches.update({finding.category for finding in verdict.findings})
    return memory.model_copy(update={"said": tuple(said[-KEPT_LINES:]), "breaches": dict(breaches)})


def _item(opened: Opened, state: DialogueState) -> EscalationItem:
    incoming, memory, view = state["incoming"], state["memory"], opened.view
    return EscalationItem(
        id=view.id,
        session_id=state["session"],
        turn=memory.turn,
        created_at=incoming.at,
        reason=view.reason,
        priority=view.priority,
        status=view.status,
        deadline=view.deadline,
        language=memory.language,
        staff_id=incoming.staff.id,
        branch=incoming.staff.branch,
        customer_ref=masked_customer(memory),
        summary_zh=opened.summary_zh,
        summary_en=opened.summary_en,
        packet=opened.packet,
    )


def _audit(state: DialogueState, reply: Reply) -> AuditEntry:
    incoming = state["incoming"]
    data: dict[str, JsonValue] = {
        "turn": reply.turn,
        "kind": incoming.kind,
        "intent": reply.intent,
        "tools": list[JsonValue](call.name for call in reply.tool_calls),
        "decision": reply.verdict.decision,
        "categories": list[JsonValue](sorted({finding.category for finding in reply.verdict.findings})),
        "engine": reply.engine,
        "injection": state.get("injection", False),
        "escalation": reply.escalation.id if reply.escalation is not None else None,
    }
    return AuditEntry(
        session_id=reply.session_id, at=incoming.at, kind="turn", actor=incoming.staff.id, data=data
    )


def _notes(state: DialogueState) -> list[HeldNote]:
    """What was said about a matter that waits goes to its item."""
    held, incoming = state["plan"].held, state["incoming"]
    if held is None:
        return []
    return [HeldNote(escalation_id=held, at=incoming.at, text=mask(incoming.text))]


def _settlements(incoming: Incoming) -> list[Settlement]:
    if incoming.kind != "human" or incoming.escalation is None:
        return []
    return [
        Settlement(
            escalation_id=incoming.escalation,
            action=incoming.action,
            staff=incoming.staff,
            text=incoming.text,
            at=incoming.at,
            claim=True,
        )
    ]
