"""The parser of the whole command line, put together from the commands' own files."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from typing import NoReturn

COMMANDS = (
    "chat", "ask", "figures", "session", "replay", "tool", "search", "understand", "policy", "model", "escalations",
    "audit", "eval", "tables", "doctor",
)  # fmt: skip
"""Modules of this package; each has ``add(subparsers)``."""

Run = Callable[[argparse.Namespace], int]
Subparsers = "argparse._SubParsersAction[Parser]"


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("formatter_class", _Formatter)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())} (see {self.prog} --help)\n")


class _Formatter(argparse.HelpFormatter):
    """Help of a fixed width, so that the generated documentation is the same on every terminal."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)
        # argparse measures nested commands without their indent; this is the room the longest needs.
        self._action_max_length = 16


def build_parser() -> Parser:
    """The parser of ``tellergraph`` with all commands."""
    parser = Parser(
        prog="tellergraph",
        description="The assistant beside a bank's front-line staff: exact figures, real citations, answers "
        "that keep the rules. Chinese and English.",
        epilog="Exit codes: 0 done, 1 a check did not hold, 2 bad input or a setting to mend (one line on "
        "standard error says which), 70 a defect, 130 interrupted. Data lies in $TELLERGRAPH_HOME.",
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in COMMANDS:
        importlib.import_module(f"tui.cli.{name}").add(commands)
    return parser


def add_command(
    commands: argparse._SubParsersAction[Parser], name: str, run: Run, summary: str, detail: str = ""
) -> Parser:
    """Add a command: ``summary`` stands in the list, ``detail`` follows it in the command's help."""
    described = summary[0].upper() + summary[1:] + "." + (f" {detail}" if detail else "")
    parser = commands.add_parser(name, help=summary, description=described)
    parser.set_defaults(run=run)
    return parser


def add_group(
    commands: argparse._SubParsersAction[Parser], name: str, summary: str
) -> argparse._SubParsersAction[Parser]:
    """Add a command that has commands of its own."""
    described = summary[0].upper() + summary[1:] + "."
    parser = commands.add_parser(name, help=summary, description=described)
    return parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")


def add_json(parser: Parser) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def add_people(parser: Parser) -> None:
    """Add ``--staff`` and ``--customer``."""
    parser.add_argument("--staff", metavar="ID", help="who asks (default: M1001 of the demonstration bank)")
    parser.add_argument("--customer", metavar="ID", help="the identified customer at the counter, e.g. C0003")


def add_engine(parser: Parser, default: str | None = None) -> None:
    """Add ``--engine``."""
    parser.add_argument(
        "--engine",
        metavar="E",
        default=default,
        help="who words the answer: template (no model), auto (the best local model that is ready, else the "
        "template), a model's catalogue name, or openai:MODEL"
        + (f" (default: {default})" if default else " (default: the setting, auto)"),
    )
