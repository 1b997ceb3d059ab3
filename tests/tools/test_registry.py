"""Tools by name, their errors in both languages, and LangChain's view of them."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import cast

import pytest
from pydantic import BaseModel, JsonValue

from common.errors import UserError
from common.language import Language
from common.people import Staff
from tools import ToolContext, call_tool, get_tool, to_json, tool_names
from tools.langchain import as_langchain_tool


def context(language: Language = "zh") -> ToolContext:
    return ToolContext(
        now=datetime(2026, 11, 23, tzinfo=UTC),
        language=language,
        staff=Staff(id="M1001"),
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )


def test_an_unknown_tool_is_answered_with_those_that_exist() -> None:
    with pytest.raises(UserError, match=r"amortise.*bond_yield"):
        call_tool("amortize", {}, context())


def test_a_call_gives_arguments_result_and_duration() -> None:
    args: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}
    run = call_tool("amortise", args, context())
    assert run.error is None
    assert run.result is not None
    assert run.args == args
    assert run.result["payment"] == 4490.45
    assert len(cast("list[object]", run.result["schedule"])) == 360
    assert run.result["convention"]
    assert run.ms > 0


@pytest.mark.parametrize(
    ("changed", "code", "slot", "zh", "en"),
    [
        ({"principal": 999}, "E_AMT_RANGE", "principal", "1,000元到1,000,000,000元", "RMB 1,000"),
        ({"principal": -5000}, "E_AMT_RANGE", "principal", "-5,000元", "RMB -5,000"),
        ({"annual_rate": 5}, "E_RATE_RANGE", "annual_rate", "0%到24%", "0% and 24%"),
        ({"term_months": 361}, "E_TERM", "term_months", "1个月到360个月", "from 1 to 360"),
        ({"term_months": 12.5}, "E_TERM", "term_months", "整月数", "whole number"),
        ({"principal": float("nan")}, "E_NUMBER", "principal", "普通数字", "plain number"),
        ({"principal": "1e6"}, "E_NUMBER", "principal", "科学计数法", "exponent"),
        ({"principal": True}, "E_NUMBER", "principal", "普通数字", "plain number"),
        ({"method": "annuity"}, "E_CHOICE", "method", "等额本息、等额本金", "equal instalments"),
        ({"method": "balloon"}, "E_MISSING", "balloon", "尾款", "the sum left to the end"),
        ({"principal": 1000.005}, "E_CENTS", "principal", "写到分", "whole cents"),
        ({"rate": 1}, "E_ARGUMENT", "rate", "annual_rate", "annual_rate"),
    ],
)
def test_what_the_user_can_mend_is_one_line_with_code_and_limits(
    changed: dict[str, JsonValue], code: str, slot: str, zh: str, en: str
) -> None:
    loan: dict[str, JsonValue] = {"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}
    languages: tuple[tuple[Language, str], ...] = (("zh", zh), ("en", en))
    for language, words in languages:
        run = call_tool("amortise", {**loan, **changed}, context(language))
        assert run.result is None
        assert run.error is not None
        assert (run.error.code, run.error.slot) == (code, slot)
        assert words in run.error.message
        assert "\n" not in run.error.message


def test_a_missing_argument_is_named() -> None:
    run = call_tool("amortise", {"principal": 1_000_000, "term_months": 360}, context("en"))
    assert run.error is not None
    assert (run.error.code, run.error.message) == ("E_MISSING", "The annual rate is missing.")


def test_deposit_insurance_counts_interest_in_and_splits_at_the_limit() -> None:
    above = call_tool("deposit_insurance", {"principal": 800_000}, context()).result
    assert above is not None
    assert (above["covered"], above["excess"], above["interest_included"]) == (500_000, 300_000, True)
    below = call_tool("deposit_insurance", {"principal": 499_999.99}, context()).result
    assert below is not None
    assert (below["covered"], below["excess"]) == (499_999.99, 0)
    too_little = call_tool("deposit_insurance", {"principal": 49}, context()).error
    assert too_little is not None
    assert too_little.code == "E_AMT_RANGE"


def test_json_has_numbers_for_money_and_text_for_dates() -> None:
    class Record(BaseModel):
        amount: Decimal
        on: date

    value = to_json({"rows": (Record(amount=Decimal("12.50"), on=date(2026, 11, 23)),)})
    assert json.dumps(value) == '{"rows": [{"amount": 12.5, "on": "2026-11-23"}]}'
    with pytest.raises(ValueError, match="no JSON form"):
        to_json(Decimal("NaN"))
    with pytest.raises(TypeError):
        to_json(object())


def test_every_own_tool_has_a_json_schema_and_words_in_both_languages() -> None:
    for name in (
        "amortise",
        "bond_yield",
        "deposit_insurance",
        "account_lookup",
        "prepay",
        "reprice",
        "financing_cost",
    ):
        tool = get_tool(name)
        schema = tool.arguments.model_json_schema()
        assert schema["properties"]
        assert tool.description.zh
        assert tool.description.en
    assert {"search_regulations", "search_knowledge", "check_wording"} <= set(tool_names())


def test_langchain_sees_a_structured_tool() -> None:
    tool = as_langchain_tool(get_tool("amortise"), context("en"))
    assert tool.args["principal"] == {
        "minimum": 1000,
        "maximum": 1_000_000_000,
        "title": "Principal",
        "type": "number",
    }
    answer = json.loads(tool.invoke({"principal": 1_000_000, "term_months": 360, "annual_rate": 0.035}))
    assert answer["payment"] == 4490.45
    refused = json.loads(tool.invoke({"principal": 1, "term_months": 360, "annual_rate": 0.035}))
    assert refused["error"]["code"] == "E_AMT_RANGE"


def test_a_calculator_loads_neither_bank_nor_library() -> None:
    code = (
        "import sys, tools; tools.get_tool('amortise'); "
        "print([m for m in ('sqlmodel', 'torch', 'faiss', 'langchain_core') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
