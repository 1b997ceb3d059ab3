"""review: policy, grounding and completeness on the whole answer; what passes is what is said."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.material import Material, missing_facts
from agent.reviewing import UNGROUNDED, Reviewer, worst
from agent.runtime import TurnContext
from agent.state import DialogueState, Draft
from agent.timing import timed
from agent.wording import say
from policies.escalation import rule_for
from policies.verdict import Verdict
from state_store.records import DraftRecord


@timed("review")
def review(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Decide: allow, amend, send back for a redraft (no sentences in the update), or hand to a human."""
    material, wording = Material.of(state), state["draft"]
    if not wording.sentences:
        return DialogueState(sentences=())
    reviewer = Reviewer(material, state["memory"].breaches)
    tail = material.tail()
    verdict = reviewer.whole(wording.sentences, tail)
    total = worst([state["verdict"], verdict])
    own = _is_own(wording)
    update = DialogueState(verdict=total)
    if wording.scripted or own or verdict.decision != "allow":
        update["kept"] = (_keep(wording, verdict, runtime.context),)
    match verdict.decision:
        case "allow":
            sentences, engine = _completed(wording, material, runtime.context)
            update.update(sentences=(*sentences, *tail), engine=engine)
        case "amend":
            text = verdict.revised or "\n".join((*wording.sentences, *tail))
            update.update(sentences=tuple(text.splitlines()), engine=_engine(wording, runtime.context))
        case "block" if own:
            reason = "low_confidence" if _only_ungrounded(verdict) else "policy"
            update.update(_handed_over(total, reason, material))
        case "block":
            findings = tuple(finding.rule for finding in verdict.findings)
            update.update(
                sentences=(), draft=Draft(attempt=wording.attempt, scripted=wording.scripted, findings=findings)
            )
        case "escalate" if own or verdict.reason != "policy":
            update.update(_handed_over(total, verdict.reason or "policy", material))
        case "escalate":
            update.update(sentences=(), draft=Draft(attempt=wording.attempt, scripted=True))
    return update


def _is_own(wording: Draft) -> bool:
    return wording.engine == "template" and not wording.scripted


def _engine(wording: Draft, context: TurnContext) -> str:
    return wording.engine


def _only_ungrounded(verdict: Verdict) -> bool:
    return all(finding.category == UNGROUNDED for finding in verdict.findings)


def _keep(wording: Draft, verdict: Verdict, context: TurnContext) -> DraftRecord:
    engine = "scripted" if wording.scripted else wording.engine
    return DraftRecord(engine=engine, text="\n".join(wording.sentences), decision=verdict.decision)


def _completed(wording: Draft, material: Material, context: TurnContext) -> tuple[tuple[str, ...], str]:
    """Add what a model or a script left out: the required results, in the template's words, and the question."""
    if _is_own(wording):
        return wording.sentences, wording.engine
    missing = missing_facts(material.facts, "\n".join(wording.sentences))
    added = tuple(
        step.text for step in material.steps if any(fact.text in step.text for fact in missing)
    )
    engine = "mixed" if added and wording.engine != "template" else wording.engine
    question = (material.question,) if material.question and not wording.scripted else ()
    return (*wording.sentences, *added, *question), engine


def _handed_over(total: Verdict, reason: str, material: Material) -> DialogueState:
    """Neutral wording at once; the escalate node opens the item."""
    notice = rule_for(reason).notice[material.language]
    verdict = total.model_copy(update={"decision": "escalate", "reason": reason})
    opening = () if reason != "low_confidence" else (say("not_sent", material.language),)
    return DialogueState(verdict=verdict, sentences=(*opening, notice), engine="template")
