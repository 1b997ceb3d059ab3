"""A provision is recognised however it is named, and one the library lacks is not mistaken for another."""

from __future__ import annotations

import pytest

from knowledge.clauses import chinese_numeral, numeral
from knowledge.library import Library


@pytest.mark.parametrize(
    ("text", "instrument", "article"),
    [
        ("商业银行法第29条怎么说", "commercial-bank-law", 29),
        ("商业银行法第二十九条", "commercial-bank-law", 29),
        ("《商业银行法》第 29 条", "commercial-bank-law", 29),
        ("商行法29条", "commercial-bank-law", 29),
        ("适当性办法12条", "product-suitability-measures", 12),
        ("适当性办法十二条", "product-suitability-measures", 12),
        ("存保条例第五条", "deposit-insurance-regulation", 5),
        ("民法典第六百七十七条", "civil-code", 677),
        ("证券期货适当性办法第22条", "investor-suitability-measures", 22),
        ("PIPL article 28", "personal-information-protection-law", 28),
        ("what does Article 29 of the Commercial Bank Law say", "commercial-bank-law", 29),
        ("deposit insurance regulation article 5", "deposit-insurance-regulation", 5),
        ("商业银行法关于保密的规定", "commercial-bank-law", None),
        ("证券法第一百六十条", "securities-law", 160),
        ("个保法第２８条", "personal-information-protection-law", 28),
    ],
)
def test_names_and_numerals(library: Library, text: str, instrument: str, article: int | None) -> None:
    found = library.parse_clause_reference(text)
    assert found is not None
    assert (found.instrument, found.article) == (instrument, article)


def test_an_unknown_law_is_named_and_not_replaced(library: Library) -> None:
    found = library.parse_clause_reference("证券投资基金法第二十条讲什么")
    assert found is not None
    assert (found.instrument, found.named, found.article) == (None, "证券投资基金法", 20)


@pytest.mark.parametrize("text", ["商业银行法人代表是谁", "给我发了12条短信", "贷100万30年月供多少", "hello"])
def test_what_names_no_provision(library: Library, text: str) -> None:
    assert library.parse_clause_reference(text) is None


def test_the_span_covers_the_reference(library: Library) -> None:
    text = "请问商业银行法第二十九条怎么规定"
    found = library.parse_clause_reference(text)
    assert found is not None
    assert text[slice(*found.span)] == "商业银行法第二十九条"


@pytest.mark.parametrize("number", [1, 5, 10, 12, 20, 29, 100, 101, 110, 160, 213, 677, 1010, 1260])
def test_chinese_numerals_come_back(number: int) -> None:
    assert numeral(chinese_numeral(number)) == number


def test_numerals_read() -> None:
    assert [numeral(text) for text in ("十二", "二十", "一百零五", "一百一十", "二九", "29", "条")] == [
        12, 20, 105, 110, 29, 29, None,
    ]  # fmt: skip
