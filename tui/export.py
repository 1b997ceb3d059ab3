"""``/export``: the schedule of the last loan answer, or the figures of the last document, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from agent.reply import Reply
from agent.tasks.registry import all_tasks
from common.language import Language
from state_store.records import TurnRecord
from tools.base import ToolContext
from tools.messages import user_error
from tools.schedule_files import write_schedules
from tools.schedule_sheets import has_schedule, sheets_of
from tui.counterpart import Counterpart
from tui.texts import text

FIGURES: Final = "extract_figures"
"""The tool whose answers are about a document."""


def export_last(
    assistant: Counterpart, session: str, file: str, *, customer: str | None, language: Language
) -> str:
    """Write what the last answer to ``customer`` that has a table has; the line that says what is where.

    A loan answer gives its schedules, one about a document all figures of that document. The headings are in the
    language of that answer, messages in ``language``. Without ``file`` the name is that of the dialogue and its turn,
    in the working folder. UserError ``E_EXPORT`` says why nothing was written.
    """
    reply = _last_table(assistant.store.turns(session), customer)
    if reply is None:
        raise user_error("E_EXPORT", language, case="nothing")
    names = {"session": reply.session_id, "turn": reply.turn}
    if any(call.name == FIGURES for call in reply.tool_calls):
        target = Path(file or text("export_figures_name", reply.language, **names)).expanduser()
        count = assistant.export_figures(session, target)
        return text("exported_figures", language, count=f"{count:,}", path=str(target.absolute()))
    context = ToolContext(
        now=datetime.now().astimezone(),
        language=reply.language,
        staff=assistant.store.session(session).staff,
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
    path = write_schedules(sheets, Path(file or text("export_name", reply.language, **names)), language)
    return text("exported", language, path=str(path))


def _last_table(turns: Sequence[TurnRecord], customer: str | None) -> Reply | None:
    """The last reply with a table to take away; none from before this customer came to the counter."""
    clearing = {task.intent for task in all_tasks().values() if task.clears_customer}
    for turn in reversed(turns):
        if turn.customer != customer or turn.reply.get("intent") in clearing:
            return None
        reply = Reply.model_validate(turn.reply)
        if any(
            call.error is None and (call.name == FIGURES or has_schedule(call.name))
            for call in reply.tool_calls
        ):
            return reply
    return None
