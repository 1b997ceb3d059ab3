"""What a loan costs a month and in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import JsonValue

from agent.offers import Offer
from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.loan.slots import LoanSlots, Repayment
from agent.tasks.posted_rates import loan_offer
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from knowledge.bank_tables import BankTables
from policies.context import PolicyContext
from tools.amortise import Amortisation
from tools.base import to_json
from tools.messages import choice_name


class QuoteSlots(LoanSlots):
    """The loan and how it is repaid; equal instalments unless said otherwise.

    A balloon loan has either the sum left to the end, or the longer term its instalments are worked out over.
    """

    method: Repayment = "equal_instalment"
    balloon: Annotated[
        Decimal | None, Slot("money", minimum=1, maximum=1_000_000_000, code="E_AMT_RANGE", named=True)
    ] = None
    amortised_over: Annotated[int | None, Slot("term", minimum=1, maximum=360, code="E_TERM", named=True)] = (
        None
    )


class QuotePayment(Task):
    """The instalment of a loan, with the interest it adds up to."""

    intent = "loan.quote_payment"
    Slots = QuoteSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One amortisation, with the method as given; what only a balloon loan has goes with that method alone."""
        assert isinstance(slots, QuoteSlots)
        left_out = set() if slots.method == "balloon" else {"balloon", "amortised_over"}
        args = to_json(slots.model_dump(exclude=left_out, exclude_none=True))
        return (Call("amortise", {**args, "schedule": "none"} if isinstance(args, dict) else {}),)

    def posted(
        self,
        slot: str,
        given: Mapping[str, JsonValue],
        scene: Scene,
        tables: BankTables,
        before: Offer | None = None,
    ) -> Offer | None:
        """The posted rate of a new loan of this term."""
        return loan_offer(given, scene, tables, before) if slot == "annual_rate" else None

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Asked, worked out, result, what to mind; the shape follows the repayment method."""
        assert isinstance(slots, QuoteSlots)
        loan = result_of(runs[0], Amortisation)
        telling = Telling(self, scene.language)
        facts = _facts(telling, slots, loan)
        method = loan.method
        case = "no_interest" if loan.total_interest == 0 and method != "balloon" else method
        even = method == "equal_instalment" and loan.payment == loan.last_payment
        names: list[tuple[StepKind, str]] = [
            ("asked", _asked(slots)),
            ("working", f"working_{case}"),
            ("result", f"result_{method}{'_even' if even else ''}"),
            ("result", "result_total"),
            ("mind", f"mind_{case}"),
        ]
        if loan.large_amount:
            names.append(("mind", "mind_large_amount"))
        steps = tuple(telling.step(kind, name, facts) for kind, name in names)
        return Outline(
            facts=facts,
            steps=steps,
            disclosures=("calculation", "loan_cost"),
            context=PolicyContext(subject="loan"),
        )


def _asked(slots: QuoteSlots) -> str:
    """Which sentence says what was asked."""
    if slots.method == "balloon":
        return "asked_balloon" if slots.amortised_over is None else "asked_balloon_over"
    return "asked" if "method" in slots.model_fields_set else "asked_default"


def loan_facts(telling: Telling, slots: LoanSlots) -> tuple[Fact, ...]:
    """What was asked: amount, term and rate."""
    language = telling.language
    return (
        telling.fact(
            "principal", to_json(slots.principal), formatting.round_money(slots.principal, language)
        ),
        telling.fact("term_months", slots.term_months, formatting.term(slots.term_months, language)),
        telling.fact("annual_rate", to_json(slots.annual_rate), formatting.percent(slots.annual_rate)),
    )


def money_fact(telling: Telling, id_: str, value: Decimal, *, required: bool = False) -> Fact:
    """A sum of money to the cent."""
    return telling.fact(id_, to_json(value), formatting.money(value, telling.language), required=required)


def _facts(telling: Telling, slots: QuoteSlots, loan: Amortisation) -> tuple[Fact, ...]:
    shown_rate = formatting.percent(loan.monthly_rate, 4)
    facts = [
        *loan_facts(telling, slots),
        telling.fact("method", loan.method, choice_name(loan.method, telling.language)),
        telling.fact("monthly_rate", to_json(loan.monthly_rate), shown_rate),
    ]
    match loan.method:
        case "equal_instalment":
            facts.append(money_fact(telling, "payment", loan.payment, required=True))
            facts.append(money_fact(telling, "last_payment", loan.last_payment))
        case "equal_principal":
            facts.append(money_fact(telling, "monthly_principal", loan.monthly_principal or Decimal(0)))
            facts.append(money_fact(telling, "first_payment", loan.payment, required=True))
            facts.append(money_fact(telling, "last_payment", loan.last_payment))
            facts.append(money_fact(telling, "monthly_decrease", loan.monthly_decrease or Decimal(0)))
        case "interest_only":
            facts.append(money_fact(telling, "monthly_interest", loan.payment, required=True))
            facts.append(money_fact(telling, "last_payment", loan.last_payment))
        case "balloon":
            facts.append(money_fact(telling, "payment", loan.payment, required=True))
            balloon = loan.balloon or Decimal(0)
            shown = formatting.round_money(balloon, telling.language)
            facts.append(telling.fact("balloon", to_json(balloon), shown, required=True))
            facts.append(money_fact(telling, "last_payment", loan.last_payment))
            if loan.amortised_over is not None:
                over = formatting.term(loan.amortised_over, telling.language)
                facts.append(telling.fact("amortised_over", loan.amortised_over, over))
    facts.append(money_fact(telling, "total_interest", loan.total_interest, required=True))
    facts.append(money_fact(telling, "total_paid", loan.total_paid))
    return tuple(facts)
