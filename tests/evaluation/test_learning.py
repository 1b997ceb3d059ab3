"""Annotated dialogues make a wording richer; the tracker that uses it is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.evaluation.dialogue_state import evaluate
from agent.nlu.extract import extract_slots
from agent.schema.annotated import Act, Dialogue, DialogueFrame, State, Turn
from agent.schema.conversation import NO_TIME
from agent.schema.learning import learn
from agent.schema.learning.exchanges import exchanges_of
from agent.schema.learning.keeping import kept_in
from agent.schema.learning.weights import learn_weights
from agent.schema.service import Service
from agent.schema.tasks import tasks_of
from agent.schema.wording import ServiceWording, described
from common.errors import UserError
from knowledge.encoder import SentenceEncoder


def _dialogue(name: str, *turns: Turn) -> Dialogue:
    return Dialogue(dialogue_id=name, turns=turns)


def _user(text: str, intent: str, **values: str) -> Turn:
    state = State(active_intent=intent, slot_values={slot: (value,) for slot, value in values.items()})
    return Turn(speaker="USER", utterance=text, frames=(DialogueFrame(service="Purse_7", state=state),))


def _assistant(text: str, *acts: Act) -> Turn:
    return Turn(speaker="SYSTEM", utterance=text, frames=(DialogueFrame(service="Purse_7", actions=acts),))


def test_what_was_learned_tracks_at_least_as_well(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...], encoder: SentenceEncoder, cache: Path
) -> None:
    purse = services[0]
    train = [dialogue for dialogue in dialogues if dialogue.dialogue_id in ("purse-1", "purse-2", "purse-3")]
    test = [dialogue for dialogue in dialogues if dialogue.dialogue_id in ("purse-4", "purse-5", "purse-6")]
    wordings = {purse.service_name: learn(purse, train)}
    score = evaluate([purse], test, encoder, wordings=wordings, cache=cache)
    assert score.report()["joint_goal_accuracy"] >= 0.9


def test_requests_become_examples_and_answers_do_not(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...]
) -> None:
    wording = learn(services[0], dialogues)
    asked = wording.tasks["PaySomebody"].examples["en"]
    assert "Hello, I need to make a payment." in asked
    assert "From my daily pot." not in asked
    assert "Yes, I would." not in asked
    assert "OK, thank you." in wording.tasks["NONE"].examples["en"]
    assert "Find me a film with robots in it." in wording.tasks["NONE"].examples["en"]


def test_a_further_word_for_a_value_is_learned(services: tuple[Service, ...]) -> None:
    purse = services[0]
    turns = [
        _dialogue(str(number), _user(f"{start} rainyday pocket", "ViewLeftOver", pot="holiday"))
        for number, start in enumerate(("what is in my", "look into my", "tell me about the", "see the"))
    ]
    text = "pay $5 to Ida from my rainyday pocket"
    before = tasks_of(purse, described(purse))["ViewLeftOver"]
    after = tasks_of(purse, learn(purse, turns))["ViewLeftOver"]
    assert "pot" not in extract_slots(text, before, now=NO_TIME, language="en").values
    assert extract_slots(text, after, now=NO_TIME, language="en").values["pot"].value == "holiday"


def test_where_names_stand_is_learned(services: tuple[Service, ...]) -> None:
    purse = services[0]
    names = ["ada", "bruno", "cleo", "dario", "elif", "fritz", "gina", "hugo", "ines", "jonas"]
    turns = [
        _dialogue(
            name,
            _user(f"vamoose 20 dollars towards {name} quickly splendid", "PaySomebody", payee_name=name),
        )
        for name in names
    ]
    text = "vamoose 70 dollars towards kyra quickly splendid"
    before = tasks_of(purse, described(purse))["PaySomebody"]
    after = tasks_of(purse, learn(purse, turns))["PaySomebody"]
    found = [extract_slots(text, task, now=NO_TIME, language="en").values for task in (before, after)]
    assert "payee_name" not in found[0]
    assert found[1]["payee_name"].value == "kyra"


def test_words_of_questions_are_learned_from_the_assistants_acts(services: tuple[Service, ...]) -> None:
    purse = services[0]
    ask = Act(act="REQUEST", slot="payee_name")
    turns = [
        _dialogue(
            str(number),
            _user("pay 5 dollars", "PaySomebody", payment_sum="5 dollars"),
            _assistant("Towards whose doorstep?", ask),
            _user("Ida", "PaySomebody", payment_sum="5 dollars", payee_name="Ida"),
        )
        for number in range(4)
    ]
    questions = learn(purse, turns).tasks["PaySomebody"].slots["payee_name"].questions["en"]
    assert "doorstep" in questions


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ({"pot": "daily", "payment_sum": "$5", "payee_name": "Ida"}, "all"),
        ({"pot": "daily"}, "shared"),
        ({}, "none"),
    ],
)
def test_what_lives_on_at_a_change_of_matter_is_learned(
    services: tuple[Service, ...], after: dict[str, str], kept: str
) -> None:
    purse = services[0]
    turns = [
        _dialogue(
            str(number),
            _user("pay it", "PaySomebody", pot="daily", payment_sum="$5", payee_name="Ida"),
            _user("what is left", "ViewLeftOver", **after),
        )
        for number in range(3)
    ]
    assert kept_in(purse, list(exchanges_of(purse, turns))) == {"PaySomebody>ViewLeftOver": kept}


def test_a_wording_is_plain_data(services: tuple[Service, ...], dialogues: tuple[Dialogue, ...]) -> None:
    wording = learn(services[0], dialogues)
    assert ServiceWording.model_validate_json(wording.model_dump_json()) == wording


def test_nothing_to_learn_from_is_an_error(
    services: tuple[Service, ...], dialogues: tuple[Dialogue, ...]
) -> None:
    with pytest.raises(UserError, match="Tables_3"):
        learn(services[1], dialogues[:2])


def test_weights_tell_apart_what_always_stands_beside() -> None:
    places = [["-1 to", "x"], ["-1 to", "y"], ["-1 from", "x"], ["-1 from", "y"]] * 4
    theirs, mine = learn_weights(places, [0, 0, 1, 1] * 4, 2)
    assert theirs["-1 to"] > 0.5
    assert theirs["-1 from"] < -0.5
    assert mine["-1 from"] > 0.5
    assert mine["-1 to"] < -0.5
    assert abs(theirs.get("x", 0.0)) < 0.1
