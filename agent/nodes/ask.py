"""ask: one question, for the slot that is missing, out of range or only approximate."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.offers import with_offer
from agent.runtime import TurnContext
from agent.showing import shown_value
from agent.state import Awaiting, Choice, DialogueState, Frame
from agent.tasks.base import Task
from agent.timing import timed
from agent.wording import say
from common.language import Language


@timed("ask")
def ask(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Word the open question; when it belongs to an earlier matter, lead back to that first."""
    memory, plan = state["memory"], state["plan"]
    if memory.choice is not None:
        return DialogueState(question=_which(memory.choice, memory.language))
    awaiting = memory.awaiting
    if awaiting is None:
        return DialogueState(question=None)
    frame = memory.frame(awaiting.frame)
    task = runtime.context.tasks[frame.intent]
    question = _question(awaiting, frame, task, memory.language)
    elsewhere = bool(plan.handled) or "cancelled" in plan.remarks
    if elsewhere and frame.id not in plan.handled:
        question = say(
            "return_to", memory.language, title=task.wording.title[memory.language], question=question
        )
    return DialogueState(question=question)


def _question(awaiting: Awaiting, frame: Frame, task: Task, language: Language) -> str:
    wording = task.wording.slots.get(awaiting.slot)
    label = wording.label[language] if wording is not None else awaiting.slot
    if awaiting.confirm:
        slot = frame.slots[awaiting.slot]
        value = shown_value(task, awaiting.slot, slot.value, language)
        question = say("ask_confirm", language, label=label, value=value)
        return (
            question if slot.note is None else say("with_note", language, question=question, note=slot.note)
        )
    if wording is not None and wording.ask is not None:
        question = wording.ask[language]
    else:
        question = say("ask_missing", language, label=label)
    offer = frame.offered(awaiting.slot)
    return question if offer is None else with_offer(question, offer, language)


def _which(choice: Choice, language: Language) -> str:
    """The choices, numbered, so that a number, an ordinal or a value of one answers."""
    options = (
        say("option", language, number=str(number), label=option.label[language])
        for number, option in enumerate(choice.options, start=1)
    )
    return say("ask_which", language, options=say("option_separator", language).join(options))
