"""``python -m tui.cli.docs``: writes ``docs/cli.md`` from the parsers' own help, so that it cannot go stale."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tui.cli.parser import Parser, build_parser

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
_INTRODUCTION = """\
# Command line

Generated from the commands' own help by `python -m tui.cli.docs`; a test keeps it true.

Every command writes its answer on standard output and all else on standard error. With `--json` standard
output is exactly one JSON document (JSON Lines for streams). Errors are one line.
"""


def page() -> str:
    """The whole page."""
    # argparse wraps to the terminal; the page is the same everywhere.
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"
    try:
        parts = [_INTRODUCTION]
        for name, parser in _parsers("tellergraph", build_parser()):
            level = "#" * min(name.count(" ") + 2, 4)
            parts.append(f"{level} `{name}`\n\n```text\n{parser.format_help().rstrip()}\n```\n")
        return "\n".join(parts)
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before


def _parsers(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child, inner in action.choices.items():
                if isinstance(inner, Parser):
                    yield from _parsers(f"{name} {child}", inner)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
