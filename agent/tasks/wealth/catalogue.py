"""The facts of products as the bank's catalogue states them: neutral, in its own order, with their validity."""

from __future__ import annotations

from datetime import date

from agent.tasks.base import Fact, Outline, Step
from agent.tasks.telling import Telling
from common import formatting
from knowledge.bank_tables.posted import validity
from policies.context import PolicyContext
from tools.base import to_json
from tools.product_facts import ProductFacts
from tools.search_knowledge import KnowledgeHits

MOST = 6
"""Products told at once; a name that meets more has to be said more exactly."""


def products_told(telling: Telling, hits: KnowledgeHits) -> Outline:
    """The products one by one; several are introduced by a remark that their order means nothing."""
    shown = hits.products[:MOST]
    facts: list[Fact] = []
    steps: list[Step] = []
    if len(hits.products) > 1:
        count = telling.fact("count", len(hits.products), str(len(hits.products)))
        facts.append(count)
        steps.append(telling.step("asked", "asked_several", (count,)))
    for number, product in enumerate(shown):
        own = _facts(telling, product, number)
        facts += [fact for fact, _ in own]
        steps += [step for _, step in own]
    if len(hits.products) > MOST:
        steps.append(telling.step("mind", "mind_more_products"))
    first = shown[0]
    held = validity(first.valid_from, first.valid_to, telling.language)
    name = "catalogue_sample" if hits.sample else "catalogue"
    steps.append(telling.step("working", name, table=hits.table_title or "", validity=held))
    steps.append(telling.step("mind", "mind_product"))
    invested = any(product.kind in ("wealth", "fund", "bond") for product in shown)
    return Outline(
        facts=tuple(facts),
        steps=tuple(steps),
        evidence=(steps[-2].text,),
        disclosures=("wealth",) if invested else (),
        context=PolicyContext(),
        rewordable=False,
    )


def _facts(telling: Telling, product: ProductFacts, number: int) -> list[tuple[Fact, Step]]:
    """One product in two sentences: what it is, and its dates."""
    language = telling.language
    name = product.name[language]
    level = telling.say("no_level") if product.risk_level is None else product.risk_level
    told = telling.say(
        "product",
        name=name,
        code=product.code,
        issuer=product.issuer[language],
        level=level,
        minimum=formatting.money(product.minimum, language),
        term=_term(telling, product),
    )
    open_ended = product.state == "on_offer" and product.offered_to is None
    dates = telling.say(
        "state_open" if open_ended else f"state_{product.state}",
        name=name,
        start=formatting.date(product.offered_from, language),
        end=_day(telling, product.offered_to),
        matures=_day(telling, product.matures_on),
    )
    if product.matures_on is not None and product.state != "matured":
        dates += telling.say("matures", matures=_day(telling, product.matures_on))
    return [
        (
            Fact(id=f"product_{number}", label=name, value=to_json(product.minimum), text=told),
            Step(kind="result", text=told),
        ),
        (
            Fact(
                id=f"dates_{number}",
                label=telling.say("fact_dates", name=name),
                value=product.state,
                text=dates,
            ),
            Step(kind="result", text=dates),
        ),
    ]


def _term(telling: Telling, product: ProductFacts) -> str:
    if product.term_months is not None:
        months = str(product.term_months)
        return telling.say("term_month" if product.term_months == 1 else "term_months", value=months)
    if product.term_days is not None:
        return telling.say("term_days", value=str(product.term_days))
    return telling.say("term_open")


def _day(telling: Telling, value: date | None) -> str:
    return "" if value is None else formatting.date(value, telling.language)
