"""``tellergraph eval intents``: what the intent classifier is worth on labelled utterances of one's own."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from common.errors import UserError
from tui.cli.lines import object_of, text_of
from tui.cli.output import MAX_TEXT, emit_json, first_line, note
from tui.cli.parser import Parser, add_command

if TYPE_CHECKING:
    from agent.nlu.classifier import Example

OUT_OF_SCOPE = "oos"


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "intents", run, "train the intent classifier on one file and test it on another",
        'Both are JSON Lines {"text", "intent"}. The intent "oos" means out of scope; training needs no example '
        "of it. Prints one JSON object: n, accuracy (out of scope is one more class), macro_f1, "
        "in_scope_accuracy, oos_recall and oos_precision (where the test has such lines), ms_per_query.",
    )  # fmt: skip
    parser.add_argument("--train", metavar="FILE", type=Path, required=True, help="what is learned")
    parser.add_argument("--test", metavar="FILE", type=Path, required=True, help="what is asked")


def run(args: argparse.Namespace) -> int:
    """Train, test, print the scores."""
    from agent.evaluation.intents import evaluate
    from agent.nlu.classifier import IntentClassifier
    from knowledge.encoder import SentenceEncoder

    train, test = _examples(args.train), _examples(args.test)
    known = {example.intent for example in train}
    if len(known - {OUT_OF_SCOPE}) < 2:
        raise UserError(f"{args.train} has fewer than two intents")
    outside = OUT_OF_SCOPE if OUT_OF_SCOPE in known | {example.intent for example in test} else None
    note(f"training on {len(train):,} utterances of {len(known):,} intents")
    classifier = IntentClassifier.train(train, SentenceEncoder(), out_of_scope=outside)
    note(f"asking {len(test):,}")
    scores = evaluate(classifier, test, outside)
    emit_json(scores.model_dump(exclude_none=True))
    return 0


def lines_of(file: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Each object of a JSON Lines file with the place it stands at; blank lines are passed over.

    Raises:
        UserError: at the first line that is no JSON object, naming it.
    """
    with file.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            place = f"{file} line {number}"
            try:
                yield place, object_of(line)
            except UserError as error:
                raise UserError(f"{place}: {first_line(error)}") from error


def _examples(file: Path) -> list[Example]:
    from agent.nlu.classifier import Example
    from agent.tasks.registry import all_tasks
    from common.language import detect_language

    outside = {OUT_OF_SCOPE, *(task.intent for task in all_tasks().values() if task.fallback)}
    found: list[Example] = []
    for place, record in lines_of(file):
        try:
            text = text_of(record, "text", limit=MAX_TEXT)
            intent = text_of(record, "intent", limit=MAX_TEXT)
        except UserError as error:
            raise UserError(f"{place}: {first_line(error)}") from error
        found.append(Example(text, OUT_OF_SCOPE if intent in outside else intent, detect_language(text)))
    if not found:
        raise UserError(f"{file} is empty")
    return found
