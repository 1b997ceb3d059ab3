"""A stored dialogue as a transcript that replays: what was said, and what was understood and decided then.

Personal data in the words is masked: a transcript leaves the installation. A document that was handed over is
named (``attach``), its text is not in the transcript: to replay, put the file beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import yaml
from pydantic import JsonValue

from agent.reply import Reply
from common.errors import UserError
from policies.pii import mask
from state_store.records import SessionRecord, TurnRecord

_OWN_WORDS: Final = frozenset({"template", "human"})
"""Engines whose wording a replay makes again by itself; any other wording is written down as ``draft``."""


def export_transcript(session: SessionRecord, turns: Sequence[TurnRecord]) -> str:
    """The dialogue as the text of a ``.dialogue.yaml`` file.

    A wording that a model gave is kept as the turn's ``draft``, so that the replay meets the same review;
    where the viewer may not read it, neither it nor the verdict it led to is stated.

    Raises:
        UserError: a dialogue without a turn.
    """
    if not turns:
        raise UserError(f"dialogue {session.id} has no turn yet")
    # One frozen clock stands for the whole dialogue: that of its first turn.
    document: dict[str, Any] = {"id": session.id, "now": turns[0].at.isoformat()}
    document["staff"] = {"id": session.staff.id, "role": session.staff.role}
    if session.customer is not None:
        document["customer"] = session.customer
    customer = session.customer
    exported = []
    for turn in turns:
        exported.append(_human(turn) if turn.kind == "human" else _user(turn, customer))
        customer = turn.customer if turn.customer is not None else customer
    document["turns"] = exported
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)


def _user(turn: TurnRecord, customer: str | None) -> dict[str, JsonValue]:
    reply = Reply.model_validate(turn.reply)
    worded: dict[str, JsonValue] = {"user": mask(turn.user_text)}
    if turn.attachment is not None:
        worded["attach"] = turn.attachment
    if turn.customer is not None and turn.customer != customer:
        worded["customer"] = turn.customer
    # A rewording that came after the answer stood is not what was answered; the first wording tells.
    first = turn.drafts[0] if turn.drafts else None
    scripted = first if first is not None and first.engine not in _OWN_WORDS else None
    if scripted is not None and scripted.text is not None:
        worded["draft"] = scripted.text
    expect = _expected(reply)
    if scripted is not None and scripted.text is None:
        del expect["verdict"]
    worded["expect"] = expect
    return worded


def _human(turn: TurnRecord) -> dict[str, JsonValue]:
    reply = Reply.model_validate(turn.reply)
    spoken: dict[str, JsonValue] = {"human": mask(turn.user_text)}
    if turn.staff is not None:
        spoken["staff"] = turn.staff.id
    if reply.escalation is not None and reply.escalation.status == "returned":
        spoken["action"] = "return"
    if reply.escalation is not None:
        spoken["expect"] = {"escalation": {"status": reply.escalation.status}}
    return spoken


def _expected(reply: Reply) -> dict[str, JsonValue]:
    expect: dict[str, JsonValue] = {"intent": reply.intent, "slots": dict(reply.slots)}
    if not reply.slots:
        del expect["slots"]
    expect["tools"] = [call.name for call in reply.tool_calls]
    expect["awaiting"] = reply.awaiting
    if reply.citations:
        expect["cites"] = [citation.id for citation in reply.citations]
    expect["verdict"] = reply.verdict.decision
    if reply.escalation is not None:
        view = reply.escalation
        expect["escalation"] = {"reason": view.reason, "priority": view.priority, "status": view.status}
    return expect
