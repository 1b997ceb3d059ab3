"""escalate: opens an item for a human, or adds to the one that already waits.

The item itself is written by ``respond`` in one transaction with the turn; here only its content is made.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from langgraph.runtime import Runtime
from pydantic import JsonValue

from agent.reply import EscalationView
from agent.runtime import TurnContext
from agent.state import DialogueState, Hold, Memory, Opened
from agent.timing import timed
from agent.wording import say
from common.language import Language
from policies.escalation import EscalationRule, rule_for
from policies.pii import mask


@timed("escalate")
def escalate(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Make the handoff packet and the waiting notice; hold the matter where the reason says so."""
    plan, memory, incoming = state["plan"], state["memory"], state["incoming"]
    if plan.held is not None:
        return _add_to_held(state)
    reviewed = state["verdict"].decision == "escalate"
    reason = (state["verdict"].reason if reviewed else plan.escalate) or "policy"
    wished = state["verdict"].priority if reviewed else plan.escalate_priority
    rule = rule_for(reason, wished)
    priority = wished or rule.priority
    intent = plan.escalate_intent or _intent(state)
    item = f"{state['session']}-E{memory.escalations + 1}"
    view = EscalationView(
        id=item,
        reason=reason,
        priority=priority,
        status="open",
        deadline=incoming.at + timedelta(seconds=rule.seconds),
    )
    opened = Opened(
        view=view,
        intent=intent,
        packet=_packet(state, view, rule, incoming.at),
        summary_zh=f"{say(f'reason_{reason}', 'zh')}：{mask(incoming.text)}"[:120],
        summary_en=f"{say(f'reason_{reason}', 'en')}: {mask(incoming.text)}"[:120],
    )
    holds = memory.holds
    if priority in ("P0", "P1") or rule.hold:
        holds = (*holds, Hold(escalation=item, intent=intent, reason=reason, priority=priority))
    update = DialogueState(
        opened=(*state.get("opened", ()), opened),
        memory=memory.model_copy(update={"escalations": memory.escalations + 1, "holds": holds}),
        plan=plan.model_copy(update={"escalate": None, "escalate_priority": None}),
    )
    if not reviewed:
        update["notices"] = (*state.get("notices", ()), *_told(rule, memory.language))
    return update


def _add_to_held(state: DialogueState) -> DialogueState:
    memory, plan = state["memory"], state["plan"]
    hold = next(hold for hold in memory.holds if hold.escalation == plan.held)
    rule = rule_for(hold.reason, hold.priority)
    noted = say("held", memory.language, item=hold.escalation)
    return DialogueState(notices=(*_told(rule, memory.language), noted))


def _told(rule: EscalationRule, language: Language) -> tuple[str, ...]:
    """What is said while the matter waits: what to do at once where the rule has a script, then the notice."""
    script = (rule.script[language],) if rule.script is not None else ()
    return (*script, rule.notice[language])


def _intent(state: DialogueState) -> str:
    requests = state["understanding"].requests
    return requests[-1].intent if requests else ""


def _packet(
    state: DialogueState, view: EscalationView, rule: EscalationRule, now: datetime
) -> dict[str, JsonValue]:
    """What the human needs, personal data masked (domain/escalation.md, handoff packet)."""
    memory, incoming, verdict = state["memory"], state["incoming"], state["verdict"]
    frames: list[JsonValue] = [
        {
            "intent": frame.intent,
            "status": frame.status,
            "slots": {
                name: {
                    "value": slot.value,
                    "raw": mask(slot.raw),
                    "turn": slot.turn,
                    "source": slot.source,
                    "confirmed": slot.confirmed,
                }
                for name, slot in frame.slots.items()
            },
        }
        for frame in memory.frames
    ]
    calls: list[JsonValue] = [
        call.model_dump(mode="json", exclude={"ms"}) for run in state.get("runs", ()) for call in run.calls
    ]
    citations: list[JsonValue] = [
        {"id": citation.id, "as_of": citation.as_of.isoformat()}
        for run in state.get("runs", ())
        for citation in run.outline.citations
    ]
    turns: list[JsonValue] = [said.model_dump(mode="json") for said in memory.said[-10:]]
    turns.append({"turn": memory.turn, "speaker": "user", "text": mask(incoming.text)})
    policy: list[JsonValue] = [
        finding.model_dump(mode="json", exclude={"text", "span"}) for finding in verdict.findings
    ]
    return {
        "id": view.id,
        "created_at": now.isoformat(),
        "class": view.priority,
        "deadline": view.deadline.isoformat() if view.deadline is not None else None,
        "trigger": view.reason,
        "tier": rule.tier,
        "staff": incoming.staff.id,
        "branch": incoming.staff.branch,
        "language": memory.language,
        "customer": masked_customer(memory),
        "frames": frames,
        "turns": turns,
        "tool_calls": calls,
        "citations": citations,
        "policy": policy,
        "promised": rule.notice[memory.language],
    }


def masked_customer(memory: Memory) -> str | None:
    """The customer as the queue shows them: enough to recognise, not to look up."""
    return None if memory.customer is None else f"{memory.customer[0]}***{memory.customer[-1]}"
