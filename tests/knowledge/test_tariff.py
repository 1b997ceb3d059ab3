"""The bank's table of limits and fees: found by topic or not at all, dated, replaceable, and safe to read out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from agent.tasks.account.limits_fees import LimitsFees, TopicSlots
from agent.tasks.base import Outline, Scene
from common.errors import ConfigurationError
from common.language import Language
from common.people import Staff
from knowledge.library import Library
from policies import check
from policies.grounding import ground
from tools.base import ToolContext, ToolRun
from tools.registry import call_tool

NOW = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
TODAY = NOW.date()

OWN = """
tariff:
  id: own-tariff
  title: {zh: 本行价目表, en: Price list}
  note: {zh: 以公示为准。, en: The published list prevails.}
  effective_from: 2026-06-01
  kinds: {limit: [限额], fee: [费]}
  rows:
    - id: stamp-fee
      kind: fee
      title: {zh: 盖章费, en: Stamp fee}
      zh: 每次2元。
      en: RMB 2 each.
      words: [[盖章, stamp]]
"""


@dataclass(frozen=True)
class Answer:
    run: ToolRun
    outline: Outline

    @property
    def said(self) -> str:
        return "\n".join(step.text for step in self.outline.steps)


def answer(library: Library, topic: str, language: Language = "zh") -> Answer:
    scene = Scene(NOW, language, Staff(id="M1001"), None, "")
    context = ToolContext(NOW, language, scene.staff, None, None, library, lambda _kind, _fields: None)
    task, slots = LimitsFees(), TopicSlots(topic=topic)
    runs = [call_tool(call.tool, call.args, context) for call in task.calls(slots, scene)]
    assert runs[0].error is None
    return Answer(runs[0], task.outline(slots, runs, scene))


def found(library: Library, topic: str) -> list[str]:
    hits = library.find_tariff(topic, language="zh", as_of=TODAY)
    return [hit.id.removeprefix("bank-tariff#") for hit in hits]


@pytest.mark.parametrize(
    ("topic", "row"),
    [
        ("ATM一天最多能取多少钱", "atm-withdrawal-limit"),
        ("跨行取款手续费", "withdrawal-fee"),
        ("要取20万现金要不要预约", "counter-withdrawal-notice"),
        ("手机银行转账限额", "mobile-transfer-limit"),
        ("ATM转账限额", "atm-transfer-limit"),
        ("手机银行转账手续费", "transfer-fee"),
        ("跨境汇款手续费", "wire-fee"),
        ("挂失收多少钱", "loss-report-fee"),
        ("小额账户管理费", "card-fee"),
        ("Ⅱ类户一天能转多少", "small-account-limit"),
        ("how much can he withdraw from an ATM a day", "atm-withdrawal-limit"),
        ("cash withdrawal fee at other banks", "withdrawal-fee"),
        ("annual fee of the card", "card-fee"),
        ("international wire fee", "wire-fee"),
        ("charge for a deposit certificate", "certificate-fee"),
    ],
)
def test_a_topic_finds_its_row(library: Library, topic: str, row: str) -> None:
    assert found(library, topic) == [row]


def test_a_topic_without_a_kind_finds_limits_and_fees(library: Library) -> None:
    assert found(library, "转账") == ["mobile-transfer-limit", "transfer-fee"]


@pytest.mark.parametrize(
    "topic",
    [
        "信用卡年费",
        "信用卡取现手续费",
        "提前还款违约金",
        "理财赎回费",
        "存款保险限额",
        "外汇额度每年多少",
        "credit card cash advance fee",
        "deposit insurance limit",
        "how do fees feel",
    ],
)
def test_what_the_table_lacks_finds_nothing(library: Library, topic: str) -> None:
    assert found(library, topic) == []


def test_what_the_table_lacks_is_said_to_need_checking(library: Library) -> None:
    given = answer(library, "信用卡年费")
    assert given.outline.source_missing
    assert given.outline.citations == ()
    assert "需核实" in given.said


def test_limits_or_fees_alone_list_what_there_is(library: Library) -> None:
    given = answer(library, "各项限额")
    assert not given.outline.source_missing
    assert "自助设备取现限额" in given.said
    assert "挂失手续费" not in given.said
    assert "Fee for reporting a loss" in answer(library, "fee schedule", "en").said


def test_the_answer_shows_the_dates_and_that_it_is_sample_data(library: Library) -> None:
    given = answer(library, "挂失手续费")
    assert "2026年1月1日" in given.said
    assert "2027年12月31日" in given.said
    assert "样例" in given.said
    assert [citation.id for citation in given.outline.citations] == ["bank-tariff#loss-report-fee"]


def test_a_table_out_of_date_answers_nothing(library: Library) -> None:
    for day in (date(2025, 12, 31), date(2028, 1, 1)):
        assert library.find_tariff("挂失手续费", language="zh", as_of=day) == []
        assert library.tariff_topics("手续费", language="zh", as_of=day) == ()


def test_a_row_can_be_cited_by_its_id(library: Library) -> None:
    row = library.get("bank-tariff#loss-report-fee", language="en", as_of=TODAY)
    assert row is not None
    assert row.heading == "Fee for reporting a loss"
    assert row.effective_to == date(2027, 12, 31)
    assert not library.exists("bank-tariff#no-such-row")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_row_passes_review_as_it_stands(library: Library, language: Language) -> None:
    tariff = library.tables.fees.on(TODAY)
    assert tariff is not None
    for row in tariff.rows:
        given = answer(library, row.title[language], language)
        assert [hit.id for hit in given.outline.citations] == [f"bank-tariff#{row.id}"]
        assert check(given.said, language=language).decision == "allow", row.id
        facts: dict[str, object] = {fact.label: fact.text for fact in given.outline.facts}
        assert ground(given.said, facts=facts).ungrounded == (), row.id


def test_a_banks_own_table_takes_the_place_of_the_sample(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "fees-limits.yaml").write_text(OWN, encoding="utf-8")
    library = Library.open(tmp_path / "cache", tables=folder)
    hits = library.find_tariff("盖章费", language="zh", as_of=TODAY)
    assert [hit.id for hit in hits] == ["own-tariff#stamp-fee"]
    assert library.find_tariff("挂失手续费", language="zh", as_of=TODAY) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("effective_from: 2026-06-01\n  effective_to: 2026-05-01", "effective_to"),
        ("effective_from: soon", "effective_from"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, wrong: str, words: str) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    content = OWN.replace("effective_from: 2026-06-01", wrong)
    (folder / "fees-limits.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=words):
        Library.open(tmp_path / "cache", tables=folder)
