"""How well a classifier does on utterances it was not trained on."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from time import perf_counter

from pydantic import BaseModel, ConfigDict

from agent.nlu.classifier import Example, IntentClassifier


class IntentScores(BaseModel):
    """What was measured; shares are between 0 and 1.

    The out-of-scope intent counts as one more class of ``accuracy`` and ``macro_f1`` (the mean over the intents
    that occur or were answered). ``in_scope_accuracy`` is over the utterances of all other intents. A share of
    nothing is None.
    """

    model_config = ConfigDict(frozen=True)

    n: int
    accuracy: float
    macro_f1: float
    in_scope_accuracy: float | None
    oos_recall: float | None = None
    oos_precision: float | None = None
    ms_per_query: float


def evaluate(
    classifier: IntentClassifier, test: Sequence[Example], out_of_scope: str | None = None
) -> IntentScores:
    """Classify ``test`` one by one; the time is the median, each utterance read for the first time."""
    answers: list[str] = []
    seconds: list[float] = []
    for example in test:
        begun = perf_counter()
        answers.append(classifier.classify(example.text).intent)
        seconds.append(perf_counter() - begun)
    wanted = [example.intent for example in test]
    right = [intent for intent, answer in zip(wanted, answers, strict=True) if intent == answer]
    said, hit, asked = Counter(answers), Counter(right), Counter(wanted)
    outside = asked[out_of_scope] if out_of_scope is not None else 0
    found = hit[out_of_scope] if out_of_scope is not None else 0
    turned_away = said[out_of_scope] if out_of_scope is not None else 0
    return IntentScores(
        n=len(test),
        accuracy=round(len(right) / len(test), 4),
        macro_f1=round(statistics.fmean(2 * hit[i] / (said[i] + asked[i]) for i in said | asked), 4),
        in_scope_accuracy=_share(len(right) - found, len(test) - outside),
        oos_recall=_share(found, outside),
        oos_precision=_share(found, turned_away) if outside else None,
        ms_per_query=round(statistics.median(seconds) * 1000, 3),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
