"""What a bond's price does when its yield shifts: durations, convexity, DV01 and the change by three ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import create_model

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, Scene, Slot, Task, TaskSlots
from agent.tasks.bond.worksheet import worksheet
from agent.tasks.telling import Telling, result_of
from common import formatting
from policies.context import PolicyContext
from tools.base import to_json
from tools.bond_risk import SHIFT_LIMIT, BondRisk
from tools.bond_terms import FACE, Convention
from tools.messages import choice_name


class RiskSlots(TaskSlots):
    """The bond and the shift; ``frequency`` 0 is a discount bond. Price or yield: one of them is asked for."""

    coupon_rate: Annotated[Decimal, Slot("rate", minimum=0, maximum=Decimal("0.15"), code="E_RATE_RANGE")]
    frequency: Annotated[int, Slot("count", minimum=0, maximum=12, code="E_FREQUENCY")]
    maturity: Annotated[date, Slot("date", code="E_SETTLE")]
    settlement: Annotated[date, Slot("date", code="E_SETTLE")]
    clean_price: Annotated[
        Decimal | None, Slot("money", minimum=20, maximum=200, code="E_AMT_RANGE", instead_of="yield")
    ] = None
    shift_bp: Annotated[Decimal, Slot("bp", minimum=-SHIFT_LIMIT, maximum=SHIFT_LIMIT, code="E_BP_RANGE")]
    convention: Annotated[Convention | None, Slot("enum", code="E_CHOICE")] = None


_YIELD = Annotated[
    Decimal | None,
    Slot(
        "rate",
        minimum=Decimal("-0.05"),
        maximum=Decimal("0.5"),
        code="E_RATE_RANGE",
        instead_of="clean_price",
    ),
]
_WithYield = create_model("_WithYield", __base__=RiskSlots, **{"yield": (_YIELD, None)})  # type: ignore[call-overload]


class BondRiskTask(Task):
    """The measures of the bond as it stands, then what the shift does to its price."""

    intent = "bond.risk"
    Slots = _WithYield

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One calculation."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("bond_risk", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """Price and yield, the measures, the repriced change, and how near the estimates come."""
        assert isinstance(slots, RiskSlots)
        risk = result_of(runs[0], BondRisk)
        telling = Telling(self, scene.language)
        discount = slots.coupon_rate == 0
        facts = _facts(telling, slots, risk, discount=discount)
        case = f"{'discount_' if discount else ''}{risk.priced_from}"
        steps = (
            telling.step("asked", f"asked_{case}", facts),
            telling.step("working", f"working_{case}", facts),
            telling.step(
                "working", f"durations_{'simple' if risk.compounding == 0 else 'compounded'}", facts
            ),
            telling.step("result", "measures", facts),
            telling.step("result", "repriced", facts),
            telling.step("working", "estimates", facts),
            telling.step("mind", "mind", facts),
        )
        return Outline(
            facts=facts,
            steps=steps,
            worksheet=worksheet(
                risk.timeline, risk.dirty_price, scene.language, macaulay=risk.macaulay_duration
            ),
            disclosures=("calculation", "bond"),
            context=PolicyContext(subject="bond"),
            rewordable=False,
        )


def _facts(telling: Telling, slots: RiskSlots, risk: BondRisk, *, discount: bool) -> tuple[Fact, ...]:
    language = telling.language

    def price(id_: str, value: Decimal, *, required: bool = False) -> Fact:
        text = telling.say("price", value=_digits(value))
        return telling.fact(id_, to_json(value), text, required=required)

    def share(id_: str, value: Decimal, *, required: bool = False) -> Fact:
        return telling.fact(id_, to_json(value), _signed(formatting.percent(value, 4)), required=required)

    def years(id_: str, value: Decimal, *, required: bool = False) -> Fact:
        return telling.fact(
            id_, to_json(value), telling.say("years", value=f"{value:.4f}"), required=required
        )

    facts = [
        telling.fact("maturity", slots.maturity.isoformat(), formatting.date(slots.maturity, language)),
        telling.fact("settlement", slots.settlement.isoformat(), formatting.date(slots.settlement, language)),
    ]
    if not discount:
        times = telling.say("times" if slots.frequency > 1 else "once", value=str(slots.frequency))
        facts += [
            telling.fact("coupon_rate", to_json(slots.coupon_rate), formatting.percent(slots.coupon_rate)),
            telling.fact("frequency", slots.frequency, times),
        ]
    growth = 1 + risk.ytm * (
        risk.timeline[-1].years if risk.compounding == 0 else Decimal(1) / risk.compounding
    )
    shown_yield = formatting.percent(risk.ytm, 4)
    shift = f"{risk.shift_bp:+f}"
    shift = f"{shift.rstrip('0').rstrip('.') if '.' in shift else shift}bp"
    return (
        *facts,
        price("clean_price", risk.clean_price),
        *([] if discount else [price("accrued", risk.accrued)]),
        price("dirty_price", risk.dirty_price),
        telling.fact("yield", to_json(risk.ytm), shown_yield),
        telling.fact("convention", risk.market, choice_name(risk.market, language)),
        years("macaulay_duration", risk.macaulay_duration),
        telling.fact("growth", to_json(growth), f"{growth:.6f}"),
        years("modified_duration", risk.modified_duration, required=True),
        telling.fact("face", to_json(FACE), formatting.money(FACE, language)),
        telling.fact("convexity", to_json(risk.convexity), f"{risk.convexity:.4f}"),
        price("dv01", risk.dv01),
        telling.fact("shift_bp", to_json(risk.shift_bp), shift),
        telling.fact("shifted_yield", to_json(risk.shifted_yield), formatting.percent(risk.shifted_yield, 4)),
        price("shifted_dirty_price", risk.shifted_dirty_price),
        price("change", risk.change, required=True),
        share("change_share", risk.change_share, required=True),
        share("duration_change_share", risk.duration_change_share),
        share("convexity_change_share", risk.convexity_change_share),
    )


def _digits(value: Decimal) -> str:
    """Four decimals, or the fewer a price was quoted with, but no fewer than two."""
    own = max(2, min(4, -int(value.normalize().as_tuple().exponent)))
    return f"{value:,.{own}f}"


def _signed(percentage: str) -> str:
    return percentage if percentage.startswith("-") else f"+{percentage}"
