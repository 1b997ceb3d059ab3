"""JSON Lines in, JSON Lines out: one answer a line, in order, each written before the next is read."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from common.errors import UserError
from common.language import Language
from tui.cli.output import emit_json, first_line, note

T = TypeVar("T", bound=str)
LANGUAGES: tuple[Language, ...] = ("zh", "en")

MAX_LINE = 1_000_000
"""Bytes of one line; a longer one is answered with an error in its place."""


def answer_lines(answer: Callable[[Mapping[str, object]], object]) -> None:
    """Answer every object on standard input; what is no such object gets ``{"id": null, "error": …}``."""
    if sys.stdin.isatty():
        note("reading JSON Lines from the terminal; Ctrl-D ends")
    for line in sys.stdin.buffer:
        try:
            emit_json(answer(object_of(line)), indent=None)
        except UserError as error:
            emit_json({"id": None, "error": first_line(error)}, indent=None)


def text_of(record: Mapping[str, object], key: str, *, limit: int, empty: bool = False) -> str:
    """The text under ``key``.

    Raises:
        UserError: when it is not a text, empty (unless ``empty``), too long, or not valid Unicode.
    """
    value = record.get(key)
    if not isinstance(value, str):
        raise UserError(f"{key} is missing" if value is None else f"{key} is not a text")
    if not value.strip() and not empty:
        raise UserError(f"{key} is empty")
    if len(value) > limit:
        raise UserError(f"{key} has {len(value):,} characters; at most {limit:,} are taken")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise UserError(f"{key} is not valid Unicode")
    return value


def choice_of(record: Mapping[str, object], key: str, allowed: tuple[T, ...]) -> T | None:
    """The name under ``key``, None when absent; UserError when it is none of ``allowed``."""
    value = record.get(key)
    if value is None:
        return None
    for name in allowed:
        if value == name:
            return name
    raise UserError(f"{key} is none of {', '.join(allowed)}")


def object_of(line: bytes) -> Mapping[str, object]:
    """The JSON object a line is; UserError when it is none."""
    if len(line) > MAX_LINE:
        raise UserError(f"the line has {len(line):,} bytes; at most {MAX_LINE:,} are taken")
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UserError("the line is not UTF-8") from error
    except RecursionError as error:
        raise UserError("the line is nested too deeply") from error
    except ValueError as error:
        raise UserError("the line is not JSON") from error
    if not isinstance(value, dict):
        raise UserError("the line is not a JSON object")
    return value
