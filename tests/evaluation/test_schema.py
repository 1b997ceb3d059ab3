"""What a schema's names, descriptions and values say of its slots."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.nlu.extract import extract_slots
from agent.schema.conversation import NO_TIME
from agent.schema.naming import spoken, words_of
from agent.schema.roles import role_of
from agent.schema.service import NONE, Service, ServiceSlot, load_services
from agent.schema.slot_kinds import kind_of
from agent.schema.tasks import tasks_of
from agent.schema.wording import described
from common.errors import UserError


@pytest.mark.parametrize(
    ("name", "description", "values", "kind"),
    [
        ("transfer_amount", "", (), "money"),
        ("accountBalance", "", (), "money"),
        ("转账金额", "要转多少", (), "money"),
        ("payee", "Who receives the money", (), "name"),
        ("recipient_name", "Name of the person the money goes to", (), "name"),
        ("收款人姓名", "", (), "name"),
        ("check_in_date", "", (), "date"),
        ("入住日期", "", (), "date"),
        ("pickup_time", "", (), "time"),
        ("when", "Time of the appointment", (), "time"),
        ("number_of_seats", "", (), "count"),
        ("人数", "", (), "count"),
        ("annual_interest_rate", "", (), "rate"),
        ("remark", "", (), "text"),
        ("附言", "", (), "text"),
        ("whatever", "", (), "name"),
        ("has_wifi", "", ("True", "False"), "flag"),
        ("guests", "", ("1", "2", "3"), "count"),
        ("account_type", "", ("checking", "savings"), "enum"),
    ],
)
def test_the_type_of_a_slot_follows_from_how_it_is_described(
    name: str, description: str, values: tuple[str, ...], kind: str
) -> None:
    slot = ServiceSlot(
        name=name, description=description, is_categorical=bool(values), possible_values=values
    )
    assert kind_of(slot).type == kind


def test_a_slot_that_names_nobody_is_the_users_own_beside_one_of_somebody_else() -> None:
    values = ("giro", "saver")
    mine = ServiceSlot(name="account_kind", is_categorical=True, possible_values=values)
    theirs = ServiceSlot(name="payee_account_kind", is_categorical=True, possible_values=values)
    alone = ServiceSlot(name="colour", is_categorical=True, possible_values=("red", "blue"))
    slots = [mine, theirs, alone]
    assert [role_of(slot, slots) for slot in slots] == ["own", "other", None]


def test_names_and_descriptions_become_words() -> None:
    assert words_of("recipientAccount_type") == ("recipient", "account", "type")
    assert spoken("Check the funds in a user's account.") == "check the funds in my account"
    assert spoken("Send money to another user's account") == "send money to another user's account"


def test_a_service_becomes_tasks(services: tuple[Service, ...]) -> None:
    purse = services[0]
    tasks = tasks_of(purse, described(purse))
    assert list(tasks) == ["ViewLeftOver", "PaySomebody", NONE]
    assert tasks["PaySomebody"].required == ("pot", "payment_sum", "payee_name")
    assert [intent for intent, task in tasks.items() if task.fallback] == [NONE]
    assert all(len(task.wording.examples["en"]) >= 40 for task in tasks.values())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("pay 20 dollars from my daily pot to Ida", {"pot": "daily", "payment_sum": 20, "payee_name": "Ida"}),
        ("put $300 into Omar's holiday pot", {"payee_pot": "holiday", "payment_sum": 300, "payee_name": "Omar"}),
        ("from daily to the daily pot of Jon Berg", {"pot": "daily", "payee_pot": "daily", "payee_name": "Jon Berg"}),
        ("use holiday, it goes into her daily pot", {"pot": "holiday", "payee_pot": "daily"}),
        ("pay €75.50 to my brother", {"payment_sum": 75.5}),
        ("not to Ida but to Nora", {"payee_name": "Nora"}),
    ],
)  # fmt: skip
def test_values_are_read_by_role_and_shape(
    services: tuple[Service, ...], text: str, values: dict[str, object]
) -> None:
    task = tasks_of(services[0], described(services[0]))["PaySomebody"]
    found = extract_slots(text, task, now=NO_TIME, language="en").values
    assert {name: value.value for name, value in found.items()} == values


@pytest.mark.parametrize(
    "written",
    [
        "[1, 2]", "{}", "[]", "not json", '[{"service_name": "S", "slots": [], "intents": []}]',
        '[{"service_name": "S", "slots": [], "intents": [{"name": "I", "required_slots": ["x"]}]}]',
        '[{"service_name": "S", "slots": [], "intents": [{"name": "NONE"}]}]',
    ],
)  # fmt: skip
def test_an_unusable_schema_is_one_line(tmp_path: Path, written: str) -> None:
    file = tmp_path / "schema.json"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_services(file)
    assert "\n" not in str(refused.value)


def test_a_slot_may_be_called_what_python_would_not_like(tmp_path: Path) -> None:
    odd = {
        "service_name": "S",
        "slots": [{"name": "json"}, {"name": "copy"}, {"name": "how much?"}],
        "intents": [{"name": "I", "required_slots": ["json", "copy", "how much?"]}],
    }
    file = tmp_path / "schema.json"
    file.write_text(json.dumps([odd]), encoding="utf-8")
    service = load_services(file)[0]
    assert tasks_of(service, described(service))["I"].required == ("json", "copy", "how much?")
    bad = service.model_copy(
        update={
            "slots": (ServiceSlot(name="_hidden"),),
            "intents": (service.intents[0].model_copy(update={"required_slots": ("_hidden",)}),),
        }
    )
    with pytest.raises(UserError, match="cannot be fields"):
        tasks_of(bad, described(bad))
