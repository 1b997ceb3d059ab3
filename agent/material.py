"""What a turn's answer may say: the sum of its outlines, ready for drafting and for review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.sentences import split_sentences
from agent.state import DialogueState, Memory
from agent.tasks.base import Fact, Outline, Step
from agent.wording import say
from common import formatting
from common.figures import extract_figures, holds
from common.language import Language
from knowledge.citation import Citation
from policies.context import PolicyContext
from policies.disclosures import disclosure

LONGEST_FIGURE = 24
"""Characters up to which a fact is a figure or a name, which may be written in other ways."""


@dataclass(frozen=True)
class Material:
    """Facts, steps, sources and disclosures of one turn, in the order of its requests."""

    language: Language
    outlines: tuple[Outline, ...]
    calls: tuple[ToolCall, ...]
    question: str | None
    remarks: tuple[str, ...]
    notices: tuple[str, ...]
    values: Mapping[str, JsonValue]
    words: str

    @classmethod
    def of(cls, state: DialogueState) -> Material:
        """Gather what the nodes before drafting have laid down."""
        memory = state["memory"]
        plan = state["plan"]
        handled = [frame for frame in memory.frames if frame.id in plan.handled or _carries(memory, frame.id)]
        return cls(
            language=memory.language,
            outlines=tuple(run.outline for run in state.get("runs", ())),
            calls=tuple(call for run in state.get("runs", ()) for call in run.calls),
            question=state.get("question"),
            remarks=tuple(error.message for error in plan.errors)
            + tuple(say(remark, memory.language) for remark in plan.remarks),
            notices=tuple(state.get("notices", ())),
            values={
                f"{frame.id}.{name}": slot.value for frame in handled for name, slot in frame.slots.items()
            },
            words=" ".join([state["incoming"].text, *(s.raw for f in handled for s in f.slots.values())]),
        )

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for outline in self.outlines for fact in outline.facts)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for outline in self.outlines for step in outline.steps)

    @property
    def worksheet(self) -> tuple[str, ...]:
        """The rows of the calculations, in the order of the requests."""
        return tuple(line for outline in self.outlines for line in outline.worksheet)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Each source once, in the order it is first used."""
        return tuple(
            {c.id: c for outline in reversed(self.outlines) for c in reversed(outline.citations)}.values()
        )[::-1]

    @property
    def context(self) -> PolicyContext:
        """What is known of product and customer; of several outlines, the first that knows.

        The subject is left to the words themselves: that a turn was about a deposit does not make whatever
        else is said in it true of one.
        """
        merged: dict[str, object] = {}
        for outline in self.outlines:
            merged = {**outline.context.model_dump(exclude_none=True, exclude={"subject"}), **merged}
        return PolicyContext.model_validate(merged)

    @property
    def rewordable(self) -> bool:
        """Whether a model may word this: one matter, with facts, and nothing but an answer to give."""
        return (
            len(self.outlines) == 1
            and self.outlines[0].rewordable
            and bool(self.facts)
            and not self.notices
            and not self.remarks
        )

    @property
    def verbatim(self) -> bool:
        """Whether a passage has to stand word for word, so that only the whole wording can be judged."""
        return any(fact.required and len(fact.text) > LONGEST_FIGURE for fact in self.facts)

    @property
    def source_missing(self) -> bool:
        return any(outline.source_missing for outline in self.outlines)

    def template(self) -> tuple[str, ...]:
        """The reviewed template wording: notices, remarks, then the steps of each matter.

        What two matters of one kind would both say word for word (20年和30年月供各多少) is said once.
        """
        return tuple(dict.fromkeys((*self.notices, *self.remarks, *(step.text for step in self.steps))))

    def tail(self) -> tuple[str, ...]:
        """What code appends to any wording: worksheets, where posted values come from, sources, required disclosures,
        and the open question last."""
        keys = dict.fromkeys(key for outline in self.outlines for key in outline.disclosures)
        lines = [disclosure(key, self.language) for key in keys]
        if self.citations:
            names = [_source(citation, self.language) for citation in self.citations]
            lines.insert(
                0, say("sources", self.language, sources=say("source_separator", self.language).join(names))
            )
        told = dict.fromkeys(line for outline in self.outlines for line in outline.provenance)
        return (*self.worksheet, *told, *lines, *((self.question,) if self.question else ()))

    def grounding_facts(self) -> dict[str, object]:
        """Facts by label as they are written, their exact values by name, and what the tools gave.

        The names are what tells a right figure on the wrong label. Sources are evidence, not facts.
        """
        return {
            **{fact.label: fact.text for fact in self.facts},
            "values": [{fact.id: fact.value for fact in outline.facts} for outline in self.outlines],
            "slots": dict(self.values),
            "calls": [
                {"args": call.args, "result": {k: v for k, v in call.result.items() if k != "citations"}}
                for call in self.calls
                if call.result is not None
            ],
        }

    def evidence(self) -> tuple[str, ...]:
        """Texts a figure may stand in: the sources, and the assistant's own fixed sentences."""
        fixed = (*self.notices, *self.remarks, *self.tail())
        given = (text for outline in self.outlines for text in outline.evidence)
        return (*(_as_evidence(citation, self.language) for citation in self.citations), *given, *fixed)


def _as_evidence(citation: Citation, language: Language) -> str:
    """All the library says of a source: its words, its note, and the dates it is in force."""
    days = (
        formatting.date(day, language)
        for day in (citation.effective_from, citation.effective_to, citation.as_of)
        if day is not None
    )
    said = (
        citation.title,
        citation.article,
        citation.heading,
        citation.text,
        citation.note,
        citation.doc_no,
        *days,
    )
    return " ".join(part for part in said if part)


def _carries(memory: Memory, frame_id: int) -> bool:
    return memory.awaiting is not None and memory.awaiting.frame == frame_id


def _source(citation: Citation, language: Language) -> str:
    if language == "zh":
        return f"《{citation.title}》{citation.article or ''}［{citation.id}］"
    article = f", {citation.article}" if citation.article else ""
    return f"{citation.title}{article} [{citation.id}]"


def missing_pieces(material: Material, text: str) -> tuple[str, ...]:
    """What ``text`` leaves out of the required facts, in words that can be appended.

    A figure may be written in any form; then the template's sentence with it is what is missing. A passage
    must stand word for word, sentence by sentence.
    """
    said, figures = _compact(text), extract_figures(text)
    pieces: list[str] = []
    for fact in material.facts:
        if not fact.required or _compact(fact.text) in said:
            continue
        if len(fact.text) > LONGEST_FIGURE:
            pieces += [part for part in split_sentences(fact.text) if _compact(part) not in said]
            continue
        wanted = extract_figures(fact.text)
        if wanted and all(any(w.kind == f.kind and holds(w.value, f) for f in figures) for w in wanted):
            continue
        pieces += [step.text for step in material.steps if fact.text in step.text]
    return tuple(dict.fromkeys(pieces))


def _compact(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
