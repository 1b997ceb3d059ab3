"""Clauses as rule books word them: who, under which condition, by when, how much, and with which exception."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from common.people import Staff
from tools.base import ToolContext
from tools.clause_checklist import ChecklistArguments, clause_checklist

CONTEXT = ToolContext(
    now=datetime(2026, 11, 23, tzinfo=UTC),
    language="zh",
    staff=Staff(id="M1001"),
    customer=None,
    bank=None,
    library=None,
    record=lambda kind, fields: None,
)

CLAUSES = [
    (
        "客户单笔现金存取超过5万元的，银行应当在办理前核对有效身份证件，并登记资金来源或者用途。未核实的，不得办理。",
        [
            "必须在办理前核对有效身份证件，并登记资金来源或者用途（客户单笔现金存取超过5万元的，银行）",
            "禁止办理（未核实的）",
        ],
    ),
    (
        "借款人不得以虚假材料骗取贷款，情节严重的，贷款人可以提前收回贷款，但因不可抗力造成的除外。",
        [
            "禁止以虚假材料骗取贷款（借款人）",
            "可以提前收回贷款，但因不可抗力造成的除外（情节严重的，贷款人）",
        ],
    ),
    (
        "销售人员向客户推介产品前，必须完成风险承受能力评估，评估结果有效期一年，超过一年或者客户情况发生重大变化的，须重新评估。",
        [
            "必须完成风险承受能力评估，评估结果有效期一年（销售人员向客户推介产品前）",
            "必须重新评估（超过一年或者客户情况发生重大变化的）",
        ],
    ),
    (
        "除法律、行政法规另有规定外，金融机构不得向任何单位和个人提供客户身份资料；确需提供的，须经客户书面同意，方可提供。",
        [
            "禁止向任何单位和个人提供客户身份资料（除法律、行政法规另有规定外，金融机构）",
            "必须经客户书面同意（确需提供的）",
            "满足条件后才可以提供（确需提供的）",
        ],
    ),
    (
        "有下列情形之一的，银行应当拒绝开户：（一）证件过期的；（二）客户拒绝配合核查的。",
        ["必须拒绝开户（证件过期的，银行）", "必须拒绝开户（客户拒绝配合核查的，银行）"],
    ),
    (
        "银行不得不予受理投诉。投诉处理应当自收到之日起15日内办结，情况复杂的，经批准可以延长。",
        [
            "禁止不予受理投诉（银行）",
            "必须自收到之日起15日内办结（投诉处理）",
            "可以延长（情况复杂的，经批准）",
        ],
    ),
    (
        "客户不能提供有效证件的，网点不得办理，应当告知客户补办。",
        ["禁止办理（客户不能提供有效证件的，网点）", "必须告知客户补办（客户不能提供有效证件的，网点）"],
    ),
    (
        "网点负责人应于每月10日前，将上月投诉台账报送分行消保部，台账至少保存三年。",
        ["必须于每月10日前，将上月投诉台账报送分行消保部，台账至少保存三年（网点负责人）"],
    ),
    (
        "A bank shall verify the identity of any customer whose cash transaction exceeds RMB 50,000. Where the "
        "identity cannot be verified, the bank must not proceed.",
        [
            "Must verify the identity of any customer whose cash transaction exceeds RMB 50,000 (A bank)",
            "Must not proceed (Where the identity cannot be verified, the bank)",
        ],
    ),
    (
        "Unless the customer has given written consent, staff may not disclose account information to any third party, "
        "except where required by law.",
        [
            "Must not disclose account information to any third party, except where required by law "
            "(Unless the customer has given written consent, staff)"
        ],
    ),
    (
        "The lender may demand early repayment if the borrower misses two instalments, provided that written notice "
        "has been given at least thirty days in advance.",
        [
            "May demand early repayment if the borrower misses two instalments, provided that written notice has been "
            "given at least thirty days in advance (The lender)"
        ],
    ),
    (
        "A distributor shall not: (a) guarantee returns; (b) compare products selectively; or (c) use past performance "
        "as a forecast.",
        [
            "Must not guarantee returns (A distributor)",
            "Must not compare products selectively (A distributor)",
            "Must not use past performance as a forecast (A distributor)",
        ],
    ),
    (
        "No employee may accept gifts worth more than RMB 200 from a customer. Branch managers are required to report "
        "any breach within 24 hours.",
        [
            "Must not accept gifts worth more than RMB 200 from a customer (employee)",
            "Must report any breach within 24 hours (Branch managers)",
        ],
    ),
]


@pytest.mark.parametrize(("clause", "steps"), CLAUSES, ids=[clause[:16] for clause, _ in CLAUSES])
def test_a_clause_becomes_its_steps(clause: str, steps: list[str]) -> None:
    checklist = clause_checklist(ChecklistArguments(passage=clause), CONTEXT)
    assert [step.text for step in checklist.steps] == steps
    for step in checklist.steps:
        assert step.action in clause[slice(*step.span)] or step.item is not None


def test_each_language_of_a_mixed_text_is_read_in_its_own_words() -> None:
    text = "银行应当核实身份。\nThe bank must keep the record for five years."
    checklist = clause_checklist(ChecklistArguments(passage=text), CONTEXT)
    assert [step.text for step in checklist.steps] == [
        "必须核实身份（银行）",
        "Must keep the record for five years (The bank)",
    ]
