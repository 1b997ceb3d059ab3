"""A model's wording of an answer that already stands: judged like any draft, offered beside it, never instead."""

from __future__ import annotations

from agent.material import missing_pieces
from agent.reply import Rewording
from agent.reviewing import worst
from agent.runtime import PendingWording
from policies.verdict import Verdict
from state_store.records import DraftRecord


def judge_rewording(job: PendingWording) -> tuple[Rewording | None, DraftRecord]:
    """Return the wording when every sentence and the whole pass review and no required result is left out.

    The record of what the model wrote is returned either way.
    """
    reviewer, material, engine = job.reviewer, job.reviewer.material, job.engine
    approved: list[str] = []
    verdicts: list[Verdict] = []
    for sentence in job.sentences:
        verdicts.append(reviewer.sentence(sentence, approved))
        approved.append(sentence)
    tail = material.tail()
    verdicts.append(reviewer.whole(job.sentences, tail))
    verdict = worst(verdicts)
    complete = bool(job.sentences) and not missing_pieces(material, "\n".join(job.sentences))
    decision = verdict.decision if complete and job.failure is None else "block"
    record = DraftRecord(engine=engine, text="\n".join(job.sentences), decision=decision)
    if decision != "allow":
        return None, record
    return Rewording(text="\n".join((*job.sentences, *tail)), engine=engine, verdict=verdict), record
