"""act: the tools of each frame that is ready; results become outlines of what may be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from langgraph.runtime import Runtime
from pydantic import JsonValue, ValidationError

from agent.events import ProgressEvent, ToolEvent
from agent.reply import SlotError, ToolCall
from agent.runtime import TurnContext
from agent.state import Awaiting, DialogueState, Frame, FrameRun, Memory
from agent.tasks.base import Call, Outline, Scene, Step, Task
from agent.timing import timed
from agent.wording import say
from common import formatting
from state_store.records import AuditEntry
from tools.base import ToolContext
from tools.registry import call_tool


@timed("act")
def act(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Run the tools of the ready frames in the order of the requests; a tool's error becomes a sentence."""
    memory, plan, incoming = state["memory"], state["plan"], state["incoming"]
    context = runtime.context
    scene = context.scene(incoming.at, memory.language, incoming.staff, memory.customer, incoming.text)
    audited = list(state.get("audited", ()))

    def record(kind: str, fields: Mapping[str, JsonValue]) -> None:
        audited.append(
            AuditEntry(
                session_id=state["session"],
                at=incoming.at,
                kind=kind,
                actor=incoming.staff.id,
                data=dict(fields),
            )
        )

    def progress(done: int, total: int) -> None:
        if total > 1:
            runtime.stream_writer(ProgressEvent(done=done, total=total))

    scene = replace(scene, document=memory.document.name if memory.document is not None else None)
    tools = replace(
        context.tool_context(scene, record),
        dialogue=state["session"],
        document=memory.document,
        progress=progress,
    )
    runs: list[FrameRun] = []
    errors: list[SlotError] = list(plan.errors)
    for frame_id in plan.ready:
        frame = memory.frame(frame_id)
        run, failed = _run(frame, context.tasks[frame.intent], scene, replace(tools, intent=frame.intent))
        runs.append(run)
        for call in run.calls:
            runtime.stream_writer(ToolEvent(call=call))
        if failed is not None:
            errors.append(failed)
            memory = _reopen(memory, frame, failed, context, scene)
    changes: dict[str, object] = {"errors": tuple(errors)}
    if plan.escalate is None:
        changes |= _handed_over(runs, memory)
    return DialogueState(
        memory=memory,
        runs=tuple(runs),
        plan=plan.model_copy(update=changes),
        audited=tuple(audited),
    )


def _handed_over(runs: Sequence[FrameRun], memory: Memory) -> dict[str, object]:
    """The first matter a human takes over: as its task says, else where no source was found."""
    for reason_of in (lambda outline: outline.escalate, _unsourced):
        for run in runs:
            reason = reason_of(run.outline)
            if reason is not None:
                return {"escalate": reason, "escalate_intent": memory.frame(run.frame).intent}
    return {}


def _unsourced(outline: Outline) -> str | None:
    return "low_confidence" if outline.source_missing else None


def _run(frame: Frame, task: Task, scene: Scene, tools: ToolContext) -> tuple[FrameRun, SlotError | None]:
    refusal = task.refusal(scene)
    if refusal is not None:
        task.record_refusal(frame.values(), tools, scene)
        return FrameRun(
            frame=frame.id, outline=Outline(steps=(Step(kind="result", text=refusal),), rewordable=False)
        ), None
    try:
        said = {name: slot.value for name, slot in frame.slots.items() if slot.source != "default"}
        slots = task.Slots.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else next(iter(frame.slots), "")
        return FrameRun(frame=frame.id), SlotError(slot=name, code="E_VALUE", message=str(first["msg"]))
    calls = _call_all(task.calls(slots, scene), tools)
    failed = next((call for call in calls if call.error is not None), None)
    if failed is None or failed.error is None:
        outline = _with_provenance(task.outline(slots, calls, scene), frame, task, scene)
        return FrameRun(frame=frame.id, calls=calls, outline=outline), None
    slot = failed.error.slot
    if slot is not None and slot in task.Slots.model_fields:
        return FrameRun(frame=frame.id, calls=calls), SlotError(
            slot=slot, code=failed.error.code, message=failed.error.message
        )
    sentence = say("tool_failed", scene.language, message=failed.error.message)
    outline = Outline(
        steps=(Step(kind="result", text=sentence),), evidence=(failed.error.message,), rewordable=False
    )
    return FrameRun(frame=frame.id, calls=calls, outline=outline), None


def _call_all(calls: Sequence[Call], tools: ToolContext) -> tuple[ToolCall, ...]:
    """Run independent calls side by side; results keep the order of the calls."""
    if len(calls) < 2:
        return tuple(call_tool(call.tool, call.args, tools) for call in calls)
    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return tuple(pool.map(lambda call: call_tool(call.tool, call.args, tools), calls))


def _reopen(memory: Memory, frame: Frame, error: SlotError, context: TurnContext, scene: Scene) -> Memory:
    """A value the tool refused is asked for again, with what is posted for it; everything else given is kept."""
    slots = {name: value for name, value in frame.slots.items() if name != error.slot}
    given = {name: value.value for name, value in slots.items()}
    task = context.tasks[frame.intent]
    offer = task.posted(error.slot, given, scene, context.library.tables, frame.offers.get(error.slot))
    offers = frame.offers if offer is None else {**frame.offers, error.slot: offer}
    opened = frame.model_copy(update={"status": "open", "slots": slots, "offers": offers})
    frames = tuple(opened if other.id == frame.id else other for other in memory.frames)
    return memory.model_copy(update={"frames": frames, "awaiting": Awaiting(frame=frame.id, slot=error.slot)})


def _with_provenance(outline: Outline, frame: Frame, task: Task, scene: Scene) -> Outline:
    """The outline with where its posted values come from: a sentence and a source for each."""
    language, told, cited = scene.language, [], []
    for name, slot in frame.slots.items():
        wording = task.wording.slots.get(name)
        label = wording.label[language] if wording is not None else name
        if slot.posted is None:
            if slot.dated is not None and slot.note is not None:
                since = formatting.date(slot.dated, language)
                told.append(say("dated_used", language, label=label, note=slot.note, since=since))
            continue
        told.append(say("posted_used", language, label=label, basis=slot.posted.basis(language)))
        cited.append(slot.posted.cited(language, scene.now.date()))
    if not told:
        return outline
    return outline.model_copy(
        update={
            "provenance": (*outline.provenance, *told),
            "citations": (*outline.citations, *cited),
        }
    )
