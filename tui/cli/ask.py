"""``tellergraph ask``: one turn."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tui.cli.opening import open_assistant
from tui.cli.output import checked_text, emit, emit_json, record_dump
from tui.cli.parser import Parser, add_command, add_engine, add_json, add_people

if TYPE_CHECKING:
    pass


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "ask", run, "ask one question and print the answer",
        "With --session the question continues that dialogue, also from another process; a session that does "
        "not exist yet is opened.",
    )  # fmt: skip
    parser.add_argument("text", metavar="TEXT", help="what the customer asks, in Chinese or English")
    parser.add_argument("--session", metavar="ID", help="the dialogue to continue or to open")
    add_people(parser)
    add_engine(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Take one turn and print its reply."""
    text = checked_text(args.text)
    with open_assistant(args.engine) as assistant:
        session = assistant.open(args.session, staff=args.staff, customer=args.customer)
        reply = assistant.send(session, text, customer=args.customer)
    if args.json:
        emit_json(record_dump(reply))
    else:
        from tui.replies import printed

        for line in printed(reply):
            emit(line)
    return 0
