"""Proper names, times of day, yes-or-no slots, sums of any currency: read from the declaration of a slot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal

import pytest
from pydantic import JsonValue

from agent.nlu.extract import extract_slots
from agent.nlu.extract.contexts import context_features
from agent.nlu.extract.times import find_times
from agent.reply import ToolCall
from agent.tasks.base import Outline, Scene, Slot, SlotWording, Task, TaskSlots, TaskWording
from common.language import Bilingual, detect_language

NOON = datetime.fromisoformat("2026-11-23T12:00:00+08:00")


class Courier(Task):
    """A task of another trade."""

    intent = "courier.send"

    class Slots(TaskSlots):
        receiver: Annotated[str, Slot("name")]
        pickup: Annotated[str | None, Slot("time")] = None
        insured: Annotated[Literal["True", "False"] | None, Slot("flag")] = None
        worth: Annotated[float | None, Slot("money", currency=None)] = None

    @cached_property
    def wording(self) -> TaskWording:
        return TaskWording(
            title=Bilingual(zh="寄件", en="send a parcel"),
            examples={"en": ("collect my parcel tomorrow",)},
            slots={
                "receiver": SlotWording(
                    label=Bilingual(zh="收件人", en="receiver"),
                    cues={"zh": ("给", "收件人"), "en": ("to", "for")},
                ),
                "insured": SlotWording(
                    label=Bilingual(zh="保价", en="insurance"), cues={"zh": ("保价",), "en": ("insurance",)}
                ),
            },
        )

    def outline(self, slots: TaskSlots, runs: Sequence[ToolCall], scene: Scene) -> Outline:
        return Outline()


def _read(text: str, awaiting: str | None = None, also: Sequence[str] = ()) -> dict[str, JsonValue]:
    found = extract_slots(
        text, Courier(), now=NOON, language=detect_language(text), awaiting=awaiting, also=also
    )
    return {name: value.value for name, value in found.values.items()}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("send the parcel to Henrik", "Henrik"),
        ("send it to Anna Maria Berg please", "Anna Maria Berg"),
        ("it goes to Liam O'Connor", "Liam O'Connor"),
        ("to Mr. Okafor, not to Ida", "Okafor"),
        ("to pavel's office", "pavel"),
        ("send it to mr wojtek please", "wojtek"),
        ("寄给王小明", "王小明"),
        ("给李芳的包裹", "李芳"),
        ("寄给Henrik先生", "Henrik"),
    ],
)
def test_a_name_is_told_by_its_shape_and_what_stands_beside_it(text: str, name: str) -> None:
    assert _read(text)["receiver"] == name


@pytest.mark.parametrize(
    "text",
    ["send it to my brother", "I want to send a parcel to the office", "collect my parcel", "Thanks a lot",
     "pleese send the parcle tomorow", "寄一个包裹", "给我妈妈寄一个"],
)  # fmt: skip
def test_ordinary_words_are_no_names(text: str) -> None:
    assert "receiver" not in _read(text)


@pytest.mark.parametrize("text", ["Henrik", "henrik", "Henrik, 6 pm"])
def test_a_bare_name_answers_the_question_for_it(text: str) -> None:
    assert str(_read(text, awaiting="pickup", also=["receiver"])["receiver"]).lower() == "henrik"


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("at 6 pm", ["18:00"]), ("18:30 or 7.45", ["18:30", "07:45"]), ("half past six in the evening", ["18:30"]),
        ("quarter to nine", ["08:45"]), ("quarter past 10 a.m.", ["10:15"]), ("at noon", ["12:00"]),
        ("12 am", ["00:00"]), ("12 pm", ["12:00"]), ("eight o'clock", ["08:00"]), ("下午三点半", ["15:30"]),
        ("晚上8点", ["20:00"]), ("上午十点一刻", ["10:15"]), ("14时05分", ["14:05"]), ("中午1点", ["13:00"]),
        ("3.5% for 30 years", []), ("25:00", []), ("two tickets", []),
    ],
)  # fmt: skip
def test_times_of_day(text: str, times: list[str]) -> None:
    assert [hit.value for hit in find_times(text)] == times


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("with insurance", False, "True"), ("without insurance please", False, "False"), ("要保价", False, "True"),
        ("不要保价", False, "False"), ("I don't need insurance", False, "False"),
        ("insurance is not necessary", False, "False"),
        ("yes", True, "True"), ("no", True, "False"), ("不用", True, None), ("yes", False, None),
    ],
)  # fmt: skip
def test_yes_or_no_slots(text: str, asked: bool, value: str | None) -> None:
    assert _read(text, awaiting="insured" if asked else None).get("insured") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("worth $1,760", 1760), ("460 bucks", 460), ("it is worth €75.50", 75.5), ("价值500元", 500)],
)
def test_a_slot_without_a_currency_takes_any(text: str, value: float) -> None:
    assert _read(text)["worth"] == value


def test_a_context_reads_as_it_is_written() -> None:
    text = "Move it. Send $50 to Ida's savings account"
    start = text.index("savings")
    features = context_features(text, start, start + 7)
    assert {"-1 's", "-2 ida", "-2 Aa", "-3 to", "- #", "+1 account", "-2-1 ida 's"} <= set(features)
    assert "- move" not in features
