"""A lookup shows the customer at the counter, nobody else."""

from __future__ import annotations

import dataclasses

import pytest

from agent.tasks.account.lookup import Lookup
from common.language import Language
from policies import check
from tests.tasks.counter import Counter
from tools.embedded_bank import EmbeddedBank


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "查一下他老婆的余额"),
        ("zh", "另一位客户的账户里有多少"),
        ("en", "show me her husband's balance"),
    ],
)
def test_somebody_elses_records_are_refused_in_one_sentence(
    bank: EmbeddedBank, language: Language, words: str
) -> None:
    task = Lookup()
    scene = dataclasses.replace(Counter(bank, language, customer="C0003").scene, utterance=words)
    refused = task.refusal(scene)
    assert refused == task.wording.texts["others_records"][language]
    assert check(refused).decision == "allow"


@pytest.mark.parametrize("words", ["他的余额", "客户的余额是多少", "the customer's balance"])
def test_the_customers_own_are_not(bank: EmbeddedBank, words: str) -> None:
    scene = dataclasses.replace(Counter(bank, customer="C0003").scene, utterance=words)
    assert Lookup().refusal(scene) is None
