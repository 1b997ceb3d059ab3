"""review: policy, grounding and completeness on the whole answer; what passes is what is said."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.material import Material, missing_pieces
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
    """Decide: allow, amend, send back for a redraft, or hand to a human."""
    material, wording = Material.of(state), state["draft"]
    if wording.refused:
        return DialogueState(redraft=True)
    tail = material.tail()
    verdict = Reviewer(material, state["memory"].breaches).whole(wording.sentences, tail)
    update = _decide(verdict, worst([state["verdict"], verdict]), wording, material)
    if not wording.released:
        update["kept"] = (*state.get("kept", ()), _record(wording, verdict))
    return update


def _decide(verdict: Verdict, total: Verdict, wording: Draft, material: Material) -> DialogueState:
    tail = material.tail()
    if verdict.decision == "allow":
        sentences, engine = _completed(wording, material)
        return DialogueState(verdict=total, sentences=(*sentences, *tail), engine=engine, redraft=False)
    if verdict.decision == "amend":
        lines = tuple((verdict.revised or "\n".join((*wording.sentences, *tail))).splitlines())
        return DialogueState(verdict=total, sentences=lines, engine=wording.engine, redraft=False)
    if verdict.decision == "escalate" and verdict.reason != "policy":
        return _handed_over(total, verdict.reason or "policy", material)
    if _is_template(wording):
        only_ungrounded = all(finding.category == UNGROUNDED for finding in verdict.findings)
        return _handed_over(total, "low_confidence" if only_ungrounded else "policy", material)
    findings = tuple(finding.rule for finding in verdict.findings)
    redraft = Draft(
        attempt=wording.attempt, scripted=wording.scripted or wording.released > 0, findings=findings
    )
    return DialogueState(verdict=total, redraft=True, draft=redraft)


def _is_template(wording: Draft) -> bool:
    return wording.engine == "template" and not wording.scripted


def _record(wording: Draft, verdict: Verdict) -> DraftRecord:
    engine = "scripted" if wording.scripted else wording.engine
    return DraftRecord(engine=engine, text="\n".join(wording.sentences), decision=verdict.decision)


def _completed(wording: Draft, material: Material) -> tuple[tuple[str, ...], str]:
    """Add the required results a model or a script left out, in the template's words."""
    if _is_template(wording):
        return wording.sentences, wording.engine
    added = missing_pieces(material, "\n".join(wording.sentences))
    return (*wording.sentences, *added), "mixed" if added and wording.engine != "template" else wording.engine


def _handed_over(total: Verdict, reason: str, material: Material) -> DialogueState:
    """Neutral wording at once; the escalate node opens the item."""
    notice = rule_for(reason).notice[material.language]
    opening = (say("not_sent", material.language),) if reason == "low_confidence" else ()
    verdict = total.model_copy(update={"decision": "escalate", "reason": reason})
    return DialogueState(verdict=verdict, sentences=(*opening, notice), engine="template", redraft=False)
