"""``tellergraph session``: the dialogues of this installation."""

from __future__ import annotations

import argparse

from tui.cli.opening import open_store
from tui.cli.output import bold, dim, emit, emit_json, record_dump, table
from tui.cli.parser import Parser, add_command, add_group, add_json


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "session", "list, show and export dialogues")
    listing = add_command(group, "list", run_list, "list the dialogues, newest first")
    add_json(listing)
    show = add_command(group, "show", run_show, "print a dialogue")
    show.add_argument("session", metavar="ID", help="the dialogue")
    add_json(show)
    export = add_command(group, "export", run_export, "write a dialogue as a transcript that replays")
    export.add_argument("session", metavar="ID", help="the dialogue")


def run_list(args: argparse.Namespace) -> int:
    """Print the dialogues."""
    with open_store() as store:
        records = store.sessions()
        if args.json:
            emit_json([record_dump(record) for record in records])
            return 0
        heading = ("SESSION", "OPENED", "STAFF", "CUSTOMER", "TURNS")
        rows = [
            (
                record.id,
                f"{record.created_at.astimezone():%Y-%m-%d %H:%M}",
                record.staff.id,
                record.customer or "-",
                str(last.turn if (last := store.last_turn(record.id)) else 0),
            )
            for record in records
        ]
    for number, line in enumerate(table([heading, *rows])):
        emit(dim(line) if number == 0 else line)
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print one dialogue, as a teller may see it: personal data masked, blocked drafts without their words."""
    from policies.pii import mask

    with open_store() as store:
        record = store.session(args.session)
        stored = store.turns(args.session, viewer=record.staff.role)
    turns = [turn.model_copy(update={"user_text": mask(turn.user_text)}) for turn in stored]
    if args.json:
        dumped = [record_dump(turn) for turn in turns]
        emit_json({**record_dump(record), "turns": dumped})
        return 0
    from agent.reply import Reply
    from tui.replies import printed

    for turn in turns:
        who = (turn.staff or record.staff).id
        emit(f"{dim(f'{turn.turn:>3}')} {bold(who)} {turn.user_text}")
        if turn.kind == "human":
            continue
        for line in printed(Reply.model_validate(turn.reply)):
            emit("    " + line.replace("\n", "\n    "))
    return 0


def run_export(args: argparse.Namespace) -> int:
    """Print one dialogue as a transcript, without the words its own staff may not read."""
    from agent.replay.export import export_transcript

    with open_store() as store:
        record = store.session(args.session)
        turns = store.turns(args.session, viewer=record.staff.role)
    print(export_transcript(record, turns), end="")
    return 0
