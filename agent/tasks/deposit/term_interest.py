"""What a time deposit earns: at maturity, withdrawn early in whole or in part, or left overdue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import JsonValue

from agent.offers import Offer
from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.posted_rates import demand_offer, deposit_offer
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from common.language import Language
from knowledge.bank_tables import BankTables, DepositKind
from policies.context import PolicyContext
from tools.base import to_json
from tools.deposit_interest import YEAR_DAYS, DepositInterest
from tools.messages import choice_name

_Days = Annotated[int | None, Slot("count", minimum=0, maximum=36_500, code="E_DAYS", counts="day")]
_Rate = Slot("rate", minimum=0, maximum=Decimal("0.10"), code="E_RATE_RANGE")


class DepositSlots(TaskSlots):
    """The deposit in yuan, fraction a year and whole months; when and how much of it is withdrawn."""

    principal: Annotated[Decimal, Slot("money", minimum=50, maximum=1_000_000_000, code="E_AMT_RANGE")]
    term_months: Annotated[int, Slot("term", minimum=1, maximum=360, code="E_TERM")]
    annual_rate: Annotated[Decimal, _Rate]
    withdraw_after_days: _Days = None
    demand_rate: Annotated[Decimal | None, _Rate] = None
    open_date: Annotated[date | None, Slot("date", code="E_DATE")] = None
    withdraw_date: Annotated[date | None, Slot("date", code="E_PERIOD")] = None
    partial_amount: Annotated[
        Decimal | None,
        Slot("money", minimum=Decimal("0.01"), maximum=1_000_000_000, code="E_AMT_RANGE", bare=False),
    ] = None
    overdue_days: _Days = None


class TermInterest(Task):
    """Interest of a time deposit, with what an early withdrawal gives up."""

    intent = "deposit.term_interest"
    Slots = DepositSlots
    kind: ClassVar[DepositKind] = "lump_sum"
    """As which the bank posts its rates."""

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One deposit."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("deposit_interest", args if isinstance(args, dict) else {}),)

    def posted(
        self,
        slot: str,
        given: Mapping[str, JsonValue],
        scene: Scene,
        tables: BankTables,
        before: Offer | None = None,
    ) -> Offer | None:
        """The posted rate of the term, and the demand rate of the day of withdrawal."""
        if slot == "demand_rate":
            return demand_offer(given, scene, tables)
        return deposit_offer(self.kind, given, scene, tables) if slot == "annual_rate" else None

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Asked, worked out, result, what to mind; the shape follows the case."""
        assert isinstance(slots, DepositSlots)
        deposit = result_of(runs[0], DepositInterest)
        facts, steps = interest_told(slots, deposit, scene.language)
        return deposit_outline(facts, steps)


def deposit_outline(facts: Sequence[Fact], steps: Sequence[Step]) -> Outline:
    """Fixed words: a teller reads them out, and the customer compares them with the receipt."""
    return Outline(
        facts=tuple(facts),
        steps=tuple(steps),
        disclosures=("calculation",),
        context=PolicyContext(subject="deposit"),
        rewordable=False,
    )


def interest_told(
    slots: DepositSlots, deposit: DepositInterest, language: Language, *, kind: str = "lump_sum"
) -> tuple[list[Fact], list[Step]]:
    """The facts and sentences of any deposit of this family; ``kind`` is what it is called."""
    page = _Page(Telling(TermInterest(), language))
    page.deposit(slots, deposit, choice_name(kind, language))
    page.figures(slots, deposit)
    part = "_part" if deposit.rest > 0 else ""
    when = "_days" if deposit.days_held is not None and deposit.case == "early" else ""
    page.step("asked", f"asked_{deposit.case}{part}")
    if deposit.withdraw_date is not None and deposit.open_date is not None:
        page.step("working", "working_dates")
    page.step("working", f"working_{deposit.case}")
    page.step("result", f"result_{deposit.case}{when}{part}")
    if deposit.rest > 0:
        page.step("result", "result_rest")
    if deposit.case == "at_maturity" and deposit.maturity_date is not None:
        page.step("result", "result_maturity_date")
    if deposit.near_maturity:
        page.step("mind", "mind_near_maturity")
    page.step("mind", f"mind_{deposit.case}")
    return page.facts, page.steps


class _Page:
    """Collects the facts and sentences of one deposit."""

    def __init__(self, telling: Telling) -> None:
        self.telling, self.language = telling, telling.language
        self.facts: list[Fact] = []
        self.steps: list[Step] = []

    def deposit(self, slots: DepositSlots, deposit: DepositInterest, kind: str) -> None:
        """What was asked: the deposit and its dates."""
        self._add("kind", kind, kind)
        self._round("principal", slots.principal)
        self._add("term_months", slots.term_months, self._term(slots.term_months))
        self._add("annual_rate", to_json(slots.annual_rate), formatting.percent(slots.annual_rate))
        if deposit.case != "at_maturity" and slots.demand_rate is not None:
            self._add("demand_rate", to_json(slots.demand_rate), formatting.percent(slots.demand_rate))
            self._days("year_days", YEAR_DAYS)
        for name in ("open_date", "withdraw_date", "maturity_date"):
            day = getattr(deposit, name)
            if day is not None:
                self._add(name, day.isoformat(), formatting.date(day, self.language))

    def figures(self, slots: DepositSlots, deposit: DepositInterest) -> None:
        """What came out, as far as the case has it."""
        if deposit.days_held is not None:
            self._days("days_held", deposit.days_held)
        if deposit.rest > 0:
            self._round("drawn", deposit.drawn)
        self._sum("interest", deposit.interest, required=True)
        self._sum("paid_out", deposit.paid_out)
        if deposit.case == "early" and deposit.rest == 0:
            self._sum("term_interest", deposit.term_interest)
            self._sum("forgone", deposit.forgone, required=True)
        if deposit.case == "overdue":
            self._days("overdue_days", deposit.overdue_days)
            self._sum("contract_interest", deposit.interest - deposit.demand_interest)
            self._sum("demand_interest", deposit.demand_interest, required=True)
        if deposit.rest > 0:
            self._round("rest", deposit.rest)
            self._sum("rest_interest", deposit.rest_interest, required=True)
            self._sum("total_interest", deposit.total_interest)

    def step(self, kind: StepKind, name: str) -> None:
        self.steps.append(self.telling.step(kind, name, self.facts))

    def _term(self, months: int) -> str:
        years, rest = divmod(months, 12)
        parts = [("year", years), ("month", rest)]
        return self.telling.say("term_joint").join(
            self.telling.say(name if count == 1 else f"{name}s", value=str(count))
            for name, count in parts
            if count
        )

    def _days(self, id_: str, value: int) -> None:
        self._add(id_, value, self.telling.say("day" if value == 1 else "days", value=f"{value:,}"))

    def _round(self, id_: str, value: Decimal) -> None:
        self._add(id_, to_json(value), formatting.round_money(value, self.language))

    def _sum(self, id_: str, value: Decimal, *, required: bool = False) -> None:
        self._add(id_, to_json(value), formatting.money(value, self.language), required=required)

    def _add(self, id_: str, value: object, text: str, *, required: bool = False) -> None:
        self.facts.append(self.telling.fact(id_, to_json(value), text, required=required))
