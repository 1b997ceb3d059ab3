"""What limits, fees and posted rates apply: the rows of the bank's own dated tables, or that they hold none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from common import formatting
from knowledge.bank_tables.posted import validity
from knowledge.citation import Citation
from tools.base import to_json
from tools.posted_rates import PostedRow
from tools.search_knowledge import KnowledgeHits


class TopicSlots(TaskSlots):
    """What the limit or fee is for, in the user's own words."""

    topic: Annotated[str, Slot("text")]


class LimitsFees(Task):
    """Limits of cash, transfers and payments, fees, and posted rates, as the bank's own tables state them."""

    intent = "account.limits_fees"
    Slots = TopicSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One look into the table."""
        assert isinstance(slots, TopicSlots)
        return (Call("search_knowledge", {"topic": slots.topic}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The rows word for word with the dates they are valid; what the table lacks is not guessed."""
        hits = result_of(runs[0], KnowledgeHits)
        telling = Telling(self, scene.language)
        if hits.topics:
            names = telling.say("separator").join(hits.topics)
            fact = Fact(id="topics", label=telling.say("fact_topics"), value=names, text=names)
            steps = (telling.step("result", "topics", (fact,)), telling.step("mind", "mind_topics"))
            return Outline(facts=(fact,), steps=steps, rewordable=False)
        if hits.rates:
            return _rates_told(telling, hits)
        if not hits.citations and hits.silence is not None:
            fact = Fact(id="table", label=telling.say("fact_table"), value=hits.silence, text=hits.silence)
            return Outline(
                facts=(fact,),
                steps=(telling.step("result", "silent", (fact,)), telling.step("mind", "mind_missing")),
                rewordable=False,
                source_missing=True,
            )
        if not hits.citations:
            return Outline(
                steps=(
                    telling.step("asked", "asked_missing"),
                    telling.step("result", "missing"),
                    telling.step("mind", "mind_missing"),
                ),
                rewordable=False,
                source_missing=True,
            )
        return _told(telling, hits.citations)


def _told(telling: Telling, rows: Sequence[Citation]) -> Outline:
    language = telling.language
    entries = tuple(
        Fact(id=row.id, label=row.heading or row.title, value=row.text, text=row.text, required=True)
        for row in rows
    )
    first = rows[0]
    facts = [telling.fact("table", first.title, first.title)]
    for name, day in (("valid_from", first.effective_from), ("valid_to", first.effective_to)):
        if day is not None:
            facts.append(telling.fact(name, day.isoformat(), formatting.date(day, language)))
    validity = "validity" if first.effective_to is not None else "validity_open"
    named = telling.say("separator").join(entry.label for entry in entries)
    return Outline(
        facts=(*facts, *entries),
        steps=(
            telling.step("asked", "asked", named=named),
            *(
                Step(kind="result", text=telling.say("row", label=entry.label, text=entry.text))
                for entry in entries
            ),
            telling.step("working", validity, facts),
            Step(kind="mind", text=first.note or telling.say("mind")),
        ),
        citations=tuple(rows),
        rewordable=False,
    )


def _rates_told(telling: Telling, hits: KnowledgeHits) -> Outline:
    """Posted rates in their tables' order, and for each table since when and until when it holds."""
    facts: list[Fact] = []
    steps: list[Step] = [telling.step("asked", "asked_rates")]
    for number, (row, cited) in enumerate(zip(hits.rates, hits.citations, strict=True)):
        text = _rate(telling, row)
        label = row.name[telling.language]
        facts.append(
            Fact(id=f"rate_{number}", label=label, value=to_json(row.annual_rate), text=text, required=True)
        )
        steps.append(Step(kind="result", text=text))
        following = hits.citations[number + 1 :][:1]
        if [_basis(cited)] != [_basis(other) for other in following]:
            held = validity(row.valid_from, row.valid_to, telling.language)
            name = "rates_sample" if cited.note else "rates_basis"
            steps.append(telling.step("working", name, table=cited.title, validity=held))
    if hits.silence is not None:
        facts.append(Fact(id="table", label=telling.say("fact_table"), value=hits.silence, text=hits.silence))
        steps.append(telling.step("mind", "rates_lacking", table=hits.silence))
    steps.append(telling.step("mind", "mind_rates"))
    return Outline(
        facts=tuple(facts),
        steps=tuple(steps),
        evidence=tuple(step.text for step in steps if step.kind == "working"),
        citations=hits.citations,
        rewordable=False,
    )


def _basis(cited: Citation) -> tuple[object, ...]:
    """What one sentence can say of the rows before it."""
    return cited.title, cited.effective_from, cited.effective_to


def _rate(telling: Telling, row: PostedRow) -> str:
    language = telling.language
    name = row.name[language]
    if row.terms is not None:
        name = telling.say("rate_of_terms", name=name, terms=row.terms[language])
    return telling.say(
        "rate" if row.made_of is None else "rate_made_of",
        name=name[:1].upper() + name[1:],
        rate=formatting.percent(row.annual_rate),
        how="" if row.made_of is None else row.made_of[language],
    )
