"""``tellergraph understand``: what a first utterance asks for, without answering it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tui.cli.lines import LANGUAGES, answer_lines, choice_of, text_of
from tui.cli.opening import open_assistant
from tui.cli.output import MAX_TEXT
from tui.cli.parser import Parser, add_command

if TYPE_CHECKING:
    from agent.assistant import Assistant


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    add_command(
        commands, "understand", run, "read the intents and slots of one utterance a line",
        'Reads JSON Lines {"text", "language"?} from standard input and writes {"intent", "confidence", '
        '"alternatives", "slots", "language", "intents"} for each, in order: the first turn of a fresh '
        "dialogue, understood.",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Answer each line with what was understood."""
    with open_assistant("template") as assistant:
        answer_lines(lambda record: _understood(assistant, record))
    return 0


def _understood(assistant: Assistant, record: Mapping[str, object]) -> object:
    from agent.nlu.understand import understand
    from agent.tasks.registry import all_tasks
    from common.language import detect_language

    text = text_of(record, "text", limit=MAX_TEXT)
    language = choice_of(record, "language", LANGUAGES) or detect_language(text)
    tasks = all_tasks()
    heard = understand(
        text,
        tasks,
        assistant.classifier,
        now=datetime.now().astimezone(),
        language=language,
        library=assistant.library,
    )
    intents = [request.intent for request in heard.requests]
    if not heard.requests:
        fallback = next(task.intent for task in tasks.values() if task.fallback)
        return {
            "intent": fallback, "confidence": 0.0, "alternatives": [], "slots": {}, "language": language,
            "intents": [fallback],
        }  # fmt: skip
    last = heard.requests[-1]
    return {
        "intent": last.intent,
        "confidence": last.confidence,
        "alternatives": last.alternatives,
        "slots": {name: slot.value for name, slot in last.slots.items()},
        "language": language,
        "intents": intents,
    }
