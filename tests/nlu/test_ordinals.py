"""An ordinal points at an item, and the value said for it is found; ordinals of other things point at none."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from agent.nlu.extract import extract_slots, read_ordinals
from tests.nlu.schemas import SCHEMAS

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


@pytest.mark.parametrize(
    ("text", "pointed"),
    [
        ("第二个改成90万", [(2, 900_000)]),
        ("第2个改成90万", [(2, 900_000)]),
        ("第二笔应该是90万", [(2, 900_000)]),
        ("把第二个从80万改成90万", [(2, 900_000)]),
        ("第二个不是80万，是90万", [(2, 900_000)]),
        ("第三个净值是1.0250", [(3, Decimal("1.0250"))]),
        ("第一个改成80万，第二个改成90万", [(1, 800_000), (2, 900_000)]),
        ("第一和第三个都改成90万", [(1, 900_000), (3, 900_000)]),
        ("最后一个改成0.98", [(-1, Decimal("0.98"))]),
        ("倒数第二个改成0.98", [(-2, Decimal("0.98"))]),
        ("头一个是3.5%", [(1, Decimal("0.035"))]),
        ("后者改成20年", [(-1, 240)]),
        ("第二行资产是200亿", [(2, 20_000_000_000)]),
        ("第二个呢", [(2, None)]),
        ("第二种改成等额本金", [(2, None)]),
        ("the second one should be 900k", [(2, 900_000)]),
        ("the second should be 3.6%", [(2, Decimal("0.036"))]),
        ("change the 3rd value to 1.025", [(3, Decimal("1.025"))]),
        ("make the last one 20 years", [(-1, 240)]),
        ("first item 800k, second item 900k", [(1, 800_000), (2, 900_000)]),
        ("the second to last one is 0.98", [(-2, Decimal("0.98"))]),
        ("the latter over 20 years", [(-1, 240)]),
        ("the first and the third one should be 900k", [(1, 900_000), (3, 900_000)]),
        ("number 2 should be 900k", [(2, 900_000)]),
    ],
)
def test_an_ordinal_points_at_an_item(text: str, pointed: list[tuple[int, Decimal | int | None]]) -> None:
    read = read_ordinals(text, now=MONDAY)
    assert [(one.index, one.value.number if one.value else None) for one in read] == pointed


@pytest.mark.parametrize(
    "text",
    [
        "第二期还多少", "第二条怎么说", "第五个月", "2026年第二季度", "第二天", "贷80万20年",
        "the second quarter of 2026",
        "last month", "article 2", "the first half of 2026", "second Monday",
    ],
)  # fmt: skip
def test_an_ordinal_of_something_else_points_at_no_item(text: str) -> None:
    assert read_ordinals(text, now=MONDAY) == ()


@pytest.mark.parametrize(
    ("index", "length", "place"),
    [(1, 3, 0), (3, 3, 2), (4, 3, None), (-1, 3, 2), (-3, 3, 0), (-4, 3, None), (1, 0, None)],
)
def test_a_place_exists_or_does_not(index: int, length: int, place: int | None) -> None:
    (ordinal,) = read_ordinals(f"{'倒数' if index < 0 else ''}第{abs(index)}个", now=MONDAY)
    assert ordinal.place(length) == place


def test_the_words_said_of_an_item_are_read_for_its_slot() -> None:
    text = "第一个改成等额本金，第二个改成25"
    first, second = read_ordinals(text, now=MONDAY)
    method = extract_slots(text[slice(*first.rest)], SCHEMAS["try.enum"], now=MONDAY, language="zh")
    assert method.values["repayment"].value == "equal_principal"
    years = extract_slots(
        text[slice(*second.rest)], SCHEMAS["try.term"], now=MONDAY, language="zh", awaiting="length"
    )
    assert years.values["length"].value == 300
