"""``tellergraph search``: hybrid retrieval over the regulation library or an index of one's own."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from common.errors import UserError
from tui.cli.opening import open_settings
from tui.cli.output import Progress, bold, checked_text, dim, emit, emit_json, record_dump
from tui.cli.parser import Parser, add_command, add_json

MAX_RESULTS = 1000


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(commands, "search", run, "search the regulation library", "Best match first.")
    parser.add_argument("query", metavar="QUERY", help="what to look for, in Chinese or English")
    parser.add_argument("-k", type=int, default=5, metavar="N", help="how many results at most (default: 5)")
    parser.add_argument(
        "--index", type=Path, metavar="DIR", help="an index built elsewhere instead of the built-in one"
    )
    parser.add_argument("--as-of", metavar="DATE", help="the law as of this day, YYYY-MM-DD (default: today)")
    parser.add_argument(
        "--language", choices=("zh", "en"), help="language of the results (default: the query's)"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the passages nearest to the query."""
    from common.language import detect_language
    from knowledge.library import Library

    query = checked_text(args.query)
    if not 1 <= args.k <= MAX_RESULTS:
        raise UserError(f"-k is {args.k}; it is between 1 and {MAX_RESULTS}")
    as_of = _day(args.as_of)
    bar = Progress("index")
    library = Library.open(open_settings().cache, index=args.index, progress=bar)
    found = library.search(query, args.k, as_of=as_of, language=args.language or detect_language(query))
    bar.close()
    if args.json:
        emit_json([record_dump(citation) for citation in found])
        return 0
    from tui.replies import citation_heading

    for citation in found:
        emit(f"{bold(citation_heading(citation))}  {dim(f'{citation.id}  {citation.score:.2f}')}")
        emit(f"  {citation.text}")
    if not found:
        emit(dim("nothing found"))
    return 0


def _day(text: str | None) -> date:
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--as-of {text} is not a day like 2026-11-22") from error
