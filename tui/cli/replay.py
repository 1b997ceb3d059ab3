"""``tellergraph replay``: runs transcripts and says which expectations did not hold."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tui.cli.output import emit, emit_json
from tui.cli.parser import Parser, add_command, add_engine, add_json


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "replay", run, "run transcripts and check what they expect",
        "Exit code 0 when all hold, 1 when one does not, 2 when a file is unusable.",
    )  # fmt: skip
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", type=Path, help="files or folders of *.dialogue.yaml"
    )
    add_engine(parser, default="template")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Run every dialogue found; all files are read before the first one runs."""
    from agent.replay.report import describe
    from agent.replay.runner import run as run_dialogue
    from agent.replay.transcript import load_transcripts

    transcripts = [transcript for path in args.paths for transcript in load_transcripts(path)]
    results = []
    for transcript in transcripts:
        result = run_dialogue(transcript, engine=args.engine)
        results.append(result)
        if not args.json:
            emit(("✓ " if result.ok else "✗ ") + describe(result))
    held = sum(result.ok for result in results)
    if args.json:
        dialogues = [json.loads(result.to_json()) for result in results]
        emit_json({"ok": held == len(results), "held": held, "total": len(results), "dialogues": dialogues})
    else:
        emit(f"{held} of {len(results)} dialogues hold")
    return 0 if held == len(results) else 1
