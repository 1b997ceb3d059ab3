"""What becomes of a model's words: judged sentence by sentence, retried once, completed or left out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent import Assistant
from agent.events import RewordedEvent, SentenceEvent, StandingEvent
from tests.agent.conftest import NOW
from tests.agent.drafters import SaidDrafter

LOAN = "贷100万,30年,3.5%,等额本息,月供多少"
GOOD = "您问的是贷款月供。\n每月还款4,490.45元，利息合计616,560.07元。\n"
WRONG = "每月还款4,490.54元。\n"
PROMISE = "这款理财保本保息，您放心买。\n"


def opened(home: Path, drafter: SaidDrafter, engine: str = "said") -> Assistant:
    return Assistant.for_replay(home, NOW, "s1", engine, drafter=drafter)


def ask(home: Path, wordings: Sequence[str]) -> tuple[Assistant, SaidDrafter]:
    drafter = SaidDrafter(wordings)
    return opened(home, drafter), drafter


def test_a_wording_that_holds_is_sent_and_named(tmp_path: Path) -> None:
    assistant, drafter = ask(tmp_path, [GOOD])
    with assistant:
        reply = assistant.send(assistant.open("s1"), LOAN)

    assert reply.engine == "said"
    assert "您问的是贷款月供。" in reply.answer
    assert len(drafter.requests) == 1


@pytest.mark.parametrize("refused", [WRONG, PROMISE])
def test_a_refused_first_sentence_is_retried_once_with_the_findings(tmp_path: Path, refused: str) -> None:
    assistant, drafter = ask(tmp_path, [refused, GOOD])
    with assistant:
        reply = assistant.send(assistant.open("s1"), LOAN)

    assert reply.engine == "said"
    assert reply.verdict.decision == "block", "the verdict is the worst of the turn"
    assert "4,490.54" not in reply.answer
    assert "放心" not in reply.answer
    assert len(drafter.requests) == 2
    assert drafter.requests[1].findings


def test_after_two_refusals_the_template_answers_and_says_so(tmp_path: Path) -> None:
    assistant, drafter = ask(tmp_path, [WRONG, PROMISE, GOOD])
    with assistant:
        reply = assistant.send(assistant.open("s1"), LOAN)

    assert reply.engine == "template"
    assert "4,490.45" in reply.answer
    assert len(drafter.requests) == 2, "at most one draft and one retry"
    assert reply.notes


def test_what_is_refused_later_is_completed_from_the_template(tmp_path: Path) -> None:
    assistant, _ = ask(tmp_path, ["您问的是贷款月供。\n" + WRONG + "再见。\n"])
    with assistant:
        reply = assistant.send(assistant.open("s1"), LOAN)

    assert reply.engine == "mixed"
    assert reply.answer.startswith("您问的是贷款月供。")
    assert "4,490.54" not in reply.answer
    assert "4,490.45" in reply.answer
    assert "616,560.07" in reply.answer


def test_a_slow_model_rewords_an_answer_that_already_stands(tmp_path: Path) -> None:
    held = threading.Event()
    drafter = SaidDrafter([GOOD], held=held)
    kinds: list[str] = []
    standing = reworded = None
    with opened(tmp_path, drafter, "auto") as assistant:
        for event in assistant.stream(assistant.open("s1"), LOAN):
            kinds.append(event.type)
            if isinstance(event, StandingEvent):
                standing = event
                held.set()
            if isinstance(event, RewordedEvent):
                reworded = event.rewording
        stored = assistant.store.turns("s1")[0]

    assert standing is not None
    assert standing.rewording
    assert standing.reply.engine == "template"
    assert reworded is not None
    assert reworded.engine == "said"
    assert "您问的是贷款月供。" in reworded.text
    assert kinds[-2:] == ["reworded", "done"]
    assert stored.rewording is not None


def test_a_rewording_that_does_not_hold_is_not_offered_but_kept(tmp_path: Path) -> None:
    drafter = SaidDrafter([PROMISE])
    with opened(tmp_path, drafter, "auto") as assistant:
        events = list(assistant.stream(assistant.open("s1"), LOAN))
        stored = assistant.store.turns("s1")[0]

    assert "reworded" not in {event.type for event in events}
    assert not any("放心" in event.text for event in events if isinstance(event, SentenceEvent))
    assert [draft.engine for draft in stored.drafts] == ["template", "said"]
    assert stored.rewording is None
    with opened(tmp_path, drafter, "auto") as assistant:
        seen = assistant.store.turns("s1", viewer="teller")[0]
    assert seen.drafts[1].text is None, "a refused wording is for restricted eyes"


def test_the_model_sees_lines_of_facts_and_the_question_only_as_data(tmp_path: Path) -> None:
    assistant, drafter = ask(tmp_path, [GOOD])
    with assistant:
        assistant.send(assistant.open("s1"), LOAN)

    request = drafter.requests[0]
    assert ("每月还款", "4,490.45元") in request.facts or any(
        text == "4,490.45元" for _, text in request.facts
    )
    assert "4,490.45" in " ".join(request.literals)
    assert request.example is not None
