"""draft: one wording of the turn's material, by the script, the local model or the reviewed template."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from langgraph.runtime import Runtime

from agent.drafting.protocol import Drafter, DraftFailed
from agent.drafting.request import request_for
from agent.events import SentenceEvent
from agent.material import Material, missing_pieces
from agent.reviewing import Reviewer, worst
from agent.runtime import PendingWording, TurnContext
from agent.sentences import complete_sentences, split_sentences
from agent.state import DialogueState, Draft
from agent.timing import timed
from agent.wording import say
from policies.verdict import Verdict
from state_store.records import DraftRecord

POLL_SECONDS = 0.2
MODEL_ATTEMPTS = 2
"""Calls to a model a turn: one draft and one retry with the findings."""


@timed("draft")
def draft(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Word the answer. What a model says is judged sentence by sentence before anyone sees it."""
    context, previous, material = runtime.context, state["draft"], Material.of(state)
    attempt = previous.attempt + 1
    if attempt == 1 and context.script is not None:
        return DialogueState(
            draft=Draft(sentences=tuple(split_sentences(context.script)), scripted=True, attempt=attempt)
        )
    drafter = context.drafter
    usable = material.rewordable and not previous.scripted and attempt <= MODEL_ATTEMPTS
    if drafter is not None and usable:
        return _Race(state, runtime, material, drafter).begin()
    note = say("model_refused", material.language) if attempt > MODEL_ATTEMPTS else context.drafter_absent
    return _template(state, material, note if material.rewordable else None)


def _template(state: DialogueState, material: Material, note: str | None = None) -> DialogueState:
    """The reviewed wording. Where there is nothing to report, a blocked draft gives way to its compliant form."""
    sentences, blocked = material.template(), state["verdict"].revised
    if blocked and not material.facts and not material.citations:
        sentences = tuple(split_sentences(blocked))
    update = DialogueState(draft=Draft(sentences=sentences, attempt=state["draft"].attempt + 1))
    if note is not None:
        update["notes"] = (*state.get("notes", ()), note)
    return update


@dataclass
class _Race:
    """The model against the deadline: its approved sentences are shown as they come, or the template stands."""

    state: DialogueState
    runtime: Runtime[TurnContext]
    material: Material
    drafter: Drafter

    def begin(self) -> DialogueState:
        """Run, or let the template stand at once where nobody should wait for the model."""
        context = self.runtime.context
        if context.deadline is None:
            return self.run()
        if self.drafter.ready() and context.deadline > 0 and not self.material.verbatim:
            return self.run()
        if self.drafter.ready() or context.loading:
            return self.leave_for_later("model_slow" if self.drafter.ready() else "model_loading")
        return _template(self.state, self.material, say("model_not_loaded", self.material.language))

    def run(self) -> DialogueState:
        """Let the model word the answer until it ends, is refused, or the deadline passes without a sentence."""
        context, language = self.runtime.context, self.material.language
        job, arrived = self._start()
        deadline = None if context.deadline is None else monotonic() + context.deadline
        approved: list[str] = []
        raw: list[str] = []
        refused: Verdict | None = None
        while refused is None:
            wait = None if deadline is None or approved else max(0.0, deadline - monotonic())
            try:
                sentence = arrived.get(timeout=wait)
            except queue.Empty:
                context.rewording = job
                return _template(self.state, self.material, say("model_slow", language))
            if sentence is None:
                break
            raw.append(sentence)
            refused = self._show(sentence, approved)
        job.stop.set()
        kept = DraftRecord(
            engine=self.drafter.name,
            text="\n".join(raw),
            decision="allow" if refused is None else refused.decision,
        )
        update = self._outcome(approved, refused, job.failure)
        update["kept"] = (*self.state.get("kept", ()), kept)
        if refused is not None:
            update["verdict"] = worst([self.state["verdict"], refused])
        return update

    def leave_for_later(self, why: str) -> DialogueState:
        """The template stands at once; the wording follows."""
        self.runtime.context.rewording, _ = self._start()
        return _template(self.state, self.material, say(why, self.material.language))

    def _start(self) -> tuple[PendingWording, queue.Queue[str | None]]:
        memory, context = self.state["memory"], self.runtime.context
        task = context.tasks[memory.frame(self.state["runs"][0].frame).intent]
        request = request_for(task, self.material, self.state["incoming"].text, self.state["draft"].findings)
        reviewer = Reviewer(self.material, memory.breaches)
        job = PendingWording(engine=self.drafter.name, request=request, reviewer=reviewer)
        context.stoppable.append(job.stop)
        arrived: queue.Queue[str | None] = queue.Queue()
        threading.Thread(
            target=_generate,
            args=(self.drafter, job, arrived, context.tell_pace),
            name="tellergraph-drafting",
            daemon=True,
        ).start()
        return job, arrived

    def _show(self, sentence: str, approved: list[str]) -> Verdict | None:
        """Show a sentence that passes review; return the objection to one that does not."""
        reviewer = Reviewer(self.material, self.state["memory"].breaches)
        verdict = reviewer.sentence(sentence, approved)
        if verdict.decision != "allow":
            return verdict
        if not self.material.verbatim:
            self.runtime.stream_writer(SentenceEvent(index=len(approved), text=sentence))
        approved.append(sentence)
        return None

    def _outcome(self, approved: list[str], refused: Verdict | None, failure: str | None) -> DialogueState:
        attempt = self.state["draft"].attempt + 1
        if self.material.verbatim and (refused or missing_pieces(self.material, "\n".join(approved))):
            return _template(self.state, self.material, say("model_refused", self.material.language))
        if approved:
            engine = self.drafter.name if refused is None and failure is None else "mixed"
            released = 0 if self.material.verbatim else len(approved)
            return DialogueState(
                draft=Draft(sentences=tuple(approved), engine=engine, attempt=attempt, released=released)
            )
        if refused is not None:
            findings = tuple(finding.rule for finding in refused.findings)
            return DialogueState(
                draft=Draft(attempt=attempt, findings=findings, engine=self.drafter.name, refused=True)
            )
        why = failure or say("no_sentence", self.material.language)
        return _template(self.state, self.material, say("model_failed", self.material.language, why=why))


def _generate(
    drafter: Drafter,
    job: PendingWording,
    arrived: queue.Queue[str | None],
    tell_pace: Callable[[float], None],
) -> None:
    """Run the model in a thread of its own; sentences go to whoever listens and into the job."""
    try:
        while not drafter.wait(POLL_SECONDS):
            if drafter.failure is not None:
                raise DraftFailed(drafter.failure)
            if job.stop.is_set():
                return
        begun = monotonic()
        for sentence in complete_sentences(drafter.stream(job.request, job.stop)):
            if not job.sentences:
                tell_pace(monotonic() - begun)
            job.sentences.append(sentence)
            arrived.put(sentence)
    except Exception as error:
        job.failure = str(error)
    finally:
        arrived.put(None)
        job.finished.set()
