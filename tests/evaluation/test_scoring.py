"""The figures, against figures worked out by hand."""

from __future__ import annotations

import pytest

from agent.evaluation.scoring import Score, fault_of, same
from agent.schema.annotated import State
from agent.schema.conversation import Tracked, Value
from agent.schema.service import Service

SERVICE = Service.model_validate(
    {
        "service_name": "S",
        "slots": [
            {"name": "kind", "is_categorical": True, "possible_values": ["a", "b"]},
            {"name": "sum"},
            {"name": "who"},
        ],
        "intents": [{"name": "Do", "required_slots": ["kind", "sum", "who"]}],
    }
)


def _got(intent: str, **values: str | float) -> Tracked:
    return Tracked(intent, {name: Value(value, str(value)) for name, value in values.items()})


def test_the_figures_are_those_worked_out_by_hand() -> None:
    score = Score()
    # right: one of the variants counts
    assert score.add(
        SERVICE,
        State(active_intent="Do", slot_values={"sum": ("$20", "20 dollars")}),
        _got("Do", sum=20),
    )
    # one of two slots is right, the intent is wrong
    assert not score.add(
        SERVICE,
        State(active_intent="Do", slot_values={"kind": ("a",), "who": ("Ann",)}),
        _got("NONE", kind="a", who="Bea"),
    )
    # nothing is set and nothing is said to be: right, and not in the average goal
    assert score.add(SERVICE, State(active_intent="NONE"), _got("NONE"))
    # all slots of the state are right, one is set besides: joint wrong, average 1
    assert not score.add(
        SERVICE, State(active_intent="Do", slot_values={"kind": ("b",)}), _got("Do", kind="b", sum=5)
    )
    # the state's slot is missing: average 0
    assert not score.add(SERVICE, State(active_intent="Do", slot_values={"who": ("Ann",)}), _got("Do"))
    assert score.report() == {
        "n_turns": 5,
        "joint_goal_accuracy": 0.4,
        "average_goal_accuracy": 0.625,  # (1 + 1/2 + 1 + 0) / 4
        "active_intent_accuracy": 0.8,
    }
    assert score.wrong == {
        "who": {"different": 1, "missing": 1},
        "sum": {"spurious": 1},
    }


@pytest.mark.parametrize(
    ("variant", "value"),
    [
        ("$980", Value(980, "980 bucks")),
        ("nine hundred and eighty dollars", Value(980, "$980")),
        ("$1,760", Value(1760.0, "1760")),
        ("oluwaseun", Value("Oluwaseun", "Oluwaseun")),
        ("Ann Maria Berg", Value("Berg Ann Maria", "Berg Ann Maria")),
        ("7:30 pm", Value("19:30", "half past seven in the evening")),
        ("half past 7 in the evening", Value("19:30", "7:30 pm")),
        ("Café Verde", Value("Cafe Verde", "Café Verde")),
    ],
)
def test_the_same_value_written_otherwise_is_right(variant: str, value: Value) -> None:
    assert same(variant, value)


@pytest.mark.parametrize(
    ("variant", "value"),
    [
        ("$980", Value(890, "$890")),
        ("$1,760", Value(1.76, "1.76")),
        ("Maria", Value("Marina Bay", "Marina Bay")),
        ("Omar", Value("Oma", "Oma")),
        ("7:30 pm", Value("07:30", "7:30 am")),
    ],
)
def test_another_value_is_wrong(variant: str, value: Value) -> None:
    assert not same(variant, value)


def test_a_categorical_value_is_right_only_by_its_name() -> None:
    assert fault_of(("savings",), Value("Savings", "my saving"), categorical=True) is None
    assert fault_of(("savings",), Value("saving", "savings"), categorical=True) == "different"
