"""The yield to maturity of a bond, derived step by step; by the interbank convention unless another is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, RowField, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.bond.worksheet import worksheet
from agent.tasks.telling import Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.bond_curve import CurveName, Spread
from tools.bond_terms import FACE, Convention
from tools.bond_yield import BondYield
from tools.messages import choice_name

_POINT = (RowField("months", "term", range_end="upper"), RowField("yield", "rate"))


class BondSlots(TaskSlots):
    """The bond and its price per 100 of face value; ``frequency`` 0 is a discount bond.

    ``curve`` names the benchmark a spread is measured from, ``benchmark`` are what the user says of it: a list of
    ``{"months": term, "yield": fraction a year}``.
    """

    coupon_rate: Annotated[Decimal, Slot("rate", minimum=0, maximum=Decimal("0.15"), code="E_RATE_RANGE")]
    frequency: Annotated[int, Slot("count", minimum=0, maximum=12, code="E_FREQUENCY")]
    maturity: Annotated[date, Slot("date", code="E_SETTLE")]
    settlement: Annotated[date, Slot("date", code="E_SETTLE")]
    clean_price: Annotated[Decimal, Slot("money", minimum=20, maximum=200, code="E_AMT_RANGE")]
    issue: Annotated[date | None, Slot("date", code="E_SETTLE")] = None
    convention: Annotated[Convention | None, Slot("enum", code="E_CHOICE")] = None
    curve: Annotated[CurveName | None, Slot("enum", code="E_CHOICE")] = None
    benchmark: Annotated[list[JsonValue] | None, Slot("series", code="E_SERIES", row=_POINT, named=True)] = (
        None
    )


class YieldToMaturity(Task):
    """Accrued interest, dirty price and yield, with the formula that applies."""

    intent = "bond.ytm"
    Slots = BondSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One yield; with the points of a curve also the spread over it."""
        assert isinstance(slots, BondSlots)
        args = to_json(slots.model_dump(exclude_none=True, exclude={"curve", "benchmark"}))
        given = args if isinstance(args, dict) else {}
        if slots.curve is not None and slots.benchmark is not None:
            points = [_in_years(point) for point in slots.benchmark]
            given["benchmark"] = {"curve": slots.curve, "points": [*points]}
        return (Call("bond_yield", given),)

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
            *_spread_steps(telling, slots, bond, facts),
            telling.step("mind", "mind", facts),
        )
        return Outline(
            facts=facts,
            steps=steps,
            worksheet=worksheet(bond.timeline, bond.dirty_price, scene.language),
            disclosures=("calculation", "bond"),
            context=PolicyContext(subject="bond"),
        )


def _in_years(point: JsonValue) -> JsonValue:
    """A point as it is said, its term in months, as the tool takes it."""
    if not isinstance(point, dict) or not isinstance(point.get("months"), int | float):
        return point
    years = Decimal(str(point["months"])) / 12
    return {"years": round(float(years), 10), "yield": point.get("yield")}


def _spread_steps(
    telling: Telling, slots: BondSlots, bond: BondYield, facts: Sequence[Fact]
) -> tuple[Step, ...]:
    """The spread and where on the curve it was read, or what is missing for it."""
    if bond.spread is not None:
        return (telling.step("working", "curve", facts), telling.step("result", "spread", facts))
    if slots.curve is not None:
        return (
            telling.step("mind", "spread_needs_points", curve=choice_name(slots.curve, telling.language)),
        )
    return ()


def _spread_facts(telling: Telling, spread: Spread) -> list[Fact]:
    def years(id_: str, value: Decimal) -> Fact:
        return telling.fact(id_, to_json(value), telling.say("years", value=f"{value.normalize():f}"))

    def rate(id_: str, value: Decimal, *, places: int | None = None) -> Fact:
        return telling.fact(id_, to_json(value), formatting.percent(value, places))

    size = f"{spread.spread_bp:+.2f}bp"
    return [
        telling.fact("curve", spread.curve, choice_name(spread.curve, telling.language)),
        years("curve_years", spread.years.quantize(Decimal("0.0001"))),
        years("curve_from", spread.from_years),
        rate("curve_from_yield", spread.from_yield),
        years("curve_to", spread.to_years),
        rate("curve_to_yield", spread.to_yield),
        rate("benchmark_yield", spread.benchmark_yield, places=4),
        telling.fact("spread_bp", to_json(spread.spread_bp), size, required=True),
    ]


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
    if bond.spread is not None:
        facts += _spread_facts(telling, bond.spread)
    return tuple(facts)


def _digits(value: Decimal, places: int) -> str:
    """At least ``places`` decimals where the value has fewer; a price keeps those it was quoted with."""
    own = -int(value.normalize().as_tuple().exponent)
    kept = max(places, own) if places == 2 else places
    return f"{value:,.{kept}f}"
