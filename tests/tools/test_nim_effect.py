"""Net interest income under a shift of rates: the worked figures, bucket by bucket, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
from pydantic import JsonValue

from common.people import Staff
from tools.base import ToolContext, ToolRun
from tools.registry import call_tool

YI = 100_000_000
BUCKETS: list[JsonValue] = [
    {"months": 3, "assets": 300 * YI, "liabilities": 220 * YI},
    {"months": 6, "assets": 200 * YI, "liabilities": 150 * YI},
    {"months": 12, "assets": 250 * YI, "liabilities": 180 * YI},
]


def shift(**changed: JsonValue) -> ToolRun:
    context = ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language="en",
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )
    return call_tool("nim_effect", {"rate_shift_bp": -25, "buckets": BUCKETS, **changed}, context)


def figures(run: ToolRun, *names: str) -> list[JsonValue]:
    assert run.result is not None, run.error
    return [run.result[name] for name in names]


def test_a_beta_below_one_leaves_the_bank_with_more_of_the_cut() -> None:
    run = shift(deposit_beta=0.6, earning_assets=1500 * YI, base_nim=0.016)
    assert figures(run, "income_change", "cost_change", "net_change") == [
        -112_500_000,
        -49_687_500,
        -62_812_500,
    ]
    assert figures(run, "nim_change_bp", "nim_after") == [-4.1875, 0.01558125]


def test_without_a_beta_liabilities_follow_in_full() -> None:
    run = shift(earning_assets=1500 * YI)
    assert figures(run, "net_change", "nim_change_bp", "nim_after") == [-29_687_500, -1.9792, None]


def test_each_bucket_reprices_at_its_mid_point() -> None:
    rows = cast("list[dict[str, JsonValue]]", figures(shift(deposit_beta=0.6), "rows")[0])
    assert [row["mid_months"] for row in rows] == [1.5, 4.5, 9]
    assert [row["weight"] for row in rows] == [0.875, 0.625, 0.25]
    assert [row["from_months"] for row in rows] == [0, 3, 6]
    assert [row["net_change"] for row in rows] == [-36_750_000, -17_187_500, -8_875_000]


def test_what_reprices_after_a_year_changes_nothing_within_it() -> None:
    later: JsonValue = {"months": 60, "assets": 900 * YI, "liabilities": 100 * YI}
    assert figures(shift(buckets=[*BUCKETS, later]), "net_change") == figures(shift(), "net_change")


def test_a_rise_mirrors_a_fall() -> None:
    fall, rise = figures(shift(), "net_change")[0], figures(shift(rate_shift_bp=25), "net_change")[0]
    assert isinstance(fall, int | float)
    assert rise == -fall


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"rate_shift_bp": 501}, "E_BP_RANGE", "rate_shift_bp"),
        ({"rate_shift_bp": -501}, "E_BP_RANGE", "rate_shift_bp"),
        ({"deposit_beta": 1.01}, "E_RATE_RANGE", "deposit_beta"),
        ({"base_nim": 0.3}, "E_RATE_RANGE", "base_nim"),
        ({"earning_assets": 0}, "E_AMT_RANGE", "earning_assets"),
        ({"buckets": []}, "E_SERIES", "buckets"),
        ({"buckets": list(reversed(BUCKETS))}, "E_SERIES", "buckets"),
        ({"buckets": [BUCKETS[0], BUCKETS[0]]}, "E_SERIES", "buckets"),
        ({"buckets": [{"months": 18, "assets": 1, "liabilities": 1}]}, "E_SERIES", "buckets"),
        ({"buckets": [{"months": 3, "assets": -1, "liabilities": 1}]}, "E_SERIES", "buckets"),
        ({"buckets": [{"months": 3, "assets": 1}]}, "E_MISSING", "buckets"),
        ({"rate_shift_bp": "1e1"}, "E_NUMBER", "rate_shift_bp"),
    ],
)
def test_what_can_be_mended_is_one_line(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    run = shift(**changed)
    assert run.error is not None
    assert (run.error.code, run.error.slot) == (code, slot)
    assert "\n" not in run.error.message
