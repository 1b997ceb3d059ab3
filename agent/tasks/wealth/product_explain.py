"""What kind of product something is, how it works and what it risks, and the facts of one the bank lists.

Education, never a sales pitch: facts are told as the catalogue has them, in its own order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Call, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.telling import Telling, result_of
from agent.tasks.wealth.catalogue import products_told
from policies.context import PolicyContext
from policies.subject import INVESTMENTS, subjects_of
from tools.search_knowledge import KnowledgeHits


class ProductSlots(TaskSlots):
    """The product category, as it was said."""

    term: Annotated[str, Slot("text")]


class ProductExplain(Task):
    """The facts of a product of the catalogue, the glossary entry of a category, or that there is neither."""

    intent = "wealth.product_explain"
    Slots = ProductSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One look into the catalogue and the glossary."""
        assert isinstance(slots, ProductSlots)
        asked: dict[str, JsonValue] = {"term": slots.term, "k": 1}
        if self.shows("facts", scene):
            asked["facts"] = True
        return (Call("search_knowledge", asked),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """What kind it is, and what has to be looked at before anything is said of one product of the kind."""
        assert isinstance(slots, ProductSlots)
        hits = result_of(runs[0], KnowledgeHits)
        telling = Telling(self, scene.language)
        if hits.products:
            return products_told(telling, hits)
        if not hits.citations:
            steps = (
                telling.step("asked", "asked_missing", term=slots.term),
                telling.step("result", "missing"),
                telling.step("mind", "mind_missing"),
            )
            return Outline(steps=steps, rewordable=False, source_missing=True)
        entry = hits.citations[0]
        facts = (
            telling.fact("term", entry.title, entry.title, required=True),
            telling.fact("meaning", entry.text, entry.text, required=True),
        )
        kind = _kind(f"{entry.title} {slots.term}".casefold())
        return Outline(
            facts=facts,
            steps=(
                telling.step("asked", "asked" if hits.match == "term" else "asked_nearest", facts),
                telling.step("result", "meaning", facts),
                telling.step("mind", f"mind_{kind}"),
            ),
            citations=(entry,),
            disclosures=("wealth",) if kind == "investment" else (),
            context=PolicyContext(),
            rewordable=False,
        )


def _kind(name: str) -> Literal["investment", "insurance", "other"]:
    """What has to be minded: a product whose value may fall, an insurance policy, or neither."""
    subjects = subjects_of(name)
    if "insurance" in subjects:
        return "insurance"
    return "investment" if subjects & INVESTMENTS else "other"
