"""``tellergraph eval``: measures understanding against annotated data of one's own."""

from __future__ import annotations

import argparse

from tui.cli import eval_dialogue, eval_intents
from tui.cli.parser import Parser, add_group


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "eval", "measure against annotated data")
    eval_intents.add(group)
    eval_dialogue.add(group)
