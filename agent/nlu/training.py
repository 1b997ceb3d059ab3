"""``python -m agent.nlu.training``: trains the classifier of the built-in tasks, which is shipped with the package.

Run it (``make train``) after examples were edited; a test says when the shipped one is stale.
"""

from __future__ import annotations

from agent.nlu.classifier import SHIPPED, IntentClassifier, examples_of, out_of_scope_of, trained_name
from agent.tasks.registry import built_in_tasks
from knowledge.encoder import SentenceEncoder


def main() -> None:
    """Train, keep, and remove what was kept before."""
    tasks = built_in_tasks()
    examples, outside, encoder = examples_of(tasks), out_of_scope_of(tasks), SentenceEncoder()
    file = SHIPPED / trained_name(examples, encoder, outside)
    IntentClassifier.train(examples, encoder, out_of_scope=outside).save(file)
    for other in SHIPPED.glob("intents-*.npz"):
        if other != file:
            other.unlink()


if __name__ == "__main__":
    main()
