"""``tellergraph audit verify``: whether the chain of audit events is unbroken."""

from __future__ import annotations

import argparse

from tui.cli.opening import open_store
from tui.cli.output import emit, emit_json, note, record_dump
from tui.cli.parser import Parser, add_command, add_group, add_json


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    group = add_group(commands, "audit", "check the audit trail")
    parser = add_command(
        group,
        "verify",
        run,
        "check the hash chain of the audit events",
        "Exit code 1 at the first broken link.",
    )
    parser.add_argument("--session", metavar="ID", help="only the events of this dialogue")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Verify the chain."""
    with open_store() as store:
        report = store.verify_audit(args.session)
    if args.json:
        emit_json({"intact": report.intact, **record_dump(report)})
    elif report.broken is None:
        emit(f"unbroken: {report.events} events in {report.sessions} dialogues")
    if report.broken is not None:
        link = report.broken
        where = "" if link.sequence is None else f", event {link.sequence}"
        note(f"tellergraph: broken at session {link.session_id}{where}: {link.why}")
        return 1
    return 0
