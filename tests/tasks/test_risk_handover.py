"""Who is called and how urgently: an emergency, a mere loss, a suspicion, or nobody for a question of duty."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.tasks.base import Handover, Scene
from agent.tasks.risk.aml_question import AmlQuestion
from agent.tasks.risk.complaint import Complaint
from agent.tasks.risk.fraud_or_loss import FraudOrLoss
from agent.tasks.risk.freeze_query import FreezeQuery
from common.people import Staff
from policies.escalation import rule_for


def scene(words: str) -> Scene:
    return Scene(datetime(2026, 11, 23, tzinfo=UTC), "zh", Staff(id="T1001"), None, words)


@pytest.mark.parametrize(
    "words",
    [
        "挂失",
        "客户卡丢了，钱没少",
        "银行卡丢了，没被盗刷，先挂失",
        "存折找不到了",
        "忘了密码，怕别人知道",
        "卡被机器吞了，吞卡",
        "the customer lost his card, nothing has been taken",
        "her passbook is missing",
        "report a lost card please",
    ],
)
def test_a_mere_loss_is_p2(words: str) -> None:
    assert FraudOrLoss().handover(scene(words)) == Handover("fraud", "P2")


@pytest.mark.parametrize(
    "words",
    [
        "卡丢了，里面的钱被取走了",
        "卡找不到了，刚才被刷了三千",
        "挂失，钱少了五百",
        "客户急着转18万，说公检法让转安全账户",
        "卡丢了，对方让他别告诉家人",
        "紧急止付",
        "客户好像被骗了",
        "lost card and someone used it yesterday",
        "his card was stolen and money is gone",
        "a stranger told her to move the money to a safe account",
        "there is an unknown payment",
    ],
)
def test_money_gone_or_a_scam_is_p0(words: str) -> None:
    assert FraudOrLoss().handover(scene(words)) == Handover("fraud", "P0")


@pytest.mark.parametrize(
    "words",
    [
        "可疑交易报告要几天内报",
        "客户身份资料要留存多久",
        "受益所有人怎么识别",
        "客户问为什么要问资金来源",
        "反洗",
        "客户身份证过期，反洗钱怎么处理",
        "what is the large value reporting threshold",
        "how do I report a suspicious transaction",
        "which customers need enhanced due diligence",
    ],
)
def test_a_question_about_duties_calls_nobody(words: str) -> None:
    assert AmlQuestion().handover(scene(words)) is None


@pytest.mark.parametrize(
    "words",
    [
        "这个客户有点可疑，天天来存4万9现金",
        "怀疑客户洗钱",
        "名单命中了",
        "账户快进快出，像是过渡户",
        "帮我分三次存，免得上报",
        "I suspect money laundering",
        "this customer looks suspicious, he pays in 49,000 every day",
        "possible sanctions hit",
    ],
)
def test_a_suspicion_goes_to_the_aml_officer(words: str) -> None:
    assert AmlQuestion().handover(scene(words)) == Handover("aml", "P1")


def test_other_tasks_leave_the_priority_to_the_rule() -> None:
    assert Complaint().handover(scene("客户要投诉")) == Handover("complaint")
    assert FreezeQuery().handover(scene("法院来人了")) == Handover("judicial")


def test_a_rule_has_its_own_words_at_another_priority() -> None:
    usual, loss = rule_for("fraud"), rule_for("fraud", "P2")
    assert (usual.priority, usual.hold, usual.seconds) == ("P0", True, 60)
    assert (loss.priority, loss.hold, loss.seconds) == ("P2", False, 900)
    assert loss.script is not None
    assert "口头挂失" in loss.script.zh
    assert "110" not in loss.script.zh
    assert rule_for("fraud", "P1") == usual
