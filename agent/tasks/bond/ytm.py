"""The yield to maturity of a bond, derived step by step; by the interbank convention unless another is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.bond.worksheet import worksheet
from agent.tasks.telling import Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.bond_terms import FACE, Convention
from tools.bond_yield import BondYield
from tools.messages import choice_name


class BondSlots(TaskSlots):
    """The bond and its price per 100 of face value; ``frequency`` 0 is a discount bond."""

    coupon_rate: Annotated[Decimal, Slot("rate", minimum=0, maximum=Decimal("0.15"), code="E_RATE_RANGE")]
    frequency: Annotated[int, Slot("count", minimum=0, maximum=12, code="E_FREQUENCY")]
    maturity: Annotated[date, Slot("date", code="E_SETTLE")]
    settlement: Annotated[date, Slot("date", code="E_SETTLE")]
    clean_price: Annotated[Decimal, Slot("money", minimum=20, maximum=200, code="E_AMT_RANGE")]
    issue: Annotated[date | None, Slot("date", code="E_SETTLE")] = None
    convention: Annotated[Convention | None, Slot("enum", code="E_CHOICE")] = None


class YieldToMaturity(Task):
    """Accrued interest, dirty price and yield, with the formula that applies."""

    intent = "bond.ytm"
    Slots = BondSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One yield."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("bond_yield", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Coupon, accrued interest and dirty price, then the branch of the convention gives the yield."""
        assert isinstance(slots, BondSlots)
        bond = result_of(runs[0], BondYield)
        telling = Telling(self, scene.language)
        discount = slots.coupon_rate == 0
        facts = _facts(telling, slots, bond, discount=discount)
        working = (
            [telling.step("working", "working_discount", facts)]
            if discount
            else [
                telling.step("working", "working_coupon", facts),
                telling.step("working", f"working_accrued_{bond.market}", facts),
                telling.step("working", "working_dirty", facts),
            ]
        )
        steps = (
            telling.step("asked", "asked_discount" if discount else "asked", facts),
            *working,
            telling.step("working", f"branch_{bond.branch}", facts),
            telling.step("result", "result", facts),
            telling.step("mind", "mind", facts),
        )
        return Outline(
            facts=facts,
            steps=steps,
            worksheet=worksheet(bond.timeline, bond.dirty_price, scene.language),
            disclosures=("calculation", "bond"),
            context=PolicyContext(subject="bond"),
        )


def _facts(telling: Telling, slots: BondSlots, bond: BondYield, *, discount: bool) -> tuple[Fact, ...]:
    language = telling.language

    def day(id_: str, value: date) -> Fact:
        return telling.fact(id_, value.isoformat(), formatting.date(value, language))

    def price(id_: str, value: Decimal, places: int) -> Fact:
        return telling.fact(id_, to_json(value), telling.say("price", value=_digits(value, places)))

    def days(id_: str, value: int) -> Fact:
        return telling.fact(id_, value, telling.say("days", value=str(value)))

    simple = bond.compounding == 0
    facts = [
        day("maturity", slots.maturity),
        day("settlement", slots.settlement),
        price("clean_price", slots.clean_price, 2),
    ]
    if not discount:
        times = telling.say("times" if slots.frequency > 1 else "once", value=str(slots.frequency))
        facts = [
            telling.fact("coupon_rate", to_json(slots.coupon_rate), formatting.percent(slots.coupon_rate)),
            telling.fact("frequency", slots.frequency, times),
            *facts,
            telling.fact("face", to_json(FACE), formatting.money(FACE, language)),
            price("period_interest", FACE * slots.coupon_rate / slots.frequency, 4),
            days("accrued_days", bond.accrued_days),
            days("period_days", bond.period_days),
            price("accrued", bond.accrued, 4),
            price("dirty_price", bond.dirty_price, 4),
        ]
    elif simple:
        facts.append(telling.fact("face", to_json(FACE), formatting.money(FACE, language)))
    facts.append(telling.fact("convention", bond.market, choice_name(bond.market, language)))
    if bond.market == "compounded":
        facts.append(telling.fact("day_count", bond.day_count, bond.day_count))
    if bond.branch == "compounded":
        left = telling.say("left", value=str(bond.coupons_left))
        facts.append(telling.fact("coupons_left", bond.coupons_left, left))
    else:
        facts.append(days("days_to_maturity", bond.days_to_maturity))
    if simple:
        last = bond.timeline[-1].cash
        facts += [
            *([] if discount else [price("final_payment", last, 4)]),
            price("gain", last - bond.dirty_price, 4),
        ]
    if simple or (bond.market == "exchange" and not discount):
        facts.append(days("year_days", bond.year_days))
    facts.append(telling.fact("ytm", to_json(bond.ytm), formatting.percent(bond.ytm, 4), required=True))
    return tuple(facts)


def _digits(value: Decimal, places: int) -> str:
    """At least ``places`` decimals where the value has fewer; a price keeps those it was quoted with."""
    own = -int(value.normalize().as_tuple().exponent)
    kept = max(places, own) if places == 2 else places
    return f"{value:,.{kept}f}"
