"""What is stated is checked, by value; what is not stated is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.replay.expect import compare
from agent.replay.transcript import Expect
from agent.reply import EscalationView, Reply, SlotError, ToolCall
from knowledge.citation import Citation
from policies.verdict import Finding, Verdict

REPLY = Reply(
    session_id="s",
    turn=1,
    language="zh",
    intent="loan.quote_payment",
    intents=("loan.quote_payment",),
    confidence=0.9,
    slots={"principal": 1000000.0, "term_months": 360, "account_ref": "7781", "method": None},
    awaiting="annual_rate",
    tool_calls=(ToolCall(name="amortise", args={}),),
    citations=(Citation(id="deposit-insurance-regulation#5", title="x", text="y", as_of=date(2026, 11, 22)),),
    answer="月供4,490.45元，共30年。",
    verdict=Verdict(
        decision="block",
        findings=(
            Finding(rule="r", category="guarantee", severity="S1", text=None, span=None, action="block"),
        ),
    ),
    errors=(SlotError(slot="annual_rate", code="E_RATE_RANGE", message="0-24%"),),
    escalation=EscalationView(id="s-E1", reason="human_request", priority="P2", status="open"),
)


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"intent": "loan.quote_payment", "intents": ["loan.quote_payment"], "language": "zh"},
        {"slots": {"principal": 1000000, "account_ref": 7781, "method": None, "annual_rate": None}},
        {"numbers": [4490.45, 30]},
        {"tools": ["amortise"], "cites": ["deposit-insurance-regulation"], "categories": ["guarantee"]},
        {"contains": ["月供"], "excludes": ["4,490.54"], "verdict": "block", "engine": "template"},
        {"awaiting": "annual_rate", "confidence_at_least": 0.9, "errors": ["E_RATE_RANGE"]},
        {"escalation": {"reason": "human_request", "status": "open"}},
    ],
)
def test_a_reply_as_expected_has_no_mismatch(stated: dict[str, Any]) -> None:
    assert compare(Expect.model_validate(stated), REPLY) == []


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ({"intent": "bond.ytm"}, "intent"),
        ({"slots": {"principal": 1000001}}, "slots.principal"),
        ({"slots": {"term_months": None}}, "slots.term_months"),
        ({"slots": {"annual_rate": 0.035}}, "slots.annual_rate"),
        ({"numbers": [4490.54]}, "numbers"),
        ({"numbers": [360]}, "numbers"),
        ({"tools": []}, "tools"),
        ({"tools": ["amortise", "amortise"]}, "tools"),
        ({"cites": ["anti"]}, "cites"),
        ({"categories": ["pii"]}, "categories"),
        ({"contains": "首付"}, "contains"),
        ({"excludes": "月供"}, "excludes"),
        ({"verdict": "allow"}, "verdict"),
        ({"awaiting": None}, "awaiting"),
        ({"engine": "human"}, "engine"),
        ({"confidence_at_least": 0.95}, "confidence_at_least"),
        ({"errors": ["E_TERM"]}, "errors"),
        ({"escalation": None}, "escalation"),
        ({"escalation": {"status": "resolved"}}, "escalation.status"),
    ],
)
def test_each_difference_is_one_mismatch_under_its_key(stated: dict[str, Any], key: str) -> None:
    assert [mismatch.key for mismatch in compare(Expect.model_validate(stated), REPLY)] == [key]


def test_every_key_of_expect_has_its_check() -> None:
    every = Expect.model_construct(_fields_set=set(Expect.model_fields))
    compare(every, REPLY)
