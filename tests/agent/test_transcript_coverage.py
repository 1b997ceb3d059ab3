"""Every task that calls a tool is shown at work: three dialogues in each language that state what it answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from agent.replay.transcript import Transcript, Turn, load_transcripts
from agent.tasks.base import Task
from agent.tasks.registry import built_in_tasks
from common.language import Language, detect_language

ROOT = Path(__file__).parents[1] / "transcripts"
WANTED = 3
LANGUAGES: tuple[Language, ...] = ("zh", "en")

WITH_A_TOOL = sorted(
    intent for intent, task in built_in_tasks().items() if type(task).calls is not Task.calls
)


def _states_the_answer(turn: Turn, intent: str) -> bool:
    """Whether a turn claims that the intent was understood, its tool called, and what came of it."""
    expect = turn.expect
    if expect.intent != intent or not expect.tools:
        return False
    claimed = expect.numbers or expect.cites or expect.contains
    return bool(claimed) and not expect.awaiting


def _showing(transcript: Transcript) -> Iterator[tuple[str, Language]]:
    """The intents a dialogue shows at work, with the language they were asked in.

    Words without letters (1.75%) are in the language of those before.
    """
    language: Language = transcript.language or "zh"
    for turn in transcript.turns:
        if turn.user is None:
            continue
        language = detect_language(turn.user, language)
        intent = turn.expect.intent
        if intent is not None and _states_the_answer(turn, intent):
            yield intent, language


@cache
def _shown() -> dict[tuple[str, Language], set[str]]:
    """The dialogues that show each intent, by language."""
    found: dict[tuple[str, Language], set[str]] = defaultdict(set)
    for transcript in load_transcripts(ROOT):
        for key in _showing(transcript):
            found[key].add(transcript.id)
    return found


def test_there_are_tasks_with_a_tool_and_dialogues_that_show_one() -> None:
    assert "account.lookup" in WITH_A_TOOL
    assert "chitchat.help" not in WITH_A_TOOL
    assert _shown()["account.lookup", "zh"]


@pytest.mark.parametrize("intent", WITH_A_TOOL)
def test_a_task_with_a_tool_is_shown_at_work_in_both_languages(intent: str) -> None:
    lines = [
        f"{intent}: {WANTED - len(dialogues)} more in {language} (there are: {', '.join(sorted(dialogues)) or 'none'})"
        for language in LANGUAGES
        if len(dialogues := _shown().get((intent, language), set())) < WANTED
    ]
    assert not lines, "\n".join(
        ["a turn counts that expects the intent, `tools`, and `numbers`, `cites` or `contains`", *lines]
    )
