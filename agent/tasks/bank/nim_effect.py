"""What a shift of interest rates does to the bank's own net interest income and margin within a year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import JsonValue

from agent.reply import ToolCall
from agent.tasks.base import Call, Fact, Outline, RowField, Scene, Slot, Step, Task, TaskSlots
from agent.tasks.telling import StepKind, Telling, result_of
from common import formatting
from tools.base import to_json
from tools.nim_effect import BucketEffect
from tools.nim_effect import NimEffect as Effect

_BUCKET = (
    RowField("months", "term", range_end="upper"),
    RowField("assets", "money"),
    RowField("liabilities", "money"),
)
_TOTAL = 1_000_000_000_000_000


class NimSlots(TaskSlots):
    """The shift in basis points, what reprices in each bucket, and what relates it to the margin.

    ``buckets`` is a list of ``{"months": upper bound, "assets": yuan, "liabilities": yuan}``; the tool checks
    their order.
    """

    rate_shift_bp: Annotated[Decimal, Slot("bp", minimum=-500, maximum=500, code="E_BP_RANGE")]
    buckets: Annotated[list[JsonValue], Slot("series", code="E_SERIES", row=_BUCKET)]
    deposit_beta: Annotated[Decimal, Slot("ratio", minimum=0, maximum=1, code="E_RATE_RANGE")] = Decimal(1)
    earning_assets: Annotated[
        Decimal | None, Slot("money", minimum=Decimal("0.01"), maximum=_TOTAL, code="E_AMT_RANGE")
    ] = None
    base_nim: Annotated[
        Decimal | None,
        Slot("rate", minimum=Decimal("-0.05"), maximum=Decimal("0.2"), code="E_RATE_RANGE"),
    ] = None


class NimEffect(Task):
    """The repricing gap worked through bucket by bucket."""

    intent = "bank.nim_effect"
    Slots = NimSlots

    def calls(self, slots: TaskSlots, scene: Scene) -> Sequence[Call]:
        """One shift."""
        args = to_json(slots.model_dump(exclude_none=True))
        return (Call("nim_effect", args if isinstance(args, dict) else {}),)

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        """The shift, one line a bucket, the sum, and what it is of the margin."""
        assert isinstance(slots, NimSlots)
        effect = result_of(runs[0], Effect)
        page = _Page(Telling(self, scene.language))
        page.asked(slots, said="deposit_beta" in slots.model_fields_set)
        for number, row in enumerate(effect.rows, start=1):
            page.bucket(number, row)
        page.changes(effect)
        page.step("result", "result")
        page.margin(slots, effect)
        page.step("mind", "mind")
        return Outline(
            facts=tuple(page.facts),
            steps=tuple(page.steps),
            disclosures=("calculation", "scenario"),
            rewordable=False,
        )


class _Page:
    """Collects the facts and sentences of one shift."""

    def __init__(self, telling: Telling) -> None:
        self.telling, self.language = telling, telling.language
        self.facts: list[Fact] = []
        self.steps: list[Step] = []

    def asked(self, slots: NimSlots, *, said: bool) -> None:
        shift = self.telling.say("bp", value=_plain(abs(slots.rate_shift_bp)))
        way = "shift_down" if slots.rate_shift_bp < 0 else "shift_up"
        self._add("rate_shift_bp", slots.rate_shift_bp, self.telling.say(way, value=shift))
        self._add("deposit_beta", slots.deposit_beta, _plain(slots.deposit_beta))
        self.step("asked", "asked" if said else "asked_default")
        self.step("working", "working")

    def bucket(self, number: int, row: BucketEffect) -> None:
        say, total = self.telling.say, formatting.bank_total
        line = say(
            "bucket",
            start=str(row.from_months),
            end=str(row.to_months),
            middle=say("months", value=_plain(row.mid_months)),
            weight=formatting.percent(row.weight, 2),
            assets=total(row.assets, self.language),
            liabilities=total(row.liabilities, self.language),
            change=self._change(row.net_change),
        )
        label = say("fact_bucket", number=str(number))
        self.facts.append(Fact(id=f"bucket_{number}", label=label, value=to_json(row.net_change), text=line))
        self.steps.append(Step(kind="working", text=line))

    def changes(self, effect: Effect) -> None:
        for name in ("income_change", "cost_change", "net_change"):
            value: Decimal = getattr(effect, name)
            self._add(name, value, self._change(value), required=name == "net_change")

    def margin(self, slots: NimSlots, effect: Effect) -> None:
        if effect.nim_change_bp is None or slots.earning_assets is None:
            self.step("mind", "mind_no_assets")
            return
        self._add(
            "earning_assets", slots.earning_assets, formatting.bank_total(slots.earning_assets, self.language)
        )
        size = self.telling.say("bp", value=f"{abs(effect.nim_change_bp):.2f}")
        self._add("nim_change_bp", effect.nim_change_bp, self._way(effect.nim_change_bp, size), required=True)
        self.step("result", "result_margin")
        if effect.nim_after is not None and slots.base_nim is not None:
            self._add("base_nim", slots.base_nim, formatting.percent(slots.base_nim, 3))
            self._add("nim_after", effect.nim_after, formatting.percent(effect.nim_after, 3), required=True)
            self.step("result", "result_after")

    def step(self, kind: StepKind, name: str) -> None:
        self.steps.append(self.telling.step(kind, name, self.facts))

    def _change(self, value: Decimal) -> str:
        return self._way(value, formatting.bank_total(abs(value), self.language))

    def _way(self, value: Decimal, size: str) -> str:
        """A signed change in words: grows by, falls by, does not change."""
        if value == 0:
            return self.telling.say("same")
        return self.telling.say("less" if value < 0 else "more", value=size)

    def _add(self, id_: str, value: Decimal, text: str, *, required: bool = False) -> None:
        self.facts.append(self.telling.fact(id_, to_json(value), text, required=required))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
