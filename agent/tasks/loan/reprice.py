"""What a loan costs a month once its rate is reset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.loan.quote_payment import money_fact
from agent.tasks.loan.slots import LoanRate, LoanSum, LoanTerm, OptionalRate, Repayment
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.messages import choice_name
from tools.reprice import DAYS_A_YEAR, Repricing

_Days = Annotated[int | None, Slot("count", minimum=0, maximum=366, code="E_DAYS", counts="day", named=True)]


class RepriceSlots(TaskSlots):
    """What is owed, the new rate and the months left; with the old rate the instalments are compared.

    With the days at either rate, the interest of the period that the reset splits is told too.
    """

    balance: LoanSum
    new_rate: LoanRate
    remaining_months: LoanTerm
    reset_date: Annotated[date | None, Slot("date", code="E_DATE")] = None
    old_rate: OptionalRate = None
    method: Repayment = "equal_instalment"
    days_old: _Days = None
    days_new: _Days = None


class Reprice(Task):
    """The instalment at the new rate, and what changes where the old rate is known."""

    intent = "loan.reprice"
    Slots = RepriceSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One repricing; the days of a split go with it once both and the old rate are known."""
        assert isinstance(slots, RepriceSlots)
        whole = None not in (slots.old_rate, slots.days_old, slots.days_new)
        args = to_json(
            slots.model_dump(exclude=set() if whole else {"days_old", "days_new"}, exclude_none=True)
        )
        return (Call("reprice", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Asked, how it is worked out, the new instalment, what changes, what to mind."""
        assert isinstance(slots, RepriceSlots)
        loan = result_of(runs[0], Repricing)
        telling = Telling(self, scene.language)
        facts = _facts(telling, slots, loan)
        names: list[tuple[StepKind, str]] = [
            ("asked", "asked" if slots.reset_date is None else "asked_dated"),
            ("working", "working" if "method" in slots.model_fields_set else "working_default"),
            ("result", f"result_{loan.method}"),
        ]
        if loan.payment_change is not None:
            names.append(("result", f"result_{_way(loan.payment_change)}"))
        if loan.split is not None:
            names.append(("result", "result_split"))
        names.append(("mind", "mind"))
        return Outline(
            facts=facts,
            steps=tuple(telling.step(kind, name, facts) for kind, name in names),
            disclosures=("calculation", "loan_cost"),
            context=PolicyContext(subject="loan"),
            rewordable=False,
        )


def _way(change: Decimal) -> str:
    return "same" if change == 0 else "less" if change < 0 else "more"


def _facts(telling: Telling, slots: RepriceSlots, loan: Repricing) -> tuple[Fact, ...]:
    language = telling.language
    facts = [
        telling.fact("balance", to_json(slots.balance), formatting.round_money(slots.balance, language)),
        telling.fact("new_rate", to_json(slots.new_rate), formatting.percent(slots.new_rate)),
        telling.fact(
            "remaining_months", slots.remaining_months, formatting.term(slots.remaining_months, language)
        ),
        telling.fact("method", loan.method, choice_name(loan.method, language)),
        telling.fact("monthly_rate", to_json(loan.monthly_rate), formatting.percent(loan.monthly_rate, 4)),
        money_fact(telling, "new_payment", loan.payment, required=True),
        money_fact(telling, "last_payment", loan.last_payment),
        money_fact(telling, "total_interest", loan.total_interest, required=True),
    ]
    if slots.reset_date is not None:
        day = formatting.date(slots.reset_date, language)
        facts.append(telling.fact("reset_date", slots.reset_date.isoformat(), day))
    if loan.split is not None:
        days = {"days_old": loan.split.days_old, "days_new": loan.split.days_new, "year_days": DAYS_A_YEAR}
        facts += [
            telling.fact(id_, count, telling.say("days", value=str(count))) for id_, count in days.items()
        ]
        facts.append(money_fact(telling, "split_interest", loan.split.interest, required=True))
        facts.append(money_fact(telling, "unsplit_interest", loan.split.unsplit_interest))
    if slots.old_rate is not None and loan.old_payment is not None and loan.payment_change is not None:
        facts.append(telling.fact("old_rate", to_json(slots.old_rate), formatting.percent(slots.old_rate)))
        facts.append(money_fact(telling, "old_payment", loan.old_payment))
        facts.append(money_fact(telling, "payment_change", abs(loan.payment_change), required=True))
    return tuple(facts)
