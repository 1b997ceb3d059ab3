"""``tellergraph eval``: measures understanding against annotated data of one's own."""

from __future__ import annotations

import argparse

from tui.cli import eval_dialogue
from tui.cli.parser import Parser, add_group


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "eval", "measure against annotated data")
    eval_dialogue.add(group)
