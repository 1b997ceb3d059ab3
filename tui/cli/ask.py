"""``tellergraph ask``: one turn."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from common.errors import UserError
from tui.cli.opening import open_assistant
from tui.cli.output import MAX_PASTE, Progress, checked_text, emit, emit_json, record_dump
from tui.cli.parser import Parser, add_command, add_engine, add_json, add_people

if TYPE_CHECKING:
    from agent.assistant import Assistant
    from agent.reply import Reply
    from common.documents import Document


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command."""
    parser = add_command(
        commands, "ask", run, "ask one question and print the answer",
        "With --session the question continues that dialogue, also from another process; a session that does "
        "not exist yet is opened. With --file the question is about a document; without a question its figures "
        "are listed.",
    )  # fmt: skip
    parser.add_argument(
        "text", metavar="TEXT", nargs="?", help="what the customer asks, in Chinese or English"
    )
    parser.add_argument("--file", metavar="FILE", help="a document it is about: txt, md, pdf, docx or xlsx")
    parser.add_argument("--session", metavar="ID", help="the dialogue to continue or to open")
    add_people(parser)
    add_engine(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Take one turn and print its reply."""
    if args.text is None and args.file is None:
        raise UserError("nothing is asked; write what the customer asks, or name a file with --file")
    text = checked_text(args.text, limit=MAX_PASTE) if args.text is not None else ""
    document = _document(args.file, text) if args.file is not None else None
    with open_assistant(args.engine) as assistant:
        session = assistant.open(args.session, staff=args.staff, customer=args.customer)
        reply = _reply(assistant, session, text, args.customer, document)
    if args.json:
        emit_json(record_dump(reply))
    else:
        from tui.replies import printed

        for line in printed(reply):
            emit(line)
    return 0


def _document(file: str, words: str) -> Document:
    """The file, read before the assistant is opened: what is wrong with it is said at once."""
    from pathlib import Path

    from common.documents import read_document
    from common.language import detect_language

    return read_document(Path(file), language=detect_language(words))


def _reply(
    assistant: Assistant, session: str, text: str, customer: str | None, document: Document | None
) -> Reply:
    """One turn; how far a long document is read goes to standard error."""
    from agent.events import DoneEvent, ProgressEvent

    progress = Progress(document.name if document is not None else "")
    reply: Reply | None = None
    events = assistant.stream(session, text, customer=customer, reword=False, attachment=document)
    for event in events:
        if isinstance(event, ProgressEvent):
            progress(f"{event.done}/{event.total}", event.done / event.total)
        elif isinstance(event, DoneEvent):
            reply = event.reply
    progress.close()
    if reply is None:
        raise RuntimeError("the turn ended without a reply")
    return reply
