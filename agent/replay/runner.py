"""Running transcripts: each in a throw-away installation with a frozen clock; two runs give the same bytes.

The Assistant is met through a small protocol; ``Assistant.for_replay`` is the default factory.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, JsonValue

from agent.replay.expect import Mismatch, compare
from agent.replay.transcript import LocatedTranscript, Transcript, TranscriptStaff, Turn, load_transcripts
from agent.reply import Reply
from common.errors import UserError
from common.language import Language
from common.people import Staff

HUMAN = "S1001"
"""Who answers a ``human:`` turn that names nobody: the supervisor of the demonstration branch."""

VOLATILE = frozenset({"ms", "timings_ms"})
"""Fields that differ from run to run; everything else of a replay is the same bytes."""


class Directory(Protocol):
    """The bank's staff list."""

    def staff(self, staff_id: str) -> Staff: ...


class ReplayAssistant(Protocol):
    """What a replay needs of an Assistant."""

    @property
    def bank(self) -> Directory: ...

    def open(
        self,
        session_id: str | None = None,
        *,
        staff: Staff | str | None = None,
        customer: str | None = None,
        language: Language | None = None,
    ) -> str: ...

    def send(
        self,
        session_id: str,
        text: str,
        *,
        customer: str | None = None,
        draft: str | None = None,
        attachment: Path | None = None,
    ) -> Reply: ...

    def resume(
        self,
        escalation_id: str,
        text: str,
        *,
        staff: Staff | str,
        action: Literal["resolve", "return"] = "resolve",
    ) -> Reply: ...

    def close(self) -> None: ...


Factory = Callable[[Path, datetime, str, str], ReplayAssistant]
"""home, clock, session id, engine -> an Assistant of its own."""


class TurnResult(BaseModel):
    """One turn of a run: who said what, the Reply (none when the turn was refused), what did not hold."""

    model_config = ConfigDict(frozen=True)

    turn: int
    speaker: Literal["user", "human"]
    text: str
    reply: Reply | None = None
    mismatches: tuple[Mismatch, ...] = ()


class RunResult(BaseModel):
    """A dialogue that was run. ``to_json`` is byte-identical run to run but for ``ms`` and ``timings_ms``."""

    model_config = ConfigDict(frozen=True)

    id: str
    file: str
    ok: bool
    turns: tuple[TurnResult, ...]

    def to_json(self) -> str:
        """The whole run as one JSON document."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def replay(
    paths: Sequence[Path], *, engine: str = "template", factory: Factory | None = None
) -> list[RunResult]:
    """Run every transcript under ``paths``. All files are read before the first dialogue runs.

    Raises:
        UserError: a file that cannot be used.
    """
    transcripts = [transcript for path in paths for transcript in load_transcripts(path)]
    return [run(transcript, engine=engine, factory=factory) for transcript in transcripts]


def run(
    transcript: LocatedTranscript | Transcript, *, engine: str = "template", factory: Factory | None = None
) -> RunResult:
    """Run one dialogue to its end; a turn that is refused or finds no scripted draft ends it."""
    make = factory or _for_replay
    with tempfile.TemporaryDirectory(prefix="tellergraph-replay-") as home:
        assistant = make(Path(home), transcript.now, transcript.id, engine)
        try:
            turns = tuple(_run_turns(assistant, transcript))
        finally:
            assistant.close()
    file = str(transcript.file) if isinstance(transcript, LocatedTranscript) else ""
    complete = len(turns) == len(transcript.turns)
    ok = complete and not any(turn.mismatches for turn in turns)
    return RunResult(id=transcript.id, file=file, ok=ok, turns=turns)


def _for_replay(home: Path, now: datetime, session_id: str, engine: str) -> ReplayAssistant:
    from agent.assistant import Assistant

    return Assistant.for_replay(home, now, session_id, engine)


def _run_turns(assistant: ReplayAssistant, transcript: Transcript) -> Iterator[TurnResult]:
    drafts = None if transcript.drafts is None else list(transcript.drafts)
    session: str | None = None
    waiting: str | None = None
    for number, turn in enumerate(transcript.turns, start=1):
        draft = turn.draft
        if turn.user is not None and draft is None and drafts is not None:
            if not drafts:
                yield _stopped(number, turn, "drafts", "a scripted draft", "none is left")
                return
            draft = drafts.pop(0)
        try:
            if session is None:
                session = _open(assistant, transcript)
            reply = _take(assistant, session, turn, draft=draft, waiting=waiting, folder=_folder(transcript))
        except UserError as error:
            yield _stopped(number, turn, "turn", "a reply", error.message)
            return
        waiting = _waiting(reply, waiting)
        yield TurnResult(
            turn=number,
            speaker="user" if turn.user is not None else "human",
            text=_words(turn),
            reply=reply,
            mismatches=tuple(compare(turn.expect, reply)),
        )


def _open(assistant: ReplayAssistant, transcript: Transcript) -> str:
    staff = None if transcript.staff is None else _member(assistant, transcript.staff)
    return assistant.open(
        transcript.id, staff=staff, customer=transcript.customer, language=transcript.language
    )


def _member(assistant: ReplayAssistant, staff: TranscriptStaff) -> Staff:
    member = assistant.bank.staff(staff.id)
    return member if staff.role is None else member.model_copy(update={"role": staff.role})


def _take(
    assistant: ReplayAssistant,
    session: str,
    turn: Turn,
    *,
    draft: str | None,
    waiting: str | None,
    folder: Path,
) -> Reply:
    if turn.user is not None:
        if turn.attach is not None:
            file = folder / turn.attach
            return assistant.send(session, turn.user, customer=turn.customer, draft=draft, attachment=file)
        return assistant.send(session, turn.user, customer=turn.customer, draft=draft)
    if waiting is None:
        raise UserError("no open item waits for a human here")
    return assistant.resume(waiting, _words(turn), staff=turn.staff or HUMAN, action=turn.action)


def _folder(transcript: LocatedTranscript | Transcript) -> Path:
    """Where the files that a transcript hands over lie."""
    return Path(transcript.file).parent if isinstance(transcript, LocatedTranscript) else Path()


def _waiting(reply: Reply, before: str | None) -> str | None:
    """The latest item of the dialogue that a human has yet to answer."""
    view = reply.escalation
    if view is None:
        return before
    if view.status in ("open", "claimed"):
        return view.id
    return None if view.id == before else before


def _words(turn: Turn) -> str:
    return turn.user if turn.user is not None else turn.human or ""


def _stopped(number: int, turn: Turn, key: str, expected: JsonValue, got: JsonValue) -> TurnResult:
    return TurnResult(
        turn=number,
        speaker="user" if turn.user is not None else "human",
        text=_words(turn),
        mismatches=(Mismatch(key=key, expected=expected, got=got),),
    )
