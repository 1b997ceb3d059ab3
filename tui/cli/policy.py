"""``tellergraph policy check`` and ``policy ground``: the review of texts, without a dialogue."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Literal

from common.errors import UserError
from tui.cli.lines import LANGUAGES, answer_lines, choice_of, text_of
from tui.cli.parser import Parser, add_command, add_group

MAX_POLICY_TEXT = 200_000
Speaker = Literal["assistant", "staff", "customer"]
SPEAKERS: tuple[Speaker, ...] = ("assistant", "staff", "customer")


def add(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands."""
    group = add_group(commands, "policy", "check texts against the rules, or against their facts")
    add_command(
        group, "check", run_check, "judge one text a line",
        'Reads JSON Lines {"id", "text", "language"?, "speaker"?, "context"?} from standard input and writes '
        '{"id", "decision", "findings", "revised"} for each, in order.',
    )  # fmt: skip
    add_command(
        group, "ground", run_ground, "check the figures and citations of one draft a line",
        'Reads JSON Lines {"id", "facts", "evidence", "user"?, "draft"} from standard input and writes '
        '{"id", "grounded", "ungrounded"} for each, in order.',
    )  # fmt: skip


def run_check(args: argparse.Namespace) -> int:
    """Answer each line with the verdict on its text."""
    answer_lines(_verdict)
    return 0


def run_ground(args: argparse.Namespace) -> int:
    """Answer each line with what no fact or source supports."""
    answer_lines(_grounding)
    return 0


def _verdict(record: Mapping[str, object]) -> object:
    from pydantic import ValidationError

    from policies import check
    from policies.context import PolicyContext

    text = text_of(record, "text", limit=MAX_POLICY_TEXT, empty=True)
    try:
        context = PolicyContext.model_validate(record.get("context") or {})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(["context", *(str(part) for part in first["loc"])])
        raise UserError(f"{name}: {first['msg']}") from error
    verdict = check(
        text,
        language=choice_of(record, "language", LANGUAGES),
        speaker=choice_of(record, "speaker", SPEAKERS) or "assistant",
        context=context,
    )
    return {"id": record.get("id"), **verdict.model_dump(mode="json")}


def _grounding(record: Mapping[str, object]) -> object:
    from policies.grounding import ground

    draft = text_of(record, "draft", limit=MAX_POLICY_TEXT, empty=True)
    facts = record.get("facts", {})
    if not isinstance(facts, dict):
        raise UserError("facts is not a JSON object")
    evidence = record.get("evidence", [])
    if not isinstance(evidence, list) or not all(isinstance(text, str) for text in evidence):
        raise UserError("evidence is not a list of texts")
    user = record.get("user") or ""
    if not isinstance(user, str):
        raise UserError("user is not a text")
    grounding = ground(draft, facts=facts, evidence=evidence, user=user)
    return {"id": record.get("id"), **grounding.model_dump(mode="json")}
