"""draft: one wording of the turn's material, by the script, the local model or the reviewed template."""

from __future__ import annotations

import queue
import threading
from time import monotonic

from langgraph.runtime import Runtime

from agent.drafting.protocol import Drafter, DraftRequest
from agent.drafting.request import request_for
from agent.events import SentenceEvent
from agent.material import Material
from agent.reviewing import Reviewer, worst
from agent.runtime import PendingWording, TurnContext
from agent.sentences import complete_sentences, split_sentences
from agent.state import DialogueState, Draft
from agent.timing import timed
from agent.wording import say
from policies.verdict import Verdict
from state_store.records import DraftRecord

MODEL_ATTEMPTS = 2
"""Calls to a model a turn: one draft and one retry with the findings."""


@timed("draft")
def draft(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Word the answer. What a model says is judged sentence by sentence before anyone sees it."""
    context, previous = runtime.context, state["draft"]
    material = Material.of(state)
    attempt = previous.attempt + 1
    if attempt == 1 and context.script is not None:
        sentences = tuple(split_sentences(context.script))
        return DialogueState(draft=Draft(sentences=sentences, scripted=True, attempt=attempt))
    drafter = context.drafter
    wanted = context.drafter_absent is not None and material.rewordable and attempt == 1
    notes = (context.drafter_absent,) if wanted and context.drafter_absent is not None else ()
    use_model = drafter is not None and material.rewordable and not previous.scripted
    if drafter is None or not use_model or attempt > MODEL_ATTEMPTS:
        return _template(material, attempt, notes)
    if not drafter.ready() and (context.deadline is not None and not drafter.wait(0.0)):
        return _template(material, attempt, (say("model_loading", material.language),))
    memory = state["memory"]
    task = context.tasks[memory.frame(state["runs"][0].frame).intent]
    request = request_for(task, material, state["incoming"].text, previous.findings)
    return _race(state, runtime, drafter, request, material, attempt)


def _template(material: Material, attempt: int, notes: tuple[str, ...]) -> DialogueState:
    update = DialogueState(draft=Draft(sentences=material.template(), attempt=attempt))
    if notes:
        update["notes"] = notes
    return update


def _race(
    state: DialogueState,
    runtime: Runtime[TurnContext],
    drafter: Drafter,
    request: DraftRequest,
    material: Material,
    attempt: int,
) -> DialogueState:
    """Let the model word the answer; hand over to the template when the deadline passes first."""
    context = runtime.context
    reviewer = Reviewer(material, state["memory"].breaches)
    job = PendingWording(engine=drafter.name, request=request, stop=context.stop)
    arrived: queue.Queue[str | None] = queue.Queue()
    thread = threading.Thread(
        target=_generate, args=(drafter, job, arrived), name="tellergraph-drafting", daemon=True
    )
    thread.start()
    deadline = None if context.deadline is None else monotonic() + context.deadline
    approved: list[str] = []
    refused: list[Verdict] = []
    raw: list[str] = []
    while True:
        wait = None if deadline is None or approved else max(0.0, deadline - monotonic())
        try:
            sentence = arrived.get(timeout=wait)
        except queue.Empty:
            context.rewording = job
            return _template(material, attempt, (say("model_slow", material.language),))
        if sentence is None:
            break
        raw.append(sentence)
        verdict = reviewer.sentence(sentence, approved)
        if verdict.decision != "allow":
            refused.append(verdict)
            job.stop.set()
            break
        runtime.stream_writer(SentenceEvent(index=len(approved), text=sentence))
        approved.append(sentence)
    kept = (DraftRecord(engine=drafter.name, text="\n".join(raw), decision="block" if refused else "allow"),)
    if refused and not approved:
        findings = tuple(finding.rule for verdict in refused for finding in verdict.findings)
        context.stop.clear()
        again = Draft(attempt=attempt, findings=findings, engine=drafter.name)
        return DialogueState(draft=again, kept=kept, verdict=worst([state["verdict"], *refused]))
    if not approved:
        why = job.failure or "no sentence"
        return {**_template(material, attempt, (say("model_failed", material.language, why=why),)), "kept": kept}
    wording = Draft(
        sentences=tuple(approved),
        engine="mixed" if refused else drafter.name,
        attempt=attempt,
        released=len(approved),
    )
    update = DialogueState(draft=wording, kept=kept)
    if refused:
        update["verdict"] = worst([state["verdict"], *refused])
    return update


def _generate(drafter: Drafter, job: PendingWording, arrived: queue.Queue[str | None]) -> None:
    """Run the model in a thread of its own; sentences go to whoever listens and into the job."""
    try:
        for sentence in complete_sentences(drafter.stream(job.request, job.stop)):
            job.sentences.append(sentence)
            arrived.put(sentence)
    except Exception as error:
        job.failure = str(error)
    finally:
        arrived.put(None)
        job.finished.set()
