"""Words that point back find the matter they mean, several that fit are told apart, and choices are taken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from pydantic import JsonValue

from agent.nlu.choosing import chosen
from agent.nlu.classifier import IntentClassifier
from agent.nlu.records import Matter, Request
from agent.nlu.references import counted, find_pointer, ordinal_in, spoken_of
from agent.nlu.understand import understand
from agent.tasks.base import Task
from common.language import detect_language

MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+08:00")


def loan(frame: int, principal: int, years: int, *, root: int | None = None, told: bool = False) -> Matter:
    known: dict[str, JsonValue] = {"principal": principal, "term_months": years * 12, "annual_rate": 0.032}
    return Matter(frame=frame, intent="loan.quote_payment", known=known, root=root or frame, just_told=told)


SMALL, LARGE = loan(1, 600_000, 20), loan(2, 900_000, 25)
COVER = Matter(frame=3, intent="deposit.insurance_cover", known={"principal": 800_000}, root=3)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("第二笔", 1), ("第1个改成25年", 0), ("前者多少", 0), ("后者呢", -1), ("最后一笔", -1), ("上一笔", -2),
        ("the second one should be 20 years", 1), ("the former", 0), ("the last one", -1), ("option 2", 1),
        ("the previous one", -2),
    ],
)  # fmt: skip
def test_an_ordinal_counts(text: str, index: int) -> None:
    found = ordinal_in(text)
    assert found is not None
    assert found[0] == index


@pytest.mark.parametrize(
    "text", ["第一个月还多少", "商业银行法第29条", "上个月的流水", "上一个客户", "the first payment"]
)
def test_what_counts_something_else_is_no_ordinal(text: str) -> None:
    assert ordinal_in(text) is None


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        ("这笔贷款总利息多少", [1, 2]),
        ("那笔存款有保险吗", [3]),
        ("prepay 200k of this loan", [1, 2]),
        ("is that deposit insured", [3]),
        ("它的利息多少", [1, 2, 3]),
        ("the total interest on it", [1, 2, 3]),
    ],
)
def test_a_noun_says_which_kind_is_meant(tasks: Mapping[str, Task], text: str, frames: list[int]) -> None:
    pointer = find_pointer(text, (SMALL, LARGE, COVER), tasks)
    assert pointer is not None
    assert [matter.frame for matter in pointer.frames] == frames


@pytest.mark.parametrize(
    "text", ["那20年呢", "这句话能说吗", "这个客户的余额", "what is the rule on this topic"]
)
def test_ordinary_words_point_at_nothing(tasks: Mapping[str, Task], text: str) -> None:
    assert find_pointer(text, (SMALL, LARGE, COVER), tasks) is None


def test_variants_of_one_matter_count_once(tasks: Mapping[str, Task]) -> None:
    varied = loan(4, 600_000, 30, root=1)
    pointer = find_pointer("这笔贷款", (SMALL, varied), tasks)
    assert pointer is not None
    assert [matter.frame for matter in pointer.frames] == [4]
    assert [matter.frame for matter in spoken_of("回到刚才的贷款", (SMALL, varied, COVER), tasks)] == [4]


def test_ordinals_count_what_the_last_turn_told_when_it_told_of_several() -> None:
    older, first, second = SMALL, loan(5, 1, 10, told=True), loan(6, 2, 10, told=True)
    assert counted((older, first, second), 0) == first
    assert counted((older, first), 0) == older
    assert counted((older,), 1) is None


def hear(text: str, tasks: Mapping[str, Task], classifier: IntentClassifier, *matters: Matter) -> Request:
    last = matters[-1]
    (request,) = understand(
        text, tasks, classifier, now=MONDAY, language=detect_language(text), active=last.intent,
        active_frame=last.frame, known=last.known, matters=matters,
    ).requests  # fmt: skip
    return request


def test_two_candidates_are_left_to_be_asked_and_one_is_taken(
    tasks: Mapping[str, Task], classifier: IntentClassifier
) -> None:
    text = "这笔贷款等额本金和等额本息差多少"
    assert hear(text, tasks, classifier, SMALL, LARGE).candidates == (1, 2)
    assert hear(text, tasks, classifier, SMALL).about == 1
    assert hear(f"那笔60万的{text[4:]}", tasks, classifier, SMALL, LARGE).about == 1


def test_a_correction_reaches_the_last_matter_that_has_such_a_value(
    tasks: Mapping[str, Task], classifier: IntentClassifier
) -> None:
    request = hear("不对,是25年", tasks, classifier, SMALL, COVER)
    assert (request.intent, request.about, request.follow_up) == ("loan.quote_payment", 1, True)
    assert request.slots["term_months"].value == 300


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0), ("二", 1), ("第二笔", 1), ("前者", 0), ("60万那笔", 0), ("25年的", 1), ("the second one", 1),
        ("the 900k one", 1), ("贷款月供", None), ("存款保险上限多少", None), ("5", None), ("都不是", None),
    ],
)  # fmt: skip
def test_a_choice_between_matters_is_taken_by_number_ordinal_or_value(
    tasks: Mapping[str, Task], text: str, place: int | None
) -> None:
    assert chosen(text, (SMALL, LARGE), tasks, now=MONDAY, language=detect_language(text)) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [("月供", 0), ("对比", 1), ("第一个", 0), ("payment quote", 0), ("comparison of methods", 1)],
)
def test_a_choice_between_tasks_is_taken_by_name(
    tasks: Mapping[str, Task], text: str, place: int | None
) -> None:
    options = [
        Matter(frame=0, intent=intent, root=0) for intent in ("loan.quote_payment", "loan.compare_methods")
    ]
    assert chosen(text, options, tasks, now=MONDAY, language=detect_language(text)) == place
