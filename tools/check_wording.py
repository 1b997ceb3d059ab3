"""May this be said? The words are judged as if said to a customer, with what may be said instead."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from common.language import Bilingual
from knowledge.citation import Citation
from policies.context import CustomerRisk, PolicyContext, ProductRisk
from policies.decisions import Priority
from policies.engine import check
from policies.rulebook import rulebook
from policies.verdict import Decision, Finding
from tools.base import Tool, ToolArguments, ToolContext, ToolResult
from tools.citing import cited

SHOWN = 3
"""Provisions an answer points at; the findings name them all."""


class Wording(ToolArguments):
    """The exact words or the plan, and what is known of the product and the customer."""

    wording: str = Field(min_length=1, max_length=4000)
    subject: str | None = Field(None, max_length=40)
    product_risk: ProductRisk | None = None
    customer_risk: CustomerRisk | None = None
    age: int | None = Field(None, ge=0, le=120)


class WordingVerdict(ToolResult):
    """The verdict, in plain words and with its provisions.

    ``categories`` are the names of the breaches, ``reasons`` say them plainly, ``instead`` is what may be
    said, None when the words may stand as they are.
    """

    decision: Decision
    may_say: Literal["yes", "with_disclosure", "no", "human"]
    findings: tuple[Finding, ...] = ()
    disclosures: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    instead: str | None = None
    reason: str | None = None
    priority: Priority | None = None
    citations: tuple[Citation, ...] = ()


def check_wording(arguments: Wording, context: ToolContext) -> WordingVerdict:
    """Judge the wording; the provisions are looked up as of today where a library is open."""
    verdict = check(
        arguments.wording,
        language=context.language,
        speaker="assistant",
        context=PolicyContext.model_validate(arguments.model_dump(exclude={"wording"})),
    )
    book = rulebook()
    files = [
        book.file(category) for category in dict.fromkeys(finding.category for finding in verdict.findings)
    ]
    basis = dict.fromkeys(citation_id for finding in verdict.findings for citation_id in finding.basis)
    said: dict[Decision, Literal["yes", "with_disclosure", "no", "human"]] = {
        "allow": "yes",
        "amend": "with_disclosure",
        "block": "no",
        "escalate": "human",
    }
    return WordingVerdict(
        convention="wording check: decision table and rules of the bank's policy",
        version="1",
        decision=verdict.decision,
        may_say=said[verdict.decision],
        findings=verdict.findings,
        disclosures=verdict.disclosures,
        categories=tuple(file.title[context.language] for file in files if file),
        reasons=tuple(file.why[context.language] for file in files if file),
        instead=verdict.revised,
        reason=verdict.reason,
        priority=verdict.priority,
        citations=cited(context, *tuple(basis))[:SHOWN],
    )


TOOL: Tool[Wording, WordingVerdict] = Tool(
    name="check_wording",
    description=Bilingual(
        zh="检查一句话或一个做法能不能对客户说、对客户做，并给出依据和合规说法",
        en="check whether words may be said to a customer, with the provisions and what may be said instead",
    ),
    arguments=Wording,
    result=WordingVerdict,
    run=check_wording,
)
