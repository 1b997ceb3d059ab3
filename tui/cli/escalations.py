"""``tellergraph escalations``: the human's side of the queue."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Literal

from tui.cli.opening import open_assistant, open_store
from tui.cli.output import checked_text, dim, emit, emit_json, note, record_dump, table
from tui.cli.parser import Parser, add_command, add_group, add_json

if TYPE_CHECKING:
    from state_store.records import EscalationItem


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "escalations", "answer what was handed to a human")
    listing = add_command(group, "list", run_list, "list the matters, the gravest first")
    listing.add_argument(
        "--status", choices=("open", "claimed", "resolved", "returned"), help="only those that stand so"
    )
    add_json(listing)
    show = add_command(group, "show", run_show, "print a matter with its handoff packet")
    _add_item(show)
    add_json(show)
    claim = add_command(group, "claim", run_claim, "take a matter")
    _add_item(claim)
    _add_staff(claim)
    add_json(claim)
    for name, run, summary in (
        ("resolve", run_resolve, "answer a matter; the dialogue goes on with these words"),
        ("return", run_return, "return a matter to the dialogue, with the reason"),
    ):
        parser = add_command(group, name, run, summary, "A matter nobody has claimed is claimed first.")
        _add_item(parser)
        _add_staff(parser)
        parser.add_argument("--text", required=True, metavar="T", help="what is said to the counter")
        add_json(parser)


def run_list(args: argparse.Namespace) -> int:
    """Print the queue."""
    with open_store() as store:
        items = store.escalations(status=args.status)
    if args.json:
        emit_json([_fields(item) for item in items])
        return 0
    heading = ("ID", "CLASS", "STATUS", "REASON", "SESSION", "DEADLINE", "SUMMARY")
    rows = [
        (
            item.id, item.priority, item.status, item.reason, item.session_id,
            f"{item.deadline.astimezone():%m-%d %H:%M}" if item.deadline else "-",
            item.summary_zh if item.language == "zh" else item.summary_en,
        )
        for item in items
    ]  # fmt: skip
    for number, line in enumerate(table([heading, *rows])):
        emit(dim(line) if number == 0 else line)
    return 0


def run_show(args: argparse.Namespace) -> int:
    """Print one matter."""
    with open_store() as store:
        item = store.escalation(args.id)
    if args.json:
        emit_json(_fields(item))
        return 0
    for name, value in _fields(item).items():
        if value in (None, "", [], {}):
            continue
        if isinstance(value, list):
            emit(dim(f"{name}:"))
            for entry in value:
                emit(f"  - {_line(entry)}")
        else:
            emit(f"{dim(f'{name}:')} {_line(value)}")
    return 0


def run_claim(args: argparse.Namespace) -> int:
    """Take a matter."""
    with open_assistant("template") as assistant:
        assistant.claim(args.id, staff=args.staff)
        item = assistant.store.escalation(args.id)
    if args.json:
        emit_json(_fields(item))
    else:
        note(f"{item.id} is claimed by {item.claimed_by}")
    return 0


def run_resolve(args: argparse.Namespace) -> int:
    """Answer a matter."""
    return _answer(args, "resolve")


def run_return(args: argparse.Namespace) -> int:
    """Return a matter."""
    return _answer(args, "return")


def _answer(args: argparse.Namespace, action: Literal["resolve", "return"]) -> int:
    words = checked_text(args.text)
    with open_assistant("template") as assistant:
        reply = assistant.resume(args.id, words, staff=args.staff, action=action)
    if args.json:
        emit_json(record_dump(reply))
        return 0
    from tui.replies import printed

    for line in printed(reply):
        emit(line)
    return 0


def _add_item(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="the matter's id, as in the list")


def _add_staff(parser: Parser) -> None:
    parser.add_argument("--staff", required=True, metavar="S", help="who answers, e.g. S1001")


def _fields(item: EscalationItem) -> dict[str, object]:
    """The item's own fields, then those of the handoff packet it does not have itself."""
    own = record_dump(item)
    packet = own.pop("packet")
    return {**(packet if isinstance(packet, dict) else {}), **own}


def _line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name} {_line(entry)}" for name, entry in value.items() if entry not in (None, "", [], {})
        )
    if isinstance(value, list):
        return "; ".join(_line(entry) for entry in value)
    return str(value)
