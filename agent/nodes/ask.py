"""ask: one question, for the slot that is missing, out of range or only approximate."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.runtime import TurnContext
from agent.state import Awaiting, DialogueState, Frame
from agent.tasks.base import Task
from agent.timing import timed
from agent.wording import say
from common import formatting
from common.language import Language


@timed("ask")
def ask(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Word the open question; when it belongs to an earlier matter, lead back to that first."""
    memory, plan = state["memory"], state["plan"]
    awaiting = memory.awaiting
    if awaiting is None:
        return DialogueState(question=None)
    frame = memory.frame(awaiting.frame)
    task = runtime.context.tasks[frame.intent]
    question = _question(awaiting, frame, task, memory.language)
    if frame.id not in plan.handled:
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
        return wording.ask[language]
    return say("ask_missing", language, label=label)


def shown_value(task: Task, slot: str, value: object, language: Language) -> str:
    """A slot's value as people write it: 300000 of type money is 300,000元."""
    from decimal import Decimal

    match task.slot(slot).type:
        case "money":
            return formatting.money(Decimal(str(value)), language)
        case "rate" | "ratio":
            return formatting.percent(Decimal(str(value)))
        case "term":
            return formatting.term(int(str(value)), language)
        case _:
            return str(value)
