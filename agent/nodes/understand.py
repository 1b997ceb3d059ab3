"""understand: the language, the requests and their slot values; the user's own words are screened."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.nlu.records import Understanding
from agent.nlu.understand import understand as hear
from agent.runtime import TurnContext
from agent.state import Alarm, DialogueState, Draft, Frame, Memory, Plan
from agent.timing import timed
from common.language import detect_language
from policies import Screening, screen_user
from policies.verdict import Verdict


@timed("understand", first=True)
def understand(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Start a turn: clear the last one's channels, understand the words against the dialogue so far."""
    incoming, memory = state["incoming"], state["memory"]
    context = runtime.context
    language = detect_language(incoming.text, memory.language)
    if incoming.customer is not None and memory.customer not in (None, incoming.customer):
        memory = memory.fresh()
    memory = memory.model_copy(
        update={
            "turn": memory.turn + 1,
            "language": language,
            "customer": incoming.customer or memory.customer,
        }
    )
    screening = screen_user(incoming.text, language=language)
    active = memory.frame(memory.awaiting.frame) if memory.awaiting is not None else _active(memory, context)
    heard = hear(
        _without_orders(incoming.text, screening),
        tasks=context.tasks,
        classifier=context.classifier(),
        now=incoming.at,
        language=language,
        awaiting=memory.awaiting.slot if memory.awaiting is not None else None,
        active=active.intent if active is not None else None,
        known=active.values() if active is not None else {},
        library=context.library,
    )
    own = _without_documents(incoming.text, heard, context)
    alarms = (screening if own == incoming.text else screen_user(own, language=language)).triggers
    grave = next((trigger for trigger in alarms if trigger.priority in ("P0", "P1")), None)
    return DialogueState(
        memory=memory,
        understanding=heard,
        alarm=Alarm(reason=grave.reason, priority=grave.priority) if grave is not None else None,
        injection=screening.injection,
        plan=Plan(),
        runs=(),
        audited=(),
        question=None,
        draft=Draft(),
        kept=(),
        verdict=Verdict(decision="allow"),
        sentences=(),
        opened=(),
        notices=(),
        engine="template",
        notes=(),
    )


def _without_documents(text: str, heard: Understanding, context: TurnContext) -> str:
    """The words without the texts pasted for a task to work on: a clause about freezing freezes nothing."""
    for request in heard.requests:
        task = context.tasks[request.intent]
        for name, said in request.slots.items():
            if task.slot(name).document and said.start >= 0:
                text = f"{text[: said.start]}{' ' * (said.end - said.start)}{text[said.end :]}"
    return text


def _without_orders(text: str, screening: Screening) -> str:
    """The request before an order to the assistant; the whole where nothing stands before it."""
    start = min((t.span[0] for t in screening.triggers if t.id == "prompt_injection"), default=len(text))
    before = text[:start]
    return before if any(character.isalnum() for character in before) else text


def _active(memory: Memory, context: TurnContext) -> Frame | None:
    """The matter a bare value or an ellipsis is about: the last one that has slots."""
    for frame in reversed(memory.frames):
        if context.tasks[frame.intent].Slots.model_fields:
            return frame
    return None
