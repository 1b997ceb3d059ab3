"""The classifier that is shipped is the one of today's examples, and nobody has to wait for its training."""

from __future__ import annotations

from agent.nlu.classifier import SHIPPED, examples_of, out_of_scope_of, trained_name
from agent.tasks.registry import built_in_tasks
from knowledge.encoder import SentenceEncoder


def test_the_shipped_classifier_is_of_todays_examples() -> None:
    tasks = built_in_tasks()
    name = trained_name(examples_of(tasks), SentenceEncoder(), out_of_scope_of(tasks))
    assert [file.name for file in SHIPPED.glob("*.npz")] == [name], "examples were edited: run make train"
