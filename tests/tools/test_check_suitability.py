"""Suitability: the five-level rule, age, the end of an assessment."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from pydantic import JsonValue

from common.language import Language
from policies.context import CustomerRisk, ProductRisk
from policies.suitability import assessment_ends, insists, levels_above
from tests.tools.test_registry import context
from tools.registry import call_tool

CUSTOMERS: tuple[CustomerRisk, ...] = ("C1", "C2", "C3", "C4", "C5")
PRODUCTS: tuple[ProductRisk, ...] = ("R1", "R2", "R3", "R4", "R5")


def checked(**args: JsonValue) -> dict[str, JsonValue]:
    run = call_tool("check_suitability", args, context())
    assert run.result is not None, run.error
    return run.result


@pytest.mark.parametrize(("customer", "level"), list(product(CUSTOMERS, PRODUCTS)))
def test_a_product_above_the_customers_level_is_unsuitable(
    customer: CustomerRisk, level: ProductRisk
) -> None:
    found = checked(customer_risk=customer, product_risk=level)
    above = int(level[1]) > int(customer[1])
    assert found["decision"] == ("unsuitable" if above else "suitable")
    assert (levels_above(customer, level) > 0) == above
    assert str(found["highest_product"])[1] == customer[1]


@pytest.mark.parametrize(
    ("age", "customer", "level", "vulnerable"),
    [
        (64, "C2", "R4", False),
        (65, "C2", "R4", True),
        (65, "C5", "R5", True),
        (65, "C3", "R3", False),
        (72, "C1", "R1", True),
        (None, "C1", "R5", False),
    ],
)
def test_from_65_the_upper_levels_and_the_lowest_grade_go_to_a_licensed_manager(
    age: int | None, customer: str, level: str, vulnerable: bool
) -> None:
    assert checked(customer_risk=customer, product_risk=level, age=age)["vulnerable"] is vulnerable


@pytest.mark.parametrize(
    ("assessed", "decision", "until"),
    [
        ("2025-11-23", "reassess", "2026-11-22"),
        ("2025-11-24", "suitable", "2026-11-23"),
        ("2026-11-23", "suitable", "2027-11-22"),
    ],
)
def test_an_assessment_holds_for_twelve_months(assessed: str, decision: str, until: str) -> None:
    found = checked(customer_risk="C3", product_risk="R2", assessment_date=assessed)
    assert (found["decision"], found["valid_until"]) == (decision, until)


def test_an_expired_assessment_does_not_hide_the_gap() -> None:
    found = checked(customer_risk="C2", product_risk="R4", assessment_date="2024-01-01")
    assert (found["decision"], found["expired"]) == ("unsuitable", True)


def test_an_assessment_of_29_february_ends_on_28_february() -> None:
    assert assessment_ends(date(2024, 2, 29)) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("changed", "code", "slot"),
    [
        ({"customer_risk": "C6"}, "E_CHOICE", "customer_risk"),
        ({"product_risk": "R0"}, "E_CHOICE", "product_risk"),
        ({"age": 121}, "E_AGE", "age"),
        ({"age": -1}, "E_AGE", "age"),
        ({"age": 60.5}, "E_AGE", "age"),
        ({"assessment_date": "2026-11-24"}, "E_DATE", "assessment_date"),
        ({"assessment_date": "2026-02-30"}, "E_DATE", "assessment_date"),
    ],
)
def test_limits(changed: dict[str, JsonValue], code: str, slot: str) -> None:
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        args: dict[str, JsonValue] = {"customer_risk": "C2", "product_risk": "R2", **changed}
        error = call_tool("check_suitability", args, context(language)).error
        assert error is not None
        assert (error.code, error.slot) == (code, slot)
        assert error.message.isascii() == (language == "en")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("客户坚持要买", True),
        ("他非要买这个", True),
        ("the client insists", True),
        ("C2客户能买R4吗", False),
        ("can she buy it", False),
    ],
)
def test_insisting_is_heard(said: str, expected: bool) -> None:
    assert insists(said) is expected
