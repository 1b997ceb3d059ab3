"""answered: a human's words, sent as written; personal data is masked, findings are recorded."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.runtime import TurnContext
from agent.state import DialogueState, Draft, Plan
from agent.timing import timed
from policies import check
from policies.pii import mask


@timed("answered", first=True)
def answered(state: DialogueState, runtime: Runtime[TurnContext]) -> DialogueState:
    """Make the human's reply this turn's answer, and let go of the matter it settles."""
    memory, incoming = state["memory"], state["incoming"]
    masked = mask(incoming.text)
    verdict = check(incoming.text, language=memory.language, speaker="assistant", earlier={})
    holds = tuple(hold for hold in memory.holds if hold.escalation != incoming.escalation)
    return DialogueState(
        memory=memory.model_copy(update={"turn": memory.turn + 1, "holds": holds}),
        plan=Plan(),
        runs=(),
        audited=(),
        question=None,
        draft=Draft(engine="human"),
        kept=(),
        verdict=verdict.model_copy(
            update={"decision": "amend" if masked != incoming.text else "allow", "revised": None}
        ),
        sentences=(masked,),
        opened=(),
        notices=(),
        engine="human",
        notes=(),
    )
