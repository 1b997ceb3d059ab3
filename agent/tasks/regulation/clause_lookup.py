"""What a provision says: its key points, since when it applies, and how far it was checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from agent.reply import ToolCall
from agent.sentences import split_sentences
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common import formatting
from common.language import Language
from knowledge.citation import Citation
from tools.base import to_json
from tools.search_regulations import RegulationHits

SHOWN = 3
"""Provisions an answer tells; a longer list is read out by nobody."""


class ClauseSlots(TaskSlots):
    """The question, and the provision where it is named."""

    query: Annotated[str, Slot("text")]
    law: Annotated[str | None, Slot("law")] = None
    article: Annotated[int | None, Slot("article", minimum=1, maximum=9999, part_of="law")] = None
    as_of: Annotated[date | None, Slot("date")] = None


class ProvisionTask(Task):
    """A task answered with provisions of the library; its wording has the texts of ``clause_lookup.yaml``."""

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One search."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("search_regulations", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What was asked, the key points with their standing, and what to mind."""
        hits = result_of(runs[0], RegulationHits)
        telling = Telling(self, scene.language)
        if not hits.citations:
            return _nothing(telling, hits)
        shown = hits.citations[:SHOWN]
        single = len(shown) == 1
        facts: list[Fact] = []
        steps = [_asked(telling, hits, shown)]
        noted: set[str] = set()
        standing: dict[str, Step] = {}  # said once, however many provisions of one instrument are told
        for number, citation in enumerate(shown, start=1):
            suffix = "" if single else f"_{number}"
            entry = _facts(telling, citation, suffix, scene.language)
            facts.extend(entry)
            values = {fact.id.removesuffix(suffix): fact.text for fact in entry}
            steps.append(Step(kind="result", text=telling.say("points", **values)))
            said = telling.say(_standing(citation, hits.as_of), title=citation.title, **values)
            standing.setdefault(said, Step(kind="working", text=said))
            fresh = [sentence for sentence in split_sentences(citation.note or "") if sentence not in noted]
            noted.update(fresh)
            if fresh:
                note = ("" if scene.language == "zh" else " ").join(fresh)
                standing.setdefault(note, Step(kind="mind", text=note))
        steps.extend(_withheld(telling, hits))
        return Outline(
            facts=tuple(facts),
            steps=(*steps, *standing.values()),
            citations=shown,
            evidence=hits.withheld,
            disclosures=("summary",) if any(hit.text_kind == "summary" for hit in shown) else (),
            rewordable=single and shown[0].note is None,
        )


class ClauseLookup(ProvisionTask):
    """The provisions that answer a question, or that there is no checked source for it."""

    intent = "regulation.clause_lookup"
    Slots = ClauseSlots


def _asked(telling: Telling, hits: RegulationHits, shown: Sequence[Citation]) -> Step:
    name = "asked_provision" if hits.match in {"article", "instrument"} else "asked_matter"
    plain = shown[0].model_copy(update={"heading": None})
    return telling.step("asked", name, provision=_provision(plain, telling.language))


def _nothing(telling: Telling, hits: RegulationHits) -> Outline:
    steps = (
        telling.step("asked", "asked_missing", provision=hits.missing)
        if hits.missing
        else telling.step("asked", "asked_nothing"),
        telling.step("result", "missing" if hits.missing else "nothing"),
        *_withheld(telling, hits),
        telling.step("mind", "mind_missing"),
    )
    return Outline(steps=steps, evidence=hits.withheld, rewordable=False, source_missing=True)


def _withheld(telling: Telling, hits: RegulationHits) -> tuple[Step, ...]:
    """That something was found and not used, and why."""
    if not hits.withheld:
        return ()
    return (Step(kind="mind", text=telling.say("withheld", ids=", ".join(hits.withheld))),)


def _facts(telling: Telling, citation: Citation, suffix: str, language: Language) -> tuple[Fact, ...]:
    def fact(id_: str, value: str, text: str) -> Fact:
        label = telling.say(f"fact_{id_}")
        return Fact(id=f"{id_}{suffix}", label=label, value=value, text=text, required=id_ == "key_points")

    facts = [
        fact("provision", citation.id, _provision(citation, language)),
        fact("key_points", citation.text, citation.text),
    ]
    if citation.effective_from is not None:
        day = formatting.date(citation.effective_from, language)
        facts.append(fact("effective", citation.effective_from.isoformat(), day))
    return tuple(facts)


def _provision(citation: Citation, language: Language) -> str:
    if language == "zh":
        heading = f"（{citation.heading}）" if citation.heading else ""
        return f"《{citation.title}》{citation.article or ''}{heading}"
    article = f", {citation.article}" if citation.article else ""
    heading = f" ({citation.heading})" if citation.heading else ""
    return f"{citation.title}{article}{heading}"


def _standing(citation: Citation, day: date) -> str:
    if citation.effective_from is None:
        return "standing_document"
    if citation.effective_from > day or (citation.effective_to is not None and citation.effective_to < day):
        return "standing_not_in_force"
    return "standing_verified" if citation.verified else "standing_unverified"
