"""The corpus is complete, says what it is, and a wrong file is refused with its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.errors import ConfigurationError
from knowledge.corpus import BUILT_IN, load_corpus
from knowledge.library import Library

BASIS = (
    "advertising-law#25",
    "advertising-law#9",
    "financial-consumer-measures#23",
    "financial-consumer-measures#12",
    "financial-consumer-measures#15",
    "deposit-insurance-regulation#4",
    "deposit-insurance-regulation#5",
    "personal-information-protection-law#28",
    "personal-information-protection-law#29",
    "personal-information-protection-law#6",
    "commercial-bank-law#29",
    "commercial-bank-law#47",
    "commercial-bank-law#52",
    "commercial-bank-law#53",
    "anti-money-laundering-law#35",
    "anti-money-laundering-law#38",
    "anti-money-laundering-law#54",
    "anti-money-laundering-law#7",
    "anti-telecom-fraud-law#31",
    "anti-telecom-fraud-law#44",
    "securities-law#160",
    "securities-law#161",
    "securities-law#213",
    "consumer-rights-law#9",
    "consumer-rights-law#10",
    "real-name-deposit-regulation#8",
    "real-name-deposit-regulation#6",
    "real-name-deposit-regulation#7",
    "savings-regulation#32",
    "wealth-sales-measures",
    "product-suitability-measures",
    "fund-distributor-measures",
    "online-marketing-measures",
    "wealth-product-measures",
    "asset-management-guidelines",
    "investor-suitability-measures",
    "civil-code#677",
    "credit-reporting-regulation#16",
    "private-fund-regulation#20",
    "securities-advisory-measures#3",
    "agency-sales-measures",
    "consumer-protection-measures",
    "personal-loan-measures",
    "large-and-suspicious-transaction-reporting",
)

FILE = """
id: house-rules
title: {zh: 行内规定, en: House rules}
short: {zh: 行内规定, en: House rules}
issuer: {zh: 本行, en: The bank}
doc_no: null
level: self_discipline
promulgated: null
effective_from: 2025-01-01
status: in_force
source: test
retrieved: 2026-11-22
summary: {zh: 测试, en: test}
"""


def test_it_holds_the_verified_articles_the_91_terms_and_19_kinds_of_products(cache: Path) -> None:
    corpus = load_corpus([BUILT_IN], cache)
    assert sum(len(entry.articles) for entry in corpus.instruments if entry.verified) >= 120
    assert len(corpus.terms) == 91 + 19


def test_every_basis_of_the_policy_exists(library: Library) -> None:
    assert [name for name in BASIS if not library.exists(name)] == []


def test_both_languages_say_the_same_figures(cache: Path) -> None:
    """A Chinese amount and its English counterpart: 万 is ten thousand, 亿 a hundred million."""

    def percents(text: str) -> set[str]:
        return set(re.findall(r"\d+(?:\.\d+)?(?=\s*%)", text))

    corpus = load_corpus([BUILT_IN], cache)
    for entry in corpus.instruments:
        for number, article in entry.articles.items():
            assert percents(article.zh) == percents(article.en), f"{entry.id}#{number}"


def test_what_was_not_read_carries_no_article_number(cache: Path) -> None:
    corpus = load_corpus([BUILT_IN], cache)
    assert all(not entry.articles for entry in corpus.instruments if entry.status == "unverified")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            "status: unverified\narticles: {3: {heading: {zh: 一, en: a}, zh: 文, en: text}}",
            "no article numbers",
        ),
        ("id: Not_Kebab", "id"),
        ("level: decree", "level"),
        ("effective_to: 2024-01-01", "before effective_from"),
        ("id: commercial-bank-law", "commercial-bank-law"),
        ("aliases: [商行法]", "商行法"),
        ("title: [", "expected"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, change: str, says: str) -> None:
    keys = {line.partition(":")[0] for line in change.splitlines()}
    kept = [line for line in FILE.strip().splitlines() if line.partition(":")[0] not in keys]
    (tmp_path / "house.yaml").write_text("\n".join([*kept, change]), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=re.escape("house.yaml")) as caught:
        load_corpus([BUILT_IN, tmp_path], tmp_path / "cache")
    assert says in str(caught.value)


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(FILE.replace("source: test\n", ""), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="source"):
        load_corpus([tmp_path], tmp_path / "cache")


def test_a_damaged_parse_cache_is_read_anew(tmp_path: Path) -> None:
    first = load_corpus([BUILT_IN], tmp_path)
    (kept,) = tmp_path.glob("corpus-*.json")
    kept.write_text('{"digest": "x"', encoding="utf-8")
    assert load_corpus([BUILT_IN], tmp_path) == first
