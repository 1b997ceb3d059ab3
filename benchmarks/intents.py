"""The intent classifier beside TF-IDF with a linear SVM, on public data that lies outside this repository.

    python -m benchmarks.intents [FOLDER]

FOLDER (or ``TELLERGRAPH_EVAL``; default ``/work/shared/eval``) holds ``banking77/{train,dev}.jsonl`` and
``clinc150/{train,val}.jsonl``, JSON Lines ``{"text", "intent"}``. Both learn from the same lines and answer the same
ones: all of Banking77, ten examples an intent (the mean of five draws), CLINC150 with its out-of-scope lines and
without any. The SVM is scikit-learn's ``LinearSVC`` over word (1-2) and character (2-5) n-grams; it knows out of
scope only as a class. Without the folder or scikit-learn the benchmark says so and ends with 0.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from agent.evaluation.intents import evaluate
from agent.nlu.classifier import Example, IntentClassifier
from knowledge.encoder import SentenceEncoder

DRAWS = 5
FEW = 10
OUTSIDE = "oos"


@dataclass(frozen=True)
class Figures:
    """Shares between 0 and 1; ``recall`` of out of scope is None where there is none."""

    in_scope: float
    recall: float | None
    train_seconds: float
    ms: float


def ours(train: Sequence[Example], test: Sequence[Example], encoder: SentenceEncoder) -> Figures:
    """The product's classifier."""
    outside = OUTSIDE if any(example.intent == OUTSIDE for example in (*train, *test)) else None
    begun = perf_counter()
    classifier = IntentClassifier.train(train, encoder, out_of_scope=outside)
    seconds = perf_counter() - begun
    scores = evaluate(classifier, test, outside)
    return Figures(scores.in_scope_accuracy or 0.0, scores.oos_recall, seconds, scores.ms_per_query)


def svm(train: Sequence[Example], test: Sequence[Example]) -> Figures:
    """TF-IDF and a linear support vector machine."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.svm import LinearSVC

    words = TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2))
    letters = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5))
    pipeline = make_pipeline(make_union(words, letters), LinearSVC())
    begun = perf_counter()
    pipeline.fit([example.text for example in train], [example.intent for example in train])
    seconds = perf_counter() - begun
    answers = list(pipeline.predict([example.text for example in test]))
    times = []
    for example in test[:200]:
        begun = perf_counter()
        pipeline.predict([example.text])
        times.append(perf_counter() - begun)
    right = [answer == example.intent for answer, example in zip(answers, test, strict=True)]
    inside = [hit for hit, example in zip(right, test, strict=True) if example.intent != OUTSIDE]
    beyond = [hit for hit, example in zip(right, test, strict=True) if example.intent == OUTSIDE]
    return Figures(
        statistics.fmean(inside), statistics.fmean(beyond) if beyond else None, seconds,
        statistics.median(times) * 1000,
    )  # fmt: skip


def draw(examples: Sequence[Example], seed: int) -> list[Example]:
    """``FEW`` examples of each intent."""
    import numpy as np

    chosen: list[Example] = []
    for number, intent in enumerate(sorted({example.intent for example in examples})):
        of_it = [example for example in examples if example.intent == intent]
        places = np.random.default_rng([seed, number]).permutation(len(of_it))[:FEW]
        chosen += [of_it[place] for place in places]
    return chosen


def mean(figures: Sequence[Figures]) -> Figures:
    """The mean of several runs without out of scope."""
    return Figures(
        statistics.fmean(one.in_scope for one in figures), None,
        statistics.fmean(one.train_seconds for one in figures), statistics.fmean(one.ms for one in figures),
    )  # fmt: skip


def compare(folder: Path, encoder: SentenceEncoder) -> Mapping[str, tuple[Figures, Figures | None]]:
    """Each setting with our figures and the SVM's."""
    beside = find_spec("sklearn") is not None
    bank, bank_dev = _read(folder / "banking77/train.jsonl"), _read(folder / "banking77/dev.jsonl")
    many, many_val = _read(folder / "clinc150/train.jsonl"), _read(folder / "clinc150/val.jsonl")
    inside = [example for example in many if example.intent != OUTSIDE]
    draws = [draw(bank, 1000 + number) for number in range(DRAWS)]
    few = mean([ours(drawn, bank_dev, encoder) for drawn in draws])
    few_svm = mean([svm(drawn, bank_dev) for drawn in draws]) if beside else None
    table = {f"Banking77, {FEW} an intent, mean of {DRAWS} draws": (few, few_svm)}
    for name, train, test in (
        ("Banking77", bank, bank_dev),
        ("CLINC150", many, many_val),
        ("CLINC150, no out-of-scope line learned", inside, many_val),
    ):
        table[name] = (ours(train, test, encoder), svm(train, test) if beside else None)
    return table


def _read(file: Path) -> list[Example]:
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Example(row["text"], row["intent"], "en") for row in rows]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    default = os.environ.get("TELLERGRAPH_EVAL", "/work/shared/eval")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(default))
    folder: Path = parser.parse_args().folder
    if not (folder / "banking77").is_dir() or not (folder / "clinc150").is_dir():
        print(f"{folder} has no banking77 and clinc150; left out")
        return 0
    if find_spec("sklearn") is None:
        print("scikit-learn is not installed (pip install -e .[dev]); the SVM is left out", file=sys.stderr)
    print(f"{'':45} {'in scope':>9} {'oos found':>10} {'train s':>8} {'ms/query':>9}")
    for name, (own, other) in compare(folder, SentenceEncoder()).items():
        for who, one in ((name, own), ("  TF-IDF + linear SVM", other)):
            if one is not None:
                found = f"{one.recall:10.1%}" if one.recall is not None else f"{'–':>10}"
                print(f"{who:45} {one.in_scope:9.1%} {found} {one.train_seconds:8.1f} {one.ms:9.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
