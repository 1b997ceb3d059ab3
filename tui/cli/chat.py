"""``tellergraph chat``: the Textual app on this terminal, or plain lines where there is none."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from tui.cli.opening import open_settings
from tui.cli.parser import Parser, add_command, add_engine, add_people

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from common.settings import Settings


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "chat", run, "open the assistant on this terminal",
        "Without a terminal, reads one question a line from standard input and prints the replies.",
    )  # fmt: skip
    parser.add_argument("--session", metavar="ID", help="the dialogue to continue or to open")
    add_people(parser)
    add_engine(parser)
    parser.add_argument(
        "--model", metavar="NAME",
        help="the model to fetch where it is missing; none fetches nothing (default: $MODEL, else the CPU "
        "model where no local model is ready)",
    )  # fmt: skip
    parser.add_argument(
        "--language", choices=("zh", "en"), help="language of the interface (default: the locale's)"
    )


def run(args: argparse.Namespace) -> int:
    """Chat until the user leaves."""
    from tui.offer import wanted_model
    from tui.texts import interface_language

    settings = open_settings(args.engine)
    settings.home.mkdir(parents=True, exist_ok=True)
    language = args.language or interface_language()
    choice = args.model if args.model is not None else os.environ.get("MODEL") or None
    model = wanted_model(settings, settings.engine, choice)

    def opener() -> Assistant:
        return _open(settings)

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        from tui.lines import chat_lines

        return chat_lines(
            opener,
            session=args.session,
            staff=args.staff,
            customer=args.customer,
            language=language,
            model=model,
        )
    from tui.app import TellerApp

    app = TellerApp(
        opener, language=language, session=args.session, staff=args.staff, customer=args.customer, offer=model
    )
    app.run()
    closed = app.close()
    if app.defect is not None:
        raise app.defect
    if not closed:
        # A model is still loading in a thread that cannot be stopped: everything is stored, so leave at once.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(app.return_code or 0)
    return app.return_code or 0


def _open(settings: Settings) -> Assistant:
    from agent import Assistant

    return Assistant.open_default(settings)
