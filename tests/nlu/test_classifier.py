"""The intent classifier: held-back accuracy, out-of-scope recall, what the cache promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from agent.nlu.classifier import Example, IntentClassifier, examples_of
from agent.nlu.features import level
from agent.tasks.base import Task
from common.errors import ConfigurationError
from common.language import Language
from knowledge.encoder import SentenceEncoder

HELD_BACK: dict[str, dict[Language, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("held_back.yaml").read_text(encoding="utf-8")
)
OUT_OF_SCOPE = "chitchat.out_of_scope"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_held_back_utterances_reach_their_task(
    classifier: IntentClassifier, tasks: Mapping[str, Task], language: Language
) -> None:
    known = {intent: rows for intent, rows in HELD_BACK.items() if intent in tasks}
    pairs = [(intent, text) for intent, rows in known.items() for text in rows[language]]
    right = sum(classifier.classify(text).intent == intent for intent, text in pairs)
    assert right / len(pairs) >= 0.93


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_no_task_can_do_is_out_of_scope(classifier: IntentClassifier, language: Language) -> None:
    texts = HELD_BACK[OUT_OF_SCOPE][language]
    refused = sum(classifier.classify(text).intent == OUT_OF_SCOPE for text in texts)
    assert refused / len(texts) >= 0.85


def test_no_held_back_utterance_is_an_example(tasks: Mapping[str, Task]) -> None:
    examples = {example.text.strip().lower() for example in examples_of(tasks)}
    held_back = {text.lower() for rows in HELD_BACK.values() for texts in rows.values() for text in texts}
    assert not examples & held_back


def test_amounts_do_not_matter(classifier: IntentClassifier) -> None:
    first, second = (classifier.classify(f"贷{amount},20年,3.2%,月供多少") for amount in ("80万", "1.2亿"))
    assert first == second
    assert level("贷80万") == level("贷1.2亿")


class _Letters:
    """A tiny encoder of another make: counts of letters."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 26), dtype=np.float32)
        for row, text in enumerate(texts):
            for character in text:
                if "a" <= character <= "z":
                    rows[row, ord(character) - 97] += 1
        return np.asarray(
            rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True)), dtype=np.float32
        )


FRUIT = [Example(f"{word} fruit", "fruit", "en") for word in ("apple", "pear", "plum", "peach")]
TOOLS = [Example(f"{word} tool", "tools", "en") for word in ("hammer", "saw", "chisel", "plane")]


def test_any_two_intents_can_be_learnt_and_are_kept(tmp_path: Path) -> None:
    trained = IntentClassifier.load_or_train([*FRUIT, *TOOLS], tmp_path, _Letters())
    (file,) = tmp_path.glob("intents-*.npz")
    again = IntentClassifier.load_or_train([*FRUIT, *TOOLS], tmp_path, _Letters())
    assert trained.classify("plum fruit").intent == "fruit"
    assert again.classify("hammer tool") == trained.classify("hammer tool")
    assert list(tmp_path.glob("intents-*.npz")) == [file]


def test_a_damaged_cache_is_trained_anew(tmp_path: Path) -> None:
    IntentClassifier.load_or_train([*FRUIT, *TOOLS], tmp_path, _Letters())
    (file,) = tmp_path.glob("intents-*.npz")
    file.write_bytes(b"not an archive")
    assert (
        IntentClassifier.load_or_train([*FRUIT, *TOOLS], tmp_path, _Letters()).classify("saw tool").intent
        == "tools"
    )


def test_one_intent_is_no_classifier(tmp_path: Path, encoder: SentenceEncoder) -> None:
    with pytest.raises(ConfigurationError, match="two intents"):
        IntentClassifier.load_or_train(FRUIT, tmp_path, encoder)
