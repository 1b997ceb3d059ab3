"""``tellergraph replay``: runs transcripts and says which expectations did not hold."""

from __future__ import annotations

import argparse

from tui.cli.parser import Parser, add_command, add_engine, add_json


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "replay", run, "run transcripts and check what they expect",
        "Exit code 0 when all hold, 1 when one does not, 2 when a file is unusable.",
    )  # fmt: skip
    parser.add_argument("paths", metavar="PATH", nargs="+", help="files or folders of *.dialogue.yaml")
    add_engine(parser, default="template")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Run every dialogue found."""
    raise NotImplementedError
