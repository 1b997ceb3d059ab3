"""``/export``: the schedule of the last loan answer as a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from agent.reply import Reply
from agent.tasks.registry import all_tasks
from common.language import Language
from common.people import Staff
from state_store.records import TurnRecord
from tools.base import ToolContext
from tools.messages import user_error
from tools.schedule_files import write_schedules
from tools.schedule_sheets import has_schedule, sheets_of
from tui.texts import text

_COMMAND = re.compile(r"[/／](?:export|导出)(?:\s+(?P<file>.+))?", re.I)


def export_file(words: str) -> str | None:
    """The file an export command names, empty where it names none; ``None`` for what is no such command."""
    match = _COMMAND.fullmatch(words.strip())
    return None if match is None else (match["file"] or "").strip().strip("\"'“”")


def export_last(
    turns: Sequence[TurnRecord], file: str, *, customer: str | None, staff: Staff, language: Language
) -> Path:
    """Write the schedules of the last loan answer given to ``customer`` and return the file's full path.

    The headings are in the language of that answer, messages in ``language``. Without ``file`` the name is that of
    the dialogue and its turn, in the working folder. UserError ``E_EXPORT`` says why nothing was written.
    """
    reply = _last_loan(turns, customer)
    if reply is None:
        raise user_error("E_EXPORT", language, case="nothing")
    context = ToolContext(
        now=datetime.now().astimezone(),
        language=reply.language,
        staff=staff,
        customer=None,
        bank=None,
        library=None,
        record=lambda kind, fields: None,
    )
    sheets = [
        sheet
        for call in reply.tool_calls
        if call.error is None and has_schedule(call.name)
        for sheet in sheets_of(call.name, call.args, context)
    ]
    name = file or text("export_name", reply.language, session=reply.session_id, turn=reply.turn)
    return write_schedules(sheets, Path(name), language)


def _last_loan(turns: Sequence[TurnRecord], customer: str | None) -> Reply | None:
    """The last reply with a schedule; none from before this customer came to the counter."""
    clearing = {task.intent for task in all_tasks().values() if task.clears_customer}
    for turn in reversed(turns):
        if turn.customer != customer or turn.reply.get("intent") in clearing:
            return None
        reply = Reply.model_validate(turn.reply)
        if any(call.error is None and has_schedule(call.name) for call in reply.tool_calls):
            return reply
    return None
