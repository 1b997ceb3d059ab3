"""A turn's material as a request to a drafter: facts as lines, never raw JSON."""

from __future__ import annotations

from agent.drafting.grammar import literals_of
from agent.drafting.protocol import DraftRequest
from agent.material import Material
from agent.tasks.base import Task
from common.language import Language
from policies.pii import mask


def rehearsal_of(task: Task, language: Language) -> DraftRequest | None:
    """The task's worked example as a request, to prime and to time a model; ``None`` without an example."""
    worked = task.wording.example.get(language)
    if worked is None:
        return None
    facts = tuple((label.strip(), value.strip()) for label, _, value in map(_split_line, worked.facts))
    example = ("\n".join(worked.facts), worked.answer)
    return DraftRequest(
        language=language, question="", facts=facts, steps=(), example=example, literals=literals_of(facts)
    )


def _split_line(line: str) -> tuple[str, str, str]:
    """A ``label: value`` line, with either colon."""
    return line.partition("：") if "：" in line else line.partition(":")


def request_for(task: Task, material: Material, words: str, findings: tuple[str, ...] = ()) -> DraftRequest:
    """What the model is told: labelled facts, the task's worked example, and nothing it may not say."""
    facts = tuple((fact.label, fact.text) for fact in material.facts)
    worked = task.wording.example.get(material.language)
    return DraftRequest(
        language=material.language,
        question=mask(words),
        facts=facts,
        steps=(),
        example=("\n".join(worked.facts), worked.answer) if worked is not None else None,
        literals=literals_of(facts),
        findings=findings,
    )
