"""Dialogues of services never seen are tracked by their schema alone, whatever it calls things."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.evaluation.dialogue_state import Judged, evaluate
from agent.schema.annotated import Dialogue, State
from agent.schema.assistant import ServiceAssistant
from agent.schema.conversation import Conversation
from agent.schema.prompt import AssistantAct
from agent.schema.service import NONE, Service
from common.errors import UserError
from knowledge.encoder import SentenceEncoder
from tests.evaluation.compact import renamed, renamed_dialogues

NAMES = {
    "Purse_7": "Giro_2", "pot": "source_account", "payee_pot": "beneficiary_account", "left_over": "funds_available",
    "payment_sum": "transfer_amount", "payee_name": "beneficiary", "ViewLeftOver": "CheckFunds",
    "PaySomebody": "SendPayment",
}  # fmt: skip
DESCRIPTIONS = {
    "pot": "which pot the money is taken from", "payee_pot": "the pot of the beneficiary", "left_over": "what is there",
    "payment_sum": "how much to send", "payee_name": "the beneficiary of the payment",
    "ViewLeftOver": "Get how much is in a pot", "PaySomebody": "Send a payment to a beneficiary",
}  # fmt: skip


def test_every_turn_of_our_own_dialogues_is_tracked(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...], encoder: SentenceEncoder, cache: Path
) -> None:
    judged: list[Judged] = []
    score = evaluate(services, dialogues, encoder, cache=cache, watch=judged.append)
    wrong = [(turn.utterance, dict(turn.got.values)) for turn in judged if not turn.right]
    assert len(dialogues) >= 8
    assert score.n_turns == len(judged) == 38
    assert not wrong
    assert score.report()["active_intent_accuracy"] == 1.0


def test_other_names_and_descriptions_change_little(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...], encoder: SentenceEncoder, cache: Path
) -> None:
    service = renamed(services[0], NAMES, DESCRIPTIONS)
    score = evaluate([service], renamed_dialogues(dialogues, NAMES), encoder, cache=cache)
    report = score.report()
    assert report["n_turns"] == 29
    assert report["joint_goal_accuracy"] >= 0.9
    assert report["active_intent_accuracy"] >= 0.9


def test_the_annotation_of_users_turns_is_never_read(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...], encoder: SentenceEncoder, cache: Path
) -> None:
    def blanked(dialogue: Dialogue) -> Dialogue:
        turns = []
        for turn in dialogue.turns:
            frames = tuple(
                frame.model_copy(update={"state": State(active_intent=NONE), "slots": ()})
                if frame.state is not None
                else frame
                for frame in turn.frames
            )
            turns.append(turn.model_copy(update={"frames": frames}))
        return dialogue.model_copy(update={"turns": tuple(turns)})

    whole: list[Judged] = []
    blank: list[Judged] = []
    evaluate(services, dialogues, encoder, cache=cache, watch=whole.append)
    evaluate(services, [blanked(one) for one in dialogues], encoder, cache=cache, watch=blank.append)
    assert [turn.got for turn in blank] == [turn.got for turn in whole]


def test_turns_of_other_services_are_heard_and_not_scored(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...], encoder: SentenceEncoder, cache: Path
) -> None:
    judged: list[Judged] = []
    mixed = [dialogue for dialogue in dialogues if dialogue.dialogue_id == "purse-4"]
    evaluate(services, mixed, encoder, cache=cache, watch=judged.append)
    assert [turn.utterance.split()[0] for turn in judged] == ["Sounds", "Good,", "Yes,"]


def test_no_turn_of_the_schema_is_an_error(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...], encoder: SentenceEncoder
) -> None:
    with pytest.raises(UserError, match="Tables_3"):
        evaluate(services[1:], dialogues[:1], encoder)


@pytest.fixture(scope="module")
def purse(services: tuple[Service, ...], encoder: SentenceEncoder, cache: Path) -> ServiceAssistant:
    return ServiceAssistant(services[0], encoder, cache=cache)


def _values(conversation: Conversation, text: str) -> dict[str, object]:
    return {name: value.value for name, value in conversation.hear_user(text).values.items()}


def test_a_default_enters_when_the_user_agrees_to_what_was_repeated(purse: ServiceAssistant) -> None:
    talk = purse.begin()
    given = {"pot": "daily", "payment_sum": 45, "payee_name": "Rasmus"}
    assert _values(talk, "I want to pay $45 from my daily pot to Rasmus") == given
    talk.hear_assistant("Please confirm: pay $45 from your daily pot to Rasmus.")
    assert _values(talk, "yes please") == {**given, "payee_pot": "daily"}


def test_a_no_to_what_was_repeated_brings_nothing_in(purse: ServiceAssistant) -> None:
    talk = purse.begin()
    talk.hear_user("I want to pay $45 from my daily pot to Rasmus")
    talk.hear_assistant("Please confirm: pay $45 from your daily pot to Rasmus's holiday pot.")
    assert "payee_pot" not in _values(talk, "no, that is wrong")


def test_what_was_done_is_done_with(purse: ServiceAssistant) -> None:
    talk = purse.begin()
    talk.hear_user("I want to pay $45 from my daily pot to Rasmus")
    talk.hear_assistant("Please confirm: pay $45 from your daily pot to Rasmus.")
    talk.hear_user("yes")
    talk.hear_assistant("The payment was successful.")
    assert _values(talk, "now show me how much money is in my holiday pot") == {"pot": "holiday"}


def test_the_assistants_own_acts_serve_as_well_as_its_words(purse: ServiceAssistant) -> None:
    talk = purse.begin()
    talk.hear_user("I want to pay $45 to Rasmus")
    talk.hear_assistant("", [AssistantAct("REQUEST", "pot", ("daily", "holiday"))])
    assert _values(talk, "holiday")["pot"] == "holiday"
    acts = [
        AssistantAct("CONFIRM", "payment_sum", ("$45",)),
        AssistantAct("CONFIRM", "payee_pot", ("holiday",)),
    ]
    talk.hear_assistant("", acts)
    assert _values(talk, "correct") == {
        "pot": "holiday",
        "payment_sum": 45,
        "payee_name": "Rasmus",
        "payee_pot": "holiday",
    }
    talk.hear_assistant("", [AssistantAct("OFFER_INTENT", "intent", ("ViewLeftOver",))])
    assert talk.hear_user("sure").intent == "ViewLeftOver"
    talk.hear_assistant("", [AssistantAct("REQ_MORE")])
    assert talk.hear_user("i'm good, thanks").intent == NONE


def test_a_matter_outlives_a_long_aside(purse: ServiceAssistant) -> None:
    talk = purse.begin()
    talk.hear_user("I want to pay $45 to Rasmus")
    for _ in range(12):
        talk.hear_assistant("Which film?")
        talk.hear_user("one with robots")
    talk.hear_assistant("Which pot should I use for the payment, daily or holiday?")
    assert _values(talk, "daily") == {"pot": "daily", "payment_sum": 45, "payee_name": "Rasmus"}
