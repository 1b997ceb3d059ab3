"""understand: the language, the requests and their slot values; the user's own words are screened."""

from __future__ import annotations

from datetime import datetime

from langgraph.runtime import Runtime

from agent.attaching import answer_with, handed_over
from agent.nlu.choosing import chosen
from agent.nlu.offered import chosen_offer
from agent.nlu.records import Matter, Understanding
from agent.nlu.understand import request_of
from agent.nlu.understand import understand as hear
from agent.runtime import TurnContext
from agent.state import Alarm, DialogueState, Draft, Frame, Incoming, Memory, Plan
from agent.timing import timed
from agent.tracking.stack import matters_of
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
            "document": incoming.document or memory.document,
        }
    )
    screening = screen_user(incoming.text, language=language)
    words = _without_orders(incoming.text, screening)
    heard = (
        _answered_by_document(incoming, memory, context)
        or _chosen(words, memory, context, incoming.at)
        or _taken(words, memory)
        or _heard(words, memory, context, incoming.at)
    )
    heard = handed_over(heard, memory, context.tasks, new=incoming.document is not None)
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
        notes=context.opinion.notes if context.opinion is not None else (),
    )


def _answered_by_document(incoming: Incoming, memory: Memory, context: TurnContext) -> Understanding | None:
    """A document handed over without a word, where one was asked for."""
    if incoming.document is None or not incoming.wordless:
        return None
    return answer_with(incoming.document, memory.awaiting, memory, context.tasks, incoming.text)


def _heard(words: str, memory: Memory, context: TurnContext, now: datetime) -> Understanding:
    """The words against the dialogue so far."""
    active = memory.frame(memory.awaiting.frame) if memory.awaiting is not None else _active(memory, context)
    return hear(
        words,
        tasks=context.tasks,
        classifier=context.hearing(words, memory.language),
        now=now,
        language=memory.language,
        awaiting=memory.awaiting.slot if memory.awaiting is not None else None,
        active=active.intent if active is not None else None,
        active_frame=active.id if active is not None else None,
        known=active.values() if active is not None else {},
        recent=active.recent if active is not None else frozenset(),
        matters=matters_of(memory, memory.turn),
        library=context.library,
    )


def _chosen(words: str, memory: Memory, context: TurnContext, now: datetime) -> Understanding | None:
    """The request that waited for a choice, where the words make it; ``None`` when they say something else."""
    choice = memory.choice
    if choice is None:
        return None
    known = {frame.id: frame.values() for frame in memory.frames}
    options = [
        Matter(
            frame=option.frame or 0,
            intent=option.intent,
            known=known.get(option.frame or 0, {}),
            root=option.frame or 0,
        )
        for option in choice.options
    ]
    place = chosen(words, options, context.tasks, now=now, language=memory.language)
    if place is None:
        return None
    option = choice.options[place]
    if option.frame is not None:
        request = choice.request.model_copy(update={"about": option.frame, "candidates": ()})
    else:
        request = request_of(
            choice.request.text,
            option.intent,
            context.tasks,
            now=now,
            language=memory.language,
            matters=matters_of(memory, memory.turn),
            library=context.library,
        )
    return Understanding(text=words, language=memory.language, requests=(request,))


def _taken(words: str, memory: Memory) -> Understanding | None:
    """The posted value that the words choose among those offered; ``None`` when they say something else."""
    awaiting = memory.awaiting
    if awaiting is None or awaiting.confirm:
        return None
    offer = memory.frame(awaiting.frame).offered(awaiting.slot)
    posted = None if offer is None else chosen_offer(words, offer.options)
    if posted is None:
        return None
    return Understanding(text=words, language=memory.language, acts=("accept",), taken=posted.key)


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
