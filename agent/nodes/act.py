"""act: the tools of each frame that is ready; results become outlines of what may be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from langgraph.runtime import Runtime
from pydantic import JsonValue, ValidationError

from agent.events import ToolEvent
from agent.reply import SlotError, ToolCall
from agent.runtime import TurnContext
from agent.state import Awaiting, DialogueState, Frame, FrameRun, Memory
from agent.tasks.base import Call, Outline, Scene, Step, Task
from agent.timing import timed
from agent.wording import say
from state_store.records import AuditEntry
from tools.base import ToolContext
from tools.registry import call_tool


@timed("act")
def act(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Run the tools of the ready frames in the order of the requests; a tool's error becomes a sentence."""
    memory, plan, incoming = state["memory"], state["plan"], state["incoming"]
    context = runtime.context
    scene = context.scene(incoming.at, memory.language, incoming.staff, memory.customer, incoming.text)
    audited: list[AuditEntry] = []

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

    tools = context.tool_context(scene, record)
    runs: list[FrameRun] = []
    errors: list[SlotError] = list(plan.errors)
    for frame_id in plan.ready:
        frame = memory.frame(frame_id)
        run, failed = _run(frame, context.tasks[frame.intent], scene, tools)
        runs.append(run)
        for call in run.calls:
            runtime.stream_writer(ToolEvent(call=call))
        if failed is not None:
            errors.append(failed)
            memory = _reopen(memory, frame, failed)
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
        return FrameRun(frame=frame.id, calls=calls, outline=task.outline(slots, calls, scene)), None
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


def _reopen(memory: Memory, frame: Frame, error: SlotError) -> Memory:
    """A value the tool refused is asked for again; everything else given is kept."""
    slots = {name: value for name, value in frame.slots.items() if name != error.slot}
    opened = frame.model_copy(update={"status": "open", "slots": slots})
    frames = tuple(opened if other.id == frame.id else other for other in memory.frames)
    return memory.model_copy(update={"frames": frames, "awaiting": Awaiting(frame=frame.id, slot=error.slot)})
