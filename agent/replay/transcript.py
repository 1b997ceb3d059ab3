"""Transcripts: dialogues with what is expected of them, as YAML (``contract/interfaces.md``, Transcripts).

A file holds one dialogue or several as documents; its name ends in ``.dialogue.yaml``. A key that is not
known is an error that names file, line and key, never a pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)

from common.errors import UserError
from common.language import Language
from common.people import Role
from policies.verdict import Decision

SUFFIX: Final = ".dialogue.yaml"
DEFAULT_NOW: Final = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))
"""The session clock of a transcript that names none: fixed, so that it replays alike on any day."""


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Strings = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TranscriptStaff(_Part):
    """Who asks; without ``role`` the one of the bank's directory."""

    id: str
    role: Role | None = None


class ExpectedEscalation(_Part):
    """What is stated of the reply's escalation; a field that is not stated is not compared."""

    id: str | None = None
    reason: str | None = None
    priority: Literal["P0", "P1", "P2", "P3"] | None = None
    status: Literal["open", "claimed", "resolved", "returned"] | None = None
    deadline: AwareDatetime | None = None


class Expect(_Part):
    """What is expected of one turn. Only what is stated is checked (``model_fields_set``).

    ``numbers`` follow the number rule of the contract; ``cites`` are citation ids or prefixes of them;
    ``tools`` are the names called in the turn, in order; ``escalation: null`` claims that there is none.
    """

    intent: str | None = None
    intents: Strings | None = None
    slots: dict[str, JsonValue] = Field(default_factory=dict)
    tools: Strings = ()
    numbers: tuple[float, ...] = ()
    verdict: Decision | None = None
    categories: Strings = ()
    contains: Strings = ()
    excludes: Strings = ()
    cites: Strings = ()
    language: Language | None = None
    engine: str | None = None
    confidence_at_least: float | None = Field(None, ge=0, le=1)
    awaiting: str | None = None
    awaiting_intent: str | None = None
    errors: Strings = ()
    escalation: ExpectedEscalation | None = None


class Turn(_Part):
    """A turn: the user's words or a human's, with a scripted draft and a change of customer where given.

    ``staff`` and ``action`` belong to a human's turn: who answers (S1001 by default), and whether the item
    is resolved or returned. ``attach`` is a file that is handed over with the user's words (which may then be
    empty), beside the transcript.
    """

    user: str | None = None
    attach: str | None = None
    human: str | None = None
    customer: str | None = None
    draft: str | None = None
    staff: str | None = None
    action: Literal["resolve", "return"] = "resolve"
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _one_speaker(self) -> Turn:
        if (self.user is None) == (self.human is None):
            raise ValueError("a turn has either user or human")
        mine = (self.customer, self.draft, self.attach)
        if self.human is not None and any(value is not None for value in mine):
            raise ValueError("customer, draft and attach belong to a user's turn")
        if self.user is not None and {"staff", "action"} & self.model_fields_set:
            raise ValueError("staff and action belong to a human's turn")
        return self


class Transcript(_Part):
    """One dialogue. ``drafts`` scripts the drafter of every user turn in order; running out fails."""

    id: str = Field(min_length=1, max_length=120)
    language: Language | None = None
    now: AwareDatetime = DEFAULT_NOW
    staff: TranscriptStaff | None = None
    customer: str | None = None
    drafts: Strings | None = None
    turns: tuple[Turn, ...] = Field(min_length=1)


class LocatedTranscript(Transcript):
    """A transcript with the file and line it stands at."""

    file: Path
    line: int


class _Loader(yaml.CSafeLoader):
    """Safe YAML in which dates and 0027 stay strings and ``yes`` is a word: values as in JSON."""

    yaml_implicit_resolvers: Any = {}


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false|True|False)$", "tfTF"),
    ("null", r"^(?:~|null|Null|)$", ["~", "n", "N", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)?\.[0-9]+(?:[eE][-+][0-9]+)?$", "-.0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def load_transcripts(path: Path) -> list[LocatedTranscript]:
    """The transcripts of one file, or of every ``*.dialogue.yaml`` under a folder, in order.

    Raises:
        UserError: nothing there, a file that is not YAML, or one that does not keep the format; the message
            names file, line and key.
    """
    found: list[LocatedTranscript] = []
    for file in transcript_files([path]):
        found.extend(_load_file(file))
    return found


def transcript_files(paths: Iterable[Path]) -> list[Path]:
    """The transcript files that ``paths`` (files or folders) stand for, without repetition.

    Raises:
        UserError: a path that does not exist, or a folder without a transcript.
    """
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob(f"*{SUFFIX}"))
            if not inside:
                raise UserError(f"{path}: no {SUFFIX} file in this folder")
            files.update(dict.fromkeys(inside))
        elif path.is_file():
            files[path] = None
        else:
            raise UserError(f"{path}: no such file or folder")
    return list(files)


def _load_file(file: Path) -> list[LocatedTranscript]:
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: cannot be read: {error}") from error
    loader = _Loader(source)
    found: list[LocatedTranscript] = []
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                break
            _refuse_repeated_keys(file, node)
            document = loader.construct_document(node)
            if document is not None:
                found.append(_validate(file, node, document))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise UserError(f"{file}:{line}: not YAML: {getattr(error, 'problem', None) or error}") from error
    finally:
        loader.dispose()
    if not found:
        raise UserError(f"{file}: holds no dialogue")
    names = [transcript.id for transcript in found]
    for transcript in found:
        if names.count(transcript.id) > 1:
            raise UserError(f"{file}:{transcript.line}: id {transcript.id} stands twice in this file")
    return found


def _refuse_repeated_keys(file: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise UserError(f"{file}:{key.start_mark.line + 1}: key {key.value} stands twice")
            seen.add(key.value)
            _refuse_repeated_keys(file, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeated_keys(file, item)


def _validate(file: Path, node: yaml.Node, document: object) -> LocatedTranscript:
    line = node.start_mark.line + 1
    if not isinstance(document, dict):
        raise UserError(f"{file}:{line}: a dialogue is a mapping with id and turns")
    try:
        plain = Transcript.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise UserError(_problem(file, node, first["type"], first["loc"], first["msg"])) from error
    return LocatedTranscript.model_construct(
        _fields_set=plain.model_fields_set | {"file", "line"},
        **{name: getattr(plain, name) for name in Transcript.model_fields},
        file=file,
        line=line,
    )


def _problem(file: Path, node: yaml.Node, kind: str, place: Sequence[int | str], message: str) -> str:
    steps = [step for step in place if not (isinstance(step, str) and "[" in step)]
    line, keys = _line_of(node, steps)
    name = ".".join(str(key) for key in keys)
    if kind == "extra_forbidden":
        return f"{file}:{line}: unknown key {keys[-1]} ({name})"
    if kind == "missing":
        return f"{file}:{line}: key {steps[-1]} is missing ({'.'.join(str(step) for step in steps)})"
    return f"{file}:{line}: {name or 'dialogue'}: {message.removeprefix('Value error, ')}"


def _line_of(node: yaml.Node, place: Sequence[int | str]) -> tuple[int, list[int | str]]:
    """The line of the innermost part of ``place`` that the file has, and the keys that lead there."""
    line, keys = node.start_mark.line + 1, list[int | str]()
    for step in place:
        if isinstance(node, yaml.MappingNode):
            entry = next(((key, value) for key, value in node.value if key.value == step), None)
            if entry is None:
                break
            line, node = entry[0].start_mark.line + 1, entry[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
        keys.append(step)
    return line, keys
