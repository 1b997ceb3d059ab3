"""``tellergraph understand``: what a first utterance asks for, without answering it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from tui.cli.lines import answer_lines, choice_of, text_of
from tui.cli.output import MAX_TEXT
from tui.cli.parser import Parser, add_command


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    add_command(
        commands, "understand", run, "read the intents and slots of one utterance a line",
        'Reads JSON Lines {"text", "language"?} from standard input and writes {"intent", "confidence", '
        '"alternatives", "slots", "language", "intents"} for each, in order: the first turn of a fresh dialogue, '
        "understood.",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Answer each line with what was understood."""
    answer_lines(_understood)
    return 0


def _understood(record: Mapping[str, object]) -> object:
    text = text_of(record, "text", limit=MAX_TEXT)
    language = choice_of(record, "language", ("zh", "en"))
    raise NotImplementedError((text, language))
