"""Prepaying part of a loan: what is owed, and what either way of prepaying costs and saves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.loan.quote_payment import loan_facts, money_fact
from agent.tasks.loan.slots import LoanSlots, LoanSum, Repayment
from agent.tasks.telling import Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.messages import choice_name
from tools.prepay import Prepayment, PrepayOption


class PrepaySlots(LoanSlots):
    """The loan as signed, what is paid of it and the sum prepaid; both modes are told when none is named."""

    paid_months: Annotated[int, Slot("term", minimum=0, maximum=359, code="E_TERM")]
    prepay_amount: LoanSum
    mode: Annotated[Literal["shorten_term", "lower_payment"] | None, Slot("prepay_mode", code="E_CHOICE")] = (
        None
    )
    method: Repayment = "equal_instalment"


class Prepay(Task):
    """The balance, then lower instalments and a shorter term side by side, never which to take."""

    intent = "loan.prepay"
    Slots = PrepaySlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One prepayment, with the mode where it was named."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("prepay", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Asked, what is owed, each mode's figures, what to mind."""
        assert isinstance(slots, PrepaySlots)
        result = result_of(runs[0], Prepayment)
        telling = Telling(self, scene.language)
        common = _facts(telling, slots, result)
        facts = list(common)
        said = "method" in slots.model_fields_set
        steps = [
            telling.step("asked", "asked" if said else "asked_default", common),
            telling.step("working", "working", common),
        ]
        if result.settled:
            saved = result.settled_interest_saved or Decimal(0)
            facts.append(money_fact(telling, "settled_interest", saved, required=True))
            steps.append(telling.step("result", "result_settled", facts))
        for option in result.options:
            own, step = _told(telling, option, result)
            facts.extend(own)
            steps.append(step)
        savings = {option.interest_saved for option in result.options}
        steps.append(telling.step("mind", "mind_both" if len(savings) > 1 else "mind"))
        return Outline(
            facts=tuple(facts),
            steps=tuple(steps),
            citations=result.citations,
            disclosures=("calculation", "prepayment"),
            context=PolicyContext(subject="loan"),
            rewordable=False,
        )


def _facts(telling: Telling, slots: PrepaySlots, result: Prepayment) -> tuple[Fact, ...]:
    language = telling.language
    return (
        *loan_facts(telling, slots),
        telling.fact("method", result.method, choice_name(result.method, language)),
        telling.fact("paid_months", slots.paid_months, formatting.term(slots.paid_months, language)),
        telling.fact(
            "prepay_amount",
            to_json(slots.prepay_amount),
            formatting.round_money(slots.prepay_amount, language),
        ),
        money_fact(telling, "old_payment", result.payment),
        money_fact(telling, "balance", result.balance, required=True),
        money_fact(telling, "balance_after", result.balance_after),
    )


def _told(telling: Telling, option: PrepayOption, result: Prepayment) -> tuple[tuple[Fact, ...], Step]:
    """A mode's own facts, and the sentence that tells them."""
    mode = option.mode
    left = formatting.term(option.instalments, telling.language)
    facts = (
        telling.fact(f"{mode}_instalments", option.instalments, left),
        money_fact(telling, f"{mode}_next_payment", option.payment, required=mode == "lower_payment"),
        money_fact(telling, f"{mode}_last_payment", option.last_payment),
        money_fact(telling, f"{mode}_interest_saved", option.interest_saved, required=True),
    )
    values = {fact.id.removeprefix(f"{mode}_"): fact.text for fact in facts}
    return facts, Step(kind="result", text=telling.say(f"result_{mode}_{result.method}", **values))
